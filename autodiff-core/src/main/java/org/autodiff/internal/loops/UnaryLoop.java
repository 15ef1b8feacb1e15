package org.autodiff.internal.loops;

/**
 * An elementwise gate that has a fast loop of its own, beside the function of one number that defines it. Both must
 * give the same bits.
 */
public interface UnaryLoop {
    /** {@code y[i] = f(x[i])} for {@code 0 <= i < n}; {@code x} and {@code y} are different arrays. */
    void loop(double[] x, double[] y, int n);
}
