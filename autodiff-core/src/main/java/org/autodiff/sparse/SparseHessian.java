package org.autodiff.sparse;

import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;

/**
 * The Hessian of a scalar function with few interactions, prepared: its pattern and its colours are found once, and
 * then it is computed at many points, each time with as many Hessian-vector products as there are colours, all in one
 * batch. See {@link SparseJacobian}, all of which holds here too.
 *
 * <pre>{@code
 * SparseHessian hessian = SparseHessian.prepare(energy, x);   // 1000x1000, 2998 entries, 3 colours
 * SparseMatrix h = hessian.at(x);                             // both halves
 * }</pre>
 *
 * <p>Both halves are there, and equal: the second is not computed.
 */
public final class SparseHessian {
    private final Compressed compressed;

    private SparseHessian(Compressed compressed) {
        this.compressed = compressed;
    }

    /** The gradient of a function as one vector, and its Hessian there. */
    public record GradientAndHessian(Tensor gradient, SparseMatrix hessian) {}

    // ---- prepared

    /**
     * Finds the pattern, by {@link SparsityPattern#ofHessian(Function, Tensor)}, and colours it, by
     * {@link Coloring#symmetric(SparsityPattern)}.
     *
     * @param like where the function is run once; later points must have its shape
     * @throws IllegalArgumentException if {@code f} gives no scalar
     */
    public static SparseHessian prepare(Function<Tensor, Tensor> f, Tensor like) {
        return prepare(several(f), like);
    }

    /** The same for a function of several tensors, with respect to the elements of all. */
    public static SparseHessian prepare(TensorFunction f, Tensor... like) {
        Coloring coloring = Coloring.symmetric(SparsityPattern.ofHessian(f, like));
        return new SparseHessian(Compressed.hessian(f, coloring, true, like));
    }

    /**
     * Takes a pattern that the program knows: both halves. When it is used first, it is {@link #verify verified}: a
     * pattern that lacks entries would give wrong numbers.
     *
     * @throws IllegalArgumentException if it is not symmetric, or has not a column for each element of the arguments
     */
    public static SparseHessian prepare(Function<Tensor, Tensor> f, SparsityPattern pattern, Tensor like) {
        return prepare(several(f), pattern, like);
    }

    /** The same for a function of several tensors. */
    public static SparseHessian prepare(TensorFunction f, SparsityPattern pattern, Tensor... like) {
        return prepare(f, Coloring.symmetric(pattern), like);
    }

    /** Takes a colouring, and the pattern that belongs to it; the same is said of that. */
    public static SparseHessian prepare(Function<Tensor, Tensor> f, Coloring coloring, Tensor like) {
        return prepare(several(f), coloring, like);
    }

    /**
     * The same for a function of several tensors.
     *
     * @throws IllegalArgumentException if the colouring is of rows: there are Hessian-vector products only
     */
    public static SparseHessian prepare(TensorFunction f, Coloring coloring, Tensor... like) {
        return new SparseHessian(Compressed.hessian(f, coloring, false, like));
    }

    private static TensorFunction several(Function<Tensor, Tensor> f) {
        Objects.requireNonNull(f, "sparse Hessian: the function is null");
        return xs -> f.apply(xs[0]);
    }

    // ---- computed

    /**
     * The Hessian at a point.
     *
     * @throws IllegalArgumentException if the arguments have not the shapes for which this was prepared, or, at the
     *     first use of a pattern that was given, if it lacks entries
     */
    public SparseMatrix at(Tensor... xs) {
        return compressed.at(xs).matrix();
    }

    /** The gradient, one argument after the other, and the Hessian; the gradient comes with the first product. */
    public GradientAndHessian gradientAndHessian(Tensor... xs) {
        Compressed.Result all = compressed.at(xs);
        return new GradientAndHessian(all.value(), all.matrix());
    }

    /**
     * Compares the product of the Hessian with a random vector with that of the matrix that the pattern gave; see
     * {@link SparseJacobian#verify}.
     *
     * @throws IllegalArgumentException if an entry is missing; the message says which
     */
    public void verify(Tensor... xs) {
        compressed.verify(xs);
    }

    /** The colouring, with its pattern. */
    public Coloring coloring() {
        return compressed.coloring();
    }

    /** Where the entries are. */
    public SparsityPattern pattern() {
        return compressed.coloring().pattern();
    }

    /** {@code 1000x1000, 2998 entries, 3 colours}. */
    @Override
    public String toString() {
        return compressed.coloring().toString();
    }
}
