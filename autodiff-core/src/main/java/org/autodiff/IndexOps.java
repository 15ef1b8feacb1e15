package org.autodiff;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.internal.gates.move.IndexSelection;
import org.autodiff.internal.gates.move.Indexing;
import org.autodiff.internal.gates.move.Slices;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The operations of a {@link Tensor} that select elements by indices or masks, or put them there. Indices may be
 * negative, counted from the end, and may name an element often; its gradient is then the sum. An index outside its
 * axis throws {@link IndexOutOfBoundsException}.
 */
public sealed interface IndexOps permits Tensor {

    /**
     * The rows (positions along axis 0) that the indices name, in the shape of the indices:
     * {@code indexSelect(0, index)}.
     */
    default Tensor gatherRows(Index index) {
        return indexSelect("gatherRows", 0, index);
    }

    /**
     * The elements at the indices along an axis. The axes of the indices step in the place of that axis: from
     * {@code (2, 5, 3)} along axis 1 with indices of shape {@code (4)} it is {@code (2, 4, 3)}, of shape {@code (6, 7)}
     * it is {@code (2, 6, 7, 3)}. NumPy's {@code take}.
     *
     * @throws IndexOutOfBoundsException if an index is outside the axis, or there is no such axis
     */
    default Tensor indexSelect(int axis, Index index) {
        return indexSelect("indexSelect", axis, index);
    }

    /** The elements at positions counted row-major, in the shape of the indices. */
    default Tensor take(Index index) {
        IndexOps flat = ((Tensor) this).reshape(-1);
        return flat.indexSelect("take", 0, index);
    }

    /**
     * This plus the source, whose elements along an axis are added at the indices; one that is named often gets all of
     * them. The gradient of the source is gathered from there.
     *
     * @param source in the shape that {@link #indexSelect} would give
     * @throws IllegalArgumentException if the source has another shape
     */
    default Tensor indexAdd(int axis, Index index, Tensor source) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("indexAdd", axis);
        Tensor at = indices("indexAdd", index);
        Objects.requireNonNull(source, "indexAdd: source is null");
        return x.add(new IndexSelection.IndexAdd(x.shape(), a).on(source, at));
    }

    /**
     * For each place of the indices the element at that index along an axis:
     * {@code y[i, j, k] = x[i, index[i, j, k], k]} along axis 1. The indices have this tensor's rank, and along other
     * axes they may be fewer: these are the first. PyTorch's {@code gather}.
     *
     * @return in the shape of the indices
     * @throws IllegalArgumentException if the rank differs, or there are more indices than elements along another axis
     * @throws IndexOutOfBoundsException if an index is outside the axis, or there is no such axis
     */
    default Tensor gather(int axis, Index index) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("gather", axis);
        Tensor at = indices("gather", index);
        requireWithin("gather", x.shape(), at.shape(), a);
        Indexing.positions("gather", index.asArray(), a, x.shape()); // the gate would name the corner's shape
        Tensor corner = x;
        for (int i = 0; i < x.rank(); i++) {
            if (i != a && at.shape().dim(i) < corner.shape().dim(i)) {
                corner = corner.slice(i, 0, at.shape().dim(i));
            }
        }
        return new Indexing.Gather(a).on(corner, at);
    }

    /**
     * As {@link #gather}, but along the other axes the indices and this tensor broadcast. NumPy's {@code
     * take_along_axis}.
     *
     * @throws IllegalArgumentException if the rank differs, or the other axes do not broadcast
     */
    default Tensor takeAlongAxis(int axis, Index index) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("takeAlongAxis", axis);
        Tensor at = indices("takeAlongAxis", index);
        if (at.rank() != x.rank()) {
            throw new IllegalArgumentException("takeAlongAxis: indices of shape " + at.shape() + " for shape "
                    + x.shape() + ": must have the same rank");
        }
        Shape others = Shape.broadcast(
                "takeAlongAxis", x.shape().with(a, 1), at.shape().with(a, 1));
        return new Indexing.Gather(a)
                .on(
                        x.broadcastTo(others.with(a, x.shape().dim(a))),
                        at.broadcastTo(others.with(a, at.shape().dim(a))));
    }

    /**
     * This plus the source, each of whose elements is added at its index along an axis:
     * {@code y[i, index[i, j, k], k] += source[i, j, k]} along axis 1. The other way round from {@link #gather}, whose
     * rules for the indices hold.
     *
     * @param source in the shape of the indices
     * @throws IllegalArgumentException if the source has another shape, or the indices do not fit
     */
    default Tensor scatterAdd(int axis, Index index, Tensor source) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("scatterAdd", axis);
        Tensor at = indices("scatterAdd", index);
        Objects.requireNonNull(source, "scatterAdd: source is null");
        requireWithin("scatterAdd", x.shape(), at.shape(), a);
        Indexing.positions("scatterAdd", index.asArray(), a, x.shape());
        Shape corner = at.shape().with(a, x.shape().dim(a));
        Tensor added = new Indexing.ScatterAdd(corner, a).on(source, at);
        for (int i = 0; i < x.rank(); i++) {
            if (corner.dim(i) < x.shape().dim(i)) {
                added = new Slices.Unslice(x.shape().dim(i), i, 0, 1).on(added);
            }
        }
        return x.add(added);
    }

    /**
     * This with the elements of the source put in, each at its index along an axis: {@code y[i, index[i, j, k], k] =
     * source[i, j, k]} along axis 1; an assignment that changes nothing but the result. The rules of {@link #gather}
     * for the indices hold. Where several elements go to one place, the last of them stays, row-major, as in a loop
     * over the indices (PyTorch leaves open which).
     *
     * <p>With upstream u: the gradient of this is u, and 0 where an element was put; that of the source is gathered
     * from u, and 0 for elements that did not stay.
     *
     * @param source in the shape of the indices, or one that broadcasts to it
     * @throws IllegalArgumentException if the source does not broadcast, or the indices do not fit
     * @throws IndexOutOfBoundsException if an index is outside the axis, or there is no such axis
     */
    default Tensor scatter(int axis, Index index, Tensor source) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("scatter", axis);
        Tensor at = indices("scatter", index);
        Objects.requireNonNull(source, "scatter: source is null");
        requireWithin("scatter", x.shape(), at.shape(), a);
        Indexing.positions("scatter", index.asArray(), a, x.shape());
        if (!source.shape().broadcastsTo(at.shape())) {
            throw new IllegalArgumentException("scatter: source of shape " + source.shape() + " for indices of shape "
                    + at.shape() + ": must broadcast to it");
        }
        return scatter(x, a, at, source.broadcastTo(at.shape()));
    }

    /** Into the corner that the indices reach. */
    private static Tensor scatter(Tensor x, int axis, Tensor at, Tensor source) {
        for (int i = 0; i < x.rank(); i++) {
            int reach = at.shape().dim(i);
            if (i != axis && reach < x.shape().dim(i)) {
                Tensor corner = scatter(x.slice(i, 0, reach), axis, at, source);
                return new Slices.WithSlice(i, 0, 1).on(x, corner);
            }
        }
        return Tensor.apply(new Indexing.Scatter(axis), x, source, at);
    }

    /**
     * This, with a number where the mask is not 0. The gradient flows where it is 0.
     *
     * @throws IllegalArgumentException if the mask does not broadcast to this shape
     */
    default Tensor maskedFill(Tensor mask, double value) {
        Tensor x = (Tensor) this;
        requireMask("maskedFill", mask, x.shape());
        return Tensor.where(mask, Tensor.of(value), x);
    }

    /**
     * The elements where the mask is not 0, row-major, as a vector. Its length depends on the mask's numbers, so a
     * recording holds for masks with the same ones only.
     *
     * @throws IllegalArgumentException if the mask does not broadcast to this shape
     */
    default Tensor maskedSelect(Tensor mask) {
        Tensor x = (Tensor) this;
        requireMask("maskedSelect", mask, x.shape());
        return x.take(Index.of(positions("maskedSelect", mask.broadcastTo(x.shape()))));
    }

    /**
     * Where this is not 0: one row of indices for each such element, row-major; shape {@code (count, rank)}. It leaves
     * the tape: a recording that used it replays for the same numbers only.
     */
    default Index nonzero() {
        Tensor x = (Tensor) this;
        int[] strides = x.shape().strides();
        int[] dims = x.shape().dims();
        int[] flat = positions("nonzero", x);
        int[] all = new int[flat.length * dims.length];
        for (int i = 0; i < all.length; i++) {
            int axis = i % dims.length;
            all[i] = flat[i / dims.length] / strides[axis] % dims[axis];
        }
        return Index.of(Shape.of(flat.length, dims.length), all);
    }

    /**
     * For each index a row of zeros with a 1 at that place: a constant of shape {@code index.shape + (classes)}.
     *
     * @throws IndexOutOfBoundsException if an index is not in {@code [0, classes)}
     * @throws IllegalArgumentException if the number of classes is negative
     */
    static Tensor oneHot(Index index, int classes) {
        Objects.requireNonNull(index, "oneHot: index is null");
        if (classes < 0) {
            throw new IllegalArgumentException("oneHot: the number of classes must not be negative, got " + classes);
        }
        if ((long) index.size() * classes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("oneHot: " + classes + " classes for indices of shape " + index.shape()
                    + ": more than 2^31 - 1 elements");
        }
        int[] at = index.toArray();
        Shape shape = index.shape().concat(Shape.of(classes));
        for (int i = 0; i < at.length; i++) {
            if (at[i] < 0 || at[i] >= classes) {
                throw new IndexOutOfBoundsException("oneHot: index " + at[i] + " at position " + i
                        + " is not in [0, classes) with " + classes + " classes");
            }
        }
        return Tensor.of(NdArray.build(shape, data -> {
            for (int i = 0; i < at.length; i++) {
                data[i * classes + at[i]] = 1;
            }
        }));
    }

    private Tensor indexSelect(String operation, int axis, Index index) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis(operation, axis);
        return new IndexSelection.IndexSelect(a).on(x, indices(operation, index));
    }

    private static Tensor indices(String operation, Index index) {
        return Tensor.of(Objects.requireNonNull(index, () -> operation + ": index is null")
                .asArray());
    }

    private static void requireWithin(String operation, Shape x, Shape index, int axis) {
        boolean fits = index.rank() == x.rank();
        for (int i = 0; fits && i < x.rank(); i++) {
            fits = i == axis || index.dim(i) <= x.dim(i);
        }
        if (!fits) {
            throw new IllegalArgumentException(operation + ": indices of shape " + index + " for shape " + x
                    + ": must have the same rank, and no more along another axis than " + axis);
        }
    }

    private static void requireMask(String operation, Tensor mask, Shape shape) {
        Objects.requireNonNull(mask, () -> operation + ": mask is null");
        if (!mask.shape().broadcastsTo(shape)) {
            throw new IllegalArgumentException(
                    operation + ": mask of shape " + mask.shape() + " does not broadcast to " + shape);
        }
    }

    private static int[] positions(String operation, Tensor mask) {
        double[] values = mask.read(operation).toArray();
        int[] at = new int[values.length];
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                at[count++] = i;
            }
        }
        return Arrays.copyOf(at, count);
    }
}
