package org.autodiff.gradcheck.jqwik;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * Arbitraries of tensors for properties:
 *
 * <pre>{@code
 * @Property
 * void gradientIsRight(@ForAll("inputs") Tensor x) {
 *     GradCheck.of(xs -> softplus(xs[0])).at(x).assertPasses();
 * }
 *
 * @Provide
 * Arbitrary<Tensor> inputs() {
 *     return TensorArbitraries.tensors().ofRank(0, 3, 4).in(TensorDomain.REALS).awayFrom(0.01, 0);
 * }
 * }</pre>
 *
 * <p>{@link TensorOf} says the same in an annotation.
 */
public final class TensorArbitraries {
    private static final int RANK = 3;
    private static final int LONGEST = 4;

    private TensorArbitraries() {}

    /** Tensors of up to 3 axes of up to 4 elements, from -10 to 10, if not said otherwise. */
    public static TensorArbitrary tensors() {
        return TensorArbitrary.of(shapes(0, RANK, LONGEST), shape -> true, TensorDomain.REALS);
    }

    /**
     * Shapes without empty axes: of {@code minRank} to {@code maxRank} axes, of 1 to {@code longest} elements each.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Arbitrary<Shape> shapes(int minRank, int maxRank, int longest) {
        if (minRank < 0 || maxRank < minRank || longest < 1) {
            throw new IllegalArgumentException("shapes: ranks from " + minRank + " to " + maxRank + " and axes up to "
                    + longest + ": must be 0 <= min <= max and an axis of at least 1");
        }
        return Arbitraries.integers()
                .between(1, longest)
                .list()
                .ofMinSize(minRank)
                .ofMaxSize(maxRank)
                .map(TensorArbitraries::shape);
    }

    private static Shape shape(List<Integer> dims) {
        return Shape.of(dims.stream().mapToInt(d -> d).toArray());
    }

    /** Two tensors of shapes that broadcast against each other, with elements of a domain. */
    public static Arbitrary<Tuple2<Tensor, Tensor>> broadcastable(TensorDomain domain) {
        Arbitrary<Shape> whole = shapes(0, RANK, LONGEST);
        return whole.flatMap(shape -> Combinators.combine(part(shape), part(shape))
                .as(Tuple::of)
                .flatMap(parts -> pair(parts.get1(), parts.get2(), domain)));
    }

    /** A shape that broadcasts to another one: without some leading axes, and with ones for some of the others. */
    private static Arbitrary<Shape> part(Shape whole) {
        Arbitrary<Integer> dropped = Arbitraries.integers().between(0, whole.rank());
        Arbitrary<List<Boolean>> kept = Arbitraries.of(true, false).list().ofSize(whole.rank());
        return Combinators.combine(dropped, kept).as((from, keep) -> {
            int[] dims = new int[whole.rank() - from];
            for (int axis = 0; axis < dims.length; axis++) {
                dims[axis] = keep.get(from + axis) ? whole.dim(from + axis) : 1;
            }
            return Shape.of(dims);
        });
    }

    /** Matrices that can be multiplied: of shapes (m, k) and (k, n), with elements of a domain. */
    public static Arbitrary<Tuple2<Tensor, Tensor>> multipliable(TensorDomain domain) {
        Arbitrary<Integer> size = Arbitraries.integers().between(1, LONGEST);
        return Combinators.combine(size, size, size)
                .as((m, k, n) -> Tuple.of(Shape.of(m, k), Shape.of(k, n)))
                .flatMap(shapes -> pair(shapes.get1(), shapes.get2(), domain));
    }

    private static Arbitrary<Tuple2<Tensor, Tensor>> pair(Shape a, Shape b, TensorDomain domain) {
        TensorArbitrary tensors = tensors().in(domain);
        return Combinators.combine(tensors.ofShape(a), tensors.ofShape(b)).as(Tuple::of);
    }

    /**
     * Symmetric positive definite matrices with 1 to {@code largest} rows: {@code A A' + I}, so no eigenvalue is below
     * 1. They shrink to the identity.
     *
     * @throws IllegalArgumentException if {@code largest} is less than 1
     */
    public static Arbitrary<Tensor> positiveDefinite(int largest) {
        if (largest < 1) {
            throw new IllegalArgumentException("positiveDefinite: up to " + largest + " rows: must be at least 1");
        }
        return Arbitraries.integers()
                .between(1, largest)
                .flatMap(n -> tensors()
                        .ofShape(n, n)
                        .between(-2, 2)
                        .map(a -> a.matmul(a.transpose()).add(Tensor.eye(n))));
    }
}
