package org.autodiff.sparse;

import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;

/**
 * The Jacobian of a function with few entries, prepared: its pattern and its colours are found once, and then it is
 * computed at many points, each time with as many directions as there are colours, all in one batch.
 *
 * <pre>{@code
 * SparseJacobian jacobian = SparseJacobian.prepare(f, x);   // 99998x100000, 299994 entries, 3 colours
 * for (...) {
 *     SparseMatrix j = jacobian.at(x);
 *     x = x.sub(step(j.toCSC(), f.apply(x)));
 * }
 * }</pre>
 *
 * <p>Its rows are the elements of the result, its columns those of the arguments, one argument after the other; each in
 * row-major order. The entries are those that a dense Jacobian would have, but for rounding.
 *
 * <p>The function must stay what it is: what it captured may have other numbers, but it must not depend on other
 * elements. {@link #verify} tells. Where each element of the result depends on nearly all arguments there is nothing to
 * save: use a dense Jacobian.
 *
 * <p>It never changes and may be shared between threads, if the function may.
 */
public final class SparseJacobian {
    private final Compressed compressed;

    private SparseJacobian(Compressed compressed) {
        this.compressed = compressed;
    }

    /** The value of a function, and its Jacobian there. */
    public record ValueAndJacobian(Tensor value, SparseMatrix jacobian) {}

    // ---- prepared

    /**
     * Finds the pattern, by {@link SparsityPattern#ofJacobian(Function, Tensor)}, and colours it, by
     * {@link Coloring#best}.
     *
     * @param like where the function is run once; later points must have its shape
     */
    public static SparseJacobian prepare(Function<Tensor, Tensor> f, Tensor like) {
        return prepare(several(f), like);
    }

    /** The same for a function of several tensors. */
    public static SparseJacobian prepare(TensorFunction f, Tensor... like) {
        return new SparseJacobian(
                Compressed.jacobian(f, Coloring.best(SparsityPattern.ofJacobian(f, like)), true, like));
    }

    /**
     * Takes a pattern that the program knows. When it is used first, it is {@link #verify verified}: a pattern that
     * lacks entries would give wrong numbers.
     *
     * @throws IllegalArgumentException if it has not a column for each element of the arguments
     */
    public static SparseJacobian prepare(Function<Tensor, Tensor> f, SparsityPattern pattern, Tensor like) {
        return prepare(several(f), pattern, like);
    }

    /** The same for a function of several tensors. */
    public static SparseJacobian prepare(TensorFunction f, SparsityPattern pattern, Tensor... like) {
        return prepare(f, Coloring.best(pattern), like);
    }

    /** Takes a colouring, and the pattern that belongs to it; the same is said of that. */
    public static SparseJacobian prepare(Function<Tensor, Tensor> f, Coloring coloring, Tensor like) {
        return prepare(several(f), coloring, like);
    }

    /** The same for a function of several tensors. */
    public static SparseJacobian prepare(TensorFunction f, Coloring coloring, Tensor... like) {
        return new SparseJacobian(Compressed.jacobian(f, coloring, false, like));
    }

    private static TensorFunction several(Function<Tensor, Tensor> f) {
        Objects.requireNonNull(f, "sparse Jacobian: the function is null");
        return xs -> f.apply(xs[0]);
    }

    // ---- computed

    /**
     * The Jacobian at a point.
     *
     * @throws IllegalArgumentException if the arguments have not the shapes for which this was prepared, if the value
     *     has not as many elements as the pattern has rows, or, at the first use of a pattern that was given, if it
     *     lacks entries; and if the function reads a variable, instead of the argument for which it is given
     * @throws IllegalStateException if the function draws random numbers, and would run more than once: for more than
     *     64 colours, or for columns and rows both
     */
    public SparseMatrix at(Tensor... xs) {
        return compressed.at(xs).matrix();
    }

    /** The value and the Jacobian at a point; the value comes with the first product. */
    public ValueAndJacobian valueAndJacobian(Tensor... xs) {
        Compressed.Result all = compressed.at(xs);
        return new ValueAndJacobian(all.value(), all.matrix());
    }

    /**
     * Compares the product of the Jacobian with a random vector, which does not need the pattern, with that of the
     * matrix that the pattern gave: two more directions. An entry that the pattern lacks shows, unless it is zero at
     * this point, or so small beside the others of its row that rounding hides it (1e-8).
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

    /** {@code 49x50, 98 entries, 2 colours}. */
    @Override
    public String toString() {
        return compressed.coloring().toString();
    }
}
