package org.autodiff;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.internal.Memory;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.gates.move.Slices;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.PadMode;

/**
 * The operations of a {@link Tensor} that continue it beyond its ends. The gradient of a copy goes to what was copied.
 */
public sealed interface PadOps permits Tensor {

    /** Zeros before and after along an axis. */
    default Tensor pad(int axis, int before, int after) {
        return pad(axis, before, after, PadMode.ZEROS);
    }

    /**
     * A number before and after along an axis, so many times.
     *
     * @throws IllegalArgumentException if {@code before} or {@code after} is negative
     */
    default Tensor pad(int axis, int before, int after, double value) {
        Tensor x = (Tensor) this;
        int a = axis(axis, before, after);
        return Tensor.concat(
                a,
                Tensor.of(Memory.full(x.shape().with(a, before), value)),
                x,
                Tensor.of(Memory.full(x.shape().with(a, after), value)));
    }

    /**
     * This continued along an axis by so many elements before and after.
     *
     * @throws IllegalArgumentException if {@code before} or {@code after} is negative, or the axis is too short: {@link
     *     PadMode#REFLECT} needs more elements than it adds on a side, {@link PadMode#CIRCULAR} as many, {@link
     *     PadMode#REPLICATE} at least one
     */
    default Tensor pad(int axis, int before, int after, PadMode mode) {
        Tensor x = (Tensor) this;
        Objects.requireNonNull(mode, "pad: mode is null");
        int a = axis(axis, before, after);
        int n = x.shape().dim(a);
        int most = Math.max(before, after);
        switch (mode) {
            case ZEROS:
                return new Slices.Unslice(before + n + after, a, before, 1).on(x);
            case REFLECT:
                requireElements(mode, axis, most == 0 ? 0 : most + 1);
                return most == 0
                        ? Tensors.asResult(x)
                        : Tensor.concat(
                                a,
                                x.narrow(a, 1, before).flip(a),
                                x,
                                x.narrow(a, n - 1 - after, after).flip(a));
            case REPLICATE:
                requireElements(mode, axis, Math.min(most, 1));
                return most == 0
                        ? Tensors.asResult(x)
                        : Tensor.concat(
                                a,
                                x.narrow(a, 0, 1).broadcastTo(x.shape().with(a, before)),
                                x,
                                x.narrow(a, n - 1, 1).broadcastTo(x.shape().with(a, after)));
            case CIRCULAR:
                requireElements(mode, axis, most);
                return Tensor.concat(a, x.narrow(a, n - before, before), x, x.narrow(a, 0, after));
            default:
                throw new AssertionError(mode);
        }
    }

    /**
     * This continued by zeros along its last axes.
     *
     * @param pairs before and after of the last axis, then of the one before it, and so on (as PyTorch)
     */
    default Tensor pad(int[] pairs) {
        return pad(pairs, PadMode.ZEROS);
    }

    /**
     * This continued by a number along its last axes.
     *
     * @param pairs before and after of the last axis, then of the one before it, and so on (as PyTorch)
     * @throws IllegalArgumentException if there is no pair for each of as many axes as there are at most, or one is
     *     negative
     */
    default Tensor pad(int[] pairs, double value) {
        requirePairs(pairs);
        Tensor y = (Tensor) this;
        for (int i = 0; i < pairs.length; i += 2) {
            y = y.pad(-1 - i / 2, pairs[i], pairs[i + 1], value);
        }
        return Tensors.asResult(y);
    }

    /**
     * This continued along its last axes.
     *
     * @param pairs before and after of the last axis, then of the one before it, and so on (as PyTorch)
     * @throws IllegalArgumentException if there is no pair for each of as many axes as there are at most, one is
     *     negative, or an axis is too short for the mode
     */
    default Tensor pad(int[] pairs, PadMode mode) {
        Objects.requireNonNull(mode, "pad: mode is null");
        requirePairs(pairs);
        Tensor y = (Tensor) this;
        for (int i = 0; i < pairs.length; i += 2) {
            y = y.pad(-1 - i / 2, pairs[i], pairs[i + 1], mode);
        }
        return Tensors.asResult(y);
    }

    private void requirePairs(int... pairs) {
        Objects.requireNonNull(pairs, "pad: pairs are null");
        Shape shape = ((Tensor) this).shape();
        if (pairs.length % 2 != 0 || pairs.length / 2 > shape.rank()) {
            throw new IllegalArgumentException("pad: " + Arrays.toString(pairs)
                    + " must be pairs of before and after, for at most the axes of shape " + shape);
        }
        for (int i = 0; i < pairs.length; i += 2) {
            axis(-1 - i / 2, pairs[i], pairs[i + 1]); // all are checked before anything is computed
        }
    }

    private int axis(int axis, int before, int after) {
        Shape shape = ((Tensor) this).shape();
        int a = shape.axis("pad", axis);
        if (before < 0 || after < 0 || (long) before + after + shape.dim(a) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("pad: " + before + " before and " + after + " after axis " + axis
                    + " of shape " + shape + ": must not be negative, nor above 2^31 - 1 in all");
        }
        return a;
    }

    private void requireElements(PadMode mode, int axis, int least) {
        Shape shape = ((Tensor) this).shape();
        if (shape.dim(axis) < least) {
            throw new IllegalArgumentException("pad: mode " + mode + " needs at least " + least
                    + " elements along axis " + axis + ", got shape " + shape);
        }
    }
}
