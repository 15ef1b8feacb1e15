package org.autodiff.nn.init;

import org.autodiff.nn.internal.Check;

/**
 * The factor by which weights must be larger because of the function that follows them, so that the variance stays the
 * same: PyTorch's {@code calculate_gain}.
 *
 * <pre>{@code
 * Initializer.xavierUniform(Gain.tanh())
 * }</pre>
 */
public final class Gain {
    private Gain() {}

    /** 1: for a layer that no function follows, and by convention for the logistic function. */
    public static double linear() {
        return 1;
    }

    /** 5/3. */
    public static double tanh() {
        return 5.0 / 3;
    }

    /** The root of 2, since a relu cuts off half of the values. */
    public static double relu() {
        return Math.sqrt(2);
    }

    /**
     * {@code sqrt(2 / (1 + slope^2))}.
     *
     * @param slope below 0
     * @throws IllegalArgumentException if it is not finite
     */
    public static double leakyRelu(double slope) {
        Check.finite("gain: slope", slope);
        return Math.sqrt(2 / (1 + slope * slope));
    }

    /** 3/4. */
    public static double selu() {
        return 0.75;
    }

    static void require(String initializer, double gain) {
        Check.notNegative(initializer + ": gain", gain);
    }
}
