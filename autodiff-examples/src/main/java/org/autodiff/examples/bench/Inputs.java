package org.autodiff.examples.bench;

import java.util.SplittableRandom;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/**
 * Inputs that every engine can make: uniform numbers of a SplitMix64 stream, drawn in row-major order, array after
 * array.
 */
final class Inputs {
    private final SplittableRandom stream;

    Inputs(long seed) {
        stream = new SplittableRandom(seed);
    }

    /** The next numbers, in {@code [low, high)}. */
    Tensor uniform(double low, double high, int... dims) {
        Shape shape = Shape.of(dims);
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = low + (high - low) * stream.nextDouble();
        }
        return Tensor.of(shape, values);
    }
}
