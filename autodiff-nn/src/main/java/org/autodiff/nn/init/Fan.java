package org.autodiff.nn.init;

/**
 * How many inputs one output of a layer sees, and how many outputs one input reaches. The layer knows; a shape alone does
 * not tell.
 *
 * @param in inputs of one output
 * @param out outputs of one input
 */
public record Fan(int in, int out) {
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
}
