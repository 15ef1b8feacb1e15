package org.autodiff.nn.init;

/**
 * How many inputs one output of a layer sees, and how many outputs one input reaches. The layer knows; a shape alone
 * does not tell.
 *
 * @param in inputs of one output
 * @param out outputs of one input
 */
public record Fan(int in, int out) {
    /** Which of the two an initialiser goes by. */
    public enum Mode {
        /** Inputs of one output: the variance of values stays from layer to layer. */
        IN,
        /** Outputs of one input: the variance of gradients stays. */
        OUT
    }

    /**
     * Both counts.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Fan {
        if (in < 1 || out < 1) {
            throw new IllegalArgumentException("fan: must be positive, got in " + in + ", out " + out);
        }
    }

    /**
     * That of a convolution, transposed or not: each output sees the window in all channels of its group, and each
     * input reaches the window in all output channels of its group. At the borders and with strides it is less; that is
     * left out, as usual.
     *
     * @param in channels
     * @param out channels
     * @param groups which divide both
     * @param window the number of elements of the window: {@code height width} for pictures
     * @throws IllegalArgumentException if one is not positive, the groups do not divide the channels, or a count is
     *     above {@code 2^31 - 1}
     */
    public static Fan convolution(int in, int out, int groups, int window) {
        if (in < 1 || out < 1 || groups < 1 || window < 1 || in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException("fan: needs positive numbers and groups that divide the channels, got "
                    + in + " -> " + out + " in " + groups + " groups with a window of " + window);
        }
        if ((long) Math.max(in, out) / groups * window > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("fan: more than 2^31 - 1 inputs or outputs: " + in + " -> " + out
                    + " in " + groups + " groups with a window of " + window);
        }
        return new Fan(in / groups * window, out / groups * window);
    }

    int by(Mode mode) {
        return mode == Mode.IN ? in : out;
    }
}
