package org.autodiff.internal.loops;

/** The same as {@link BinaryLoop} for a function of three numbers. */
@FunctionalInterface
public interface TernaryLoop {
    /** {@code y[yo + i] = f(a[ao + as * i], b[bo + bs * i], c[co + cs * i])} for {@code 0 <= i < n}. */
    void loop(
            double[] a,
            int ao,
            int as,
            double[] b,
            int bo,
            int bs,
            double[] c,
            int co,
            int cs,
            double[] y,
            int yo,
            int n);
}
