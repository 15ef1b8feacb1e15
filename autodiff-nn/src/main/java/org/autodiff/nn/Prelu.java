package org.autodiff.nn;

import java.util.Arrays;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.internal.Check;

/**
 * {@code max(x, 0) + a min(x, 0)} with a learned slope a (He et al., Delving deep into rectifiers, ICCV 2015): one for
 * all numbers, or one for each channel. Parameter {@code weight} of shape {@code (1)} or {@code (channels)}, which
 * starts at 0.25 unless told otherwise.
 */
public final class Prelu extends Layer {
    private static final double INITIAL = 0.25;

    private final int channels; // 0: one slope for all
    private final int axis;
    private final Parameter weight;

    private Prelu(int channels, int axis, double initial) {
        Check.finite("prelu: slope", initial);
        this.channels = channels;
        this.axis = axis;
        weight = parameter("weight", NdArray.full(Shape.of(Math.max(channels, 1)), initial), new Fan(1, 1));
    }

    /** One slope, 0.25 at first. */
    public static Prelu of() {
        return of(INITIAL);
    }

    /**
     * One slope.
     *
     * @param initial its first value
     * @throws IllegalArgumentException if it is not finite
     */
    public static Prelu of(double initial) {
        return new Prelu(0, 0, initial);
    }

    /** One slope for each channel along axis 1, 0.25 at first: for {@code (n, channels, ...)}. */
    public static Prelu ofChannels(int channels) {
        return along(1, channels, INITIAL);
    }

    /**
     * One slope for each channel along an axis.
     *
     * @param axis of the channels; negative ones count from the end
     * @param initial their first value
     * @throws IllegalArgumentException if there are no channels, or the value is not finite
     */
    public static Prelu along(int axis, int channels, double initial) {
        if (channels < 1) {
            throw new IllegalArgumentException("prelu: needs at least one channel, got " + channels);
        }
        return new Prelu(channels, axis, initial);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Shape shape = x.shape();
        if (channels == 0) {
            return x.prelu(weight.reshape());
        }
        require(
                AxisRange.has(shape, axis) && shape.dim(axis) == channels,
                channels + " channels along axis " + axis,
                shape);
        int[] sizes = new int[shape.rank()];
        Arrays.fill(sizes, 1);
        sizes[AxisRange.fromFront(shape, axis)] = channels;
        return x.prelu(weight.reshape(sizes));
    }

    @Override
    protected String describe() {
        return channels == 0 ? "Prelu" : "Prelu(" + channels + " channels)";
    }
}
