package org.autodiff.gradcheck.jqwik;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.arbitraries.ArbitraryDecorator;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * Tensors by shape and domain, made by {@link TensorArbitraries#tensors}. Each method gives another arbitrary, this one
 * stays what it is. A failing tensor shrinks to fewer axes, then to shorter ones, then to rounder numbers, and stays
 * what was asked for. Edge cases are single elements, and all elements equal, at the ends of the domain.
 */
public final class TensorArbitrary extends ArbitraryDecorator<Tensor> {
    private final Arbitrary<Shape> shapes;
    private final Predicate<Shape> wanted;
    private final Arbitrary<Double> elements;
    private final DoublePredicate domain;
    private final double simplest;

    private TensorArbitrary(
            Arbitrary<Shape> shapes,
            Predicate<Shape> wanted,
            Arbitrary<Double> elements,
            DoublePredicate domain,
            double simplest) {
        this.shapes = shapes;
        this.wanted = wanted;
        this.elements = elements;
        this.domain = domain;
        this.simplest = simplest;
    }

    static TensorArbitrary of(Arbitrary<Shape> shapes, Predicate<Shape> wanted, TensorDomain domain) {
        return new TensorArbitrary(shapes, wanted, domain.elements(), domain::has, domain.simplest());
    }

    /** Of this shape; without numbers, scalars. */
    public TensorArbitrary ofShape(int... dims) {
        return ofShape(Shape.of(dims));
    }

    /** Of this shape. */
    public TensorArbitrary ofShape(Shape shape) {
        return ofShapes(Arbitraries.just(shape), shape::equals);
    }

    /**
     * Of {@code min} to {@code max} axes of 1 to {@code longest} elements each.
     *
     * @throws IllegalArgumentException if there are no such shapes
     */
    public TensorArbitrary ofRank(int min, int max, int longest) {
        return ofShapes(TensorArbitraries.shapes(min, max, longest), s -> s.rank() >= min);
    }

    /**
     * Of these shapes.
     *
     * @param smaller whether a smaller shape, to which a failing tensor may shrink, is one of them
     */
    TensorArbitrary ofShapes(Arbitrary<Shape> some, Predicate<Shape> smaller) {
        return new TensorArbitrary(some, smaller, elements, domain, simplest);
    }

    /** With elements of this domain. */
    public TensorArbitrary in(TensorDomain other) {
        return of(shapes, wanted, other);
    }

    /**
     * With elements from {@code min} to {@code max}, both included.
     *
     * @throws IllegalArgumentException if {@code min} is not below {@code max}
     */
    public TensorArbitrary between(double min, double max) {
        if (!(min < max)) {
            throw new IllegalArgumentException("between: from " + min + " to " + max + ": min must be below max");
        }
        double middle = Math.min(Math.max(0, min), max);
        return new TensorArbitrary(shapes, wanted, TensorDomain.between(min, max), x -> x >= min && x <= max, middle);
    }

    /**
     * Without elements that are nearer than a distance to one of some points: the kinks of a function, where
     * derivatives are not to be had.
     *
     * @throws IllegalArgumentException if the distance is not positive
     */
    public TensorArbitrary awayFrom(double distance, double... points) {
        if (!(distance > 0)) {
            throw new IllegalArgumentException("awayFrom: distance is " + distance + ", must be positive");
        }
        double[] kinks = points.clone();
        DoublePredicate away = x -> Arrays.stream(kinks).allMatch(kink -> Math.abs(x - kink) >= distance);
        return new TensorArbitrary(shapes, wanted, elements.filter(away::test), domain.and(away), simplest);
    }

    @Override
    protected Arbitrary<Tensor> arbitrary() {
        return shapes.flatMap(
                shape -> elements.array(Double[].class).ofSize(shape.size()).map(numbers -> tensor(shape, numbers)));
    }

    private static Tensor tensor(Shape shape, Double[] numbers) {
        return Tensor.of(shape, Arrays.stream(numbers).mapToDouble(x -> x).toArray());
    }

    // ---- jqwik shrinks the parts by themselves, and makes other elements for another shape; we shrink the whole

    private Shrinkable<Tensor> whole(Shrinkable<Tensor> parts) {
        return new TensorShrinkable(parts.value(), wanted, domain, simplest);
    }

    @Override
    public RandomGenerator<Tensor> generator(int genSize) {
        return super.generator(genSize).mapShrinkable(this::whole);
    }

    @Override
    public RandomGenerator<Tensor> generatorWithEmbeddedEdgeCases(int genSize) {
        return super.generatorWithEmbeddedEdgeCases(genSize).mapShrinkable(this::whole);
    }

    @Override
    public EdgeCases<Tensor> edgeCases(int maxEdgeCases) {
        List<Supplier<Shrinkable<Tensor>>> all = super.edgeCases(maxEdgeCases).suppliers().stream()
                .map(s -> (Supplier<Shrinkable<Tensor>>) () -> whole(s.get()))
                .toList();
        return EdgeCases.fromSuppliers(all);
    }
}
