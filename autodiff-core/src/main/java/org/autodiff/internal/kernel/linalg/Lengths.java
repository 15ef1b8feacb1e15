package org.autodiff.internal.kernel.linalg;

/** The lengths of vectors, whose squares neither overflow nor vanish on the way. */
public final class Lengths {
    private Lengths() {}

    /** Of n elements that lie so far apart. */
    public static double of(double[] x, int from, int step, int n) {
        double length = 0;
        for (int i = 0; i < n; i++) {
            length = Math.hypot(length, x[from + i * step]);
        }
        return length;
    }
}
