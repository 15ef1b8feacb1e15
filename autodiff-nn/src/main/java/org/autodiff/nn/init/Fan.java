package org.autodiff.nn.init;

/**
 * How many inputs one output of a layer depends on, and how many outputs one input reaches. A layer knows these
 * numbers; the shape of a parameter alone does not tell them.
 *
 * @param in inputs of one output
 * @param out outputs of one input
 */
public record Fan(int in, int out) {
    /** Which of the two numbers an initialiser uses. */
    public enum Mode {
        /** The inputs of one output: keeps the variance of values from layer to layer. */
        IN,
        /** The outputs of one input: keeps the variance of gradients. */
        OUT
    }

    /**
     * A fan of two counts.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Fan {
        if (in < 1 || out < 1) {
            throw new IllegalArgumentException("fan: must be positive, got in " + in + ", out " + out);
        }
    }

    /**
     * The fan of a convolution, transposed or not: each output depends on the window in all channels of its group, and
     * each input reaches the window in all output channels of its group. That there are fewer at the borders and with
     * strides is neglected, as usual.
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
