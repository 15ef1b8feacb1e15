package org.autodiff;

import java.util.stream.IntStream;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.gates.Normalisation;
import org.autodiff.internal.gates.Reduction;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/**
 * The operations of a {@link Tensor} that combine elements along axes. Axes may be negative, counted from the end; no
 * axis given means all of them. An axis out of range throws {@link IndexOutOfBoundsException}, one named twice
 * {@link IllegalArgumentException}. With {@code keepDims} the reduced axes stay, with size 1.
 */
public sealed interface ReductionOps permits Tensor {

    /** The sum over some axes, or all. Derivative 1 for each element. */
    default Tensor sum(int... axes) {
        return sum(false, axes);
    }

    /** The sum over some axes, or all. */
    default Tensor sum(boolean keepDims, int... axes) {
        Axes a = axes("sum", axes);
        return finish(new Reduction.Sum(a), a, keepDims);
    }

    /**
     * The sum over those axes along which {@code target} would be broadcast to this shape: the transpose of
     * {@link ShapeOps#broadcastTo}. This tensor itself, if nothing was broadcast.
     *
     * @throws IllegalArgumentException if {@code target} does not broadcast to this shape
     */
    default Tensor sumTo(Shape target) {
        Tensor x = (Tensor) this;
        Shape shape = x.shape();
        if (shape.equals(target)) {
            return x;
        }
        if (!target.broadcastsTo(shape)) {
            throw new IllegalArgumentException("sumTo: " + target + " does not broadcast to " + shape);
        }
        int lead = shape.rank() - target.rank();
        int[] reduced = IntStream.range(0, shape.rank())
                .filter(i -> i < lead || target.dim(i - lead) != shape.dim(i))
                .toArray();
        return x.sum(true, reduced).reshape(target);
    }

    /**
     * The mean over some axes, or all: the sum divided by the number of elements. Derivative {@code 1 / n} for each. NaN
     * for no elements.
     */
    default Tensor mean(int... axes) {
        return mean(false, axes);
    }

    /** The mean over some axes, or all. */
    default Tensor mean(boolean keepDims, int... axes) {
        Axes a = axes("mean", axes);
        Tensor sum = sum(keepDims, axes);
        int n = 1;
        for (int i = 0; i < a.count(); i++) {
            n *= ((Tensor) this).shape().dim(a.get(i));
        }
        return sum.div(n);
    }

    /**
     * The largest element along some axes, or of all; NaN if there is one. The gradient goes to the largest; several that
     * are equal share it alike. Where the result is NaN, so is the gradient.
     *
     * @throws IllegalArgumentException if there are no elements
     */
    default Tensor max(int... axes) {
        return max(false, axes);
    }

    /** The largest element along some axes, or of all. */
    default Tensor max(boolean keepDims, int... axes) {
        Axes a = axes("max", axes);
        return finish(new Reduction.Max(a), a, keepDims);
    }

    /**
     * {@code log sum e^x} over some axes, or all, without overflow. Derivative {@code softmax(x)}. Minus infinity for no
     * elements.
     */
    default Tensor logsumexp(int... axes) {
        return logsumexp(false, axes);
    }

    /** {@code log sum e^x} over some axes, or all. */
    default Tensor logsumexp(boolean keepDims, int... axes) {
        Axes a = axes("logsumexp", axes);
        return finish(new Reduction.Logsumexp(a), a, keepDims);
    }

    /**
     * {@code e^x / sum e^x} over an axis: positive, sums to 1. Derivative {@code y_i (delta_ij - y_j)}.
     */
    default Tensor softmax(int axis) {
        return new Normalisation.Softmax(axes("softmax", axis)).on((Tensor) this);
    }

    /** {@code x - log sum e^x} over an axis. Derivative {@code delta_ij - softmax(x)_j}. */
    default Tensor logSoftmax(int axis) {
        return new Normalisation.LogSoftmax(axes("logSoftmax", axis)).on((Tensor) this);
    }

    /** The position of the largest element along an axis; the first of several that are equal. Not differentiable. */
    default Index argmax(int axis) {
        return ArgMax.of(((Tensor) this).value(), ((Tensor) this).shape().axis("argmax", axis));
    }

    private Axes axes(String operation, int... axes) {
        return Axes.of(operation, ((Tensor) this).shape(), axes);
    }

    private Tensor finish(UnaryGate reduction, Axes axes, boolean keepDims) {
        Tensor x = (Tensor) this;
        Tensor y = reduction.on(x);
        return keepDims ? y : y.reshape(x.shape().reduce(axes, false));
    }
}
