package org.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.internal.gates.move.Moves;
import org.autodiff.internal.gates.move.Views;
import org.autodiff.ndarray.Shape;

/**
 * The operations of a {@link Tensor} on triangles and diagonals of matrices. Diagonal k is the main one for k = 0,
 * above it for positive k, below for negative k.
 */
public sealed interface DiagonalOps permits Tensor {

    /** The upper triangle with the main diagonal, zeros elsewhere; of each matrix of a batch. */
    default Tensor triu() {
        return triu(0);
    }

    /**
     * Diagonal k and what is above it, zeros elsewhere (whatever stood there); of each matrix of a batch.
     *
     * @throws IllegalArgumentException if the rank is below 2
     */
    default Tensor triu(int k) {
        return triangle("triu", k, true);
    }

    /** The lower triangle with the main diagonal, zeros elsewhere; of each matrix of a batch. */
    default Tensor tril() {
        return tril(0);
    }

    /**
     * Diagonal k and what is below it, zeros elsewhere (whatever stood there); of each matrix of a batch.
     *
     * @throws IllegalArgumentException if the rank is below 2
     */
    default Tensor tril(int k) {
        return triangle("tril", k, false);
    }

    private Tensor triangle(String operation, int k, boolean upper) {
        Tensor x = (Tensor) this;
        if (x.rank() < 2) {
            throw new IllegalArgumentException(operation + ": needs matrices, got shape " + x.shape());
        }
        return new Moves.Triangle(k, upper).on(x);
    }

    /** The main diagonal of a matrix, or of each matrix of a batch. */
    default Tensor diagonal() {
        return diagonal(-2, -1, 0);
    }

    /**
     * Diagonal k of the matrices that two axes span: these disappear, and the diagonal is the last axis (as NumPy and
     * PyTorch). Empty if k is beyond the matrix.
     *
     * @throws IllegalArgumentException if both axes are the same
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    default Tensor diagonal(int axis1, int axis2, int k) {
        Tensor x = (Tensor) this;
        Shape shape = x.shape();
        int a = shape.axis("diagonal", axis1);
        int b = shape.axis("diagonal", axis2);
        if (a == b) {
            throw new IllegalArgumentException(
                    "diagonal: axes " + axis1 + " and " + axis2 + " of shape " + shape + " are the same");
        }
        List<Integer> dims = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        int[] strides = shape.strides();
        for (int i = 0; i < shape.rank(); i++) {
            if (i != a && i != b) {
                dims.add(shape.dim(i));
                steps.add(strides[i]);
            }
        }
        int count = (int) Math.max(0, Math.min(shape.dim(a) + Math.min(k, 0L), shape.dim(b) - Math.max(k, 0L)));
        dims.add(count);
        steps.add(strides[a] + strides[b]);
        int base = count == 0 ? 0 : k >= 0 ? k * strides[b] : -k * strides[a];
        Shape target = Shape.of(dims.stream().mapToInt(i -> i).toArray());
        return new Views.View(shape, base, List.copyOf(steps), target).on(x);
    }

    /** Square matrices with the last axis on their main diagonal and zeros elsewhere. */
    default Tensor diagEmbed() {
        return diagEmbed(0);
    }

    /**
     * Square matrices with the last axis, of n elements, on their diagonal k and zeros elsewhere; shape
     * {@code (..., n + |k|, n + |k|)}.
     *
     * @throws IllegalArgumentException if this is a scalar, or the matrix would be too large
     */
    default Tensor diagEmbed(int k) {
        return diagEmbed("diagEmbed", k);
    }

    private Tensor diagEmbed(String operation, int k) {
        Tensor x = (Tensor) this;
        if (x.rank() == 0) {
            throw new IllegalArgumentException(operation + ": a scalar is no diagonal");
        }
        long size = x.shape().dim(-1) + Math.abs((long) k);
        if (size > 46_340) { // the root of 2^31
            throw new IllegalArgumentException(
                    operation + ": shape " + x.shape() + " on diagonal " + k + ": more than 2^31 - 1 elements");
        }
        int n = (int) size;
        Shape target = x.shape().dropLast(1).concat(Shape.of(n, n));
        int[] strides = target.strides();
        int rank = target.rank();
        List<Integer> steps =
                new ArrayList<>(Arrays.stream(strides, 0, rank - 2).boxed().toList());
        steps.add(n + 1);
        int base = x.size() == 0 ? 0 : k >= 0 ? k : -k * n;
        return new Views.AddView(target, base, List.copyOf(steps), x.shape()).on(x);
    }

    /** A vector as a diagonal matrix, or the main diagonal of a matrix. */
    default Tensor diag() {
        return diag(0);
    }

    /**
     * A vector on diagonal k of a matrix, or diagonal k of a matrix as a vector.
     *
     * @throws IllegalArgumentException if the rank is neither 1 nor 2
     */
    default Tensor diag(int k) {
        Tensor x = (Tensor) this;
        if (x.rank() != 1 && x.rank() != 2) {
            throw new IllegalArgumentException("diag: needs a vector or a matrix, got shape " + x.shape());
        }
        return x.rank() == 1 ? diagEmbed("diag", k) : x.diagonal(0, 1, k);
    }
}
