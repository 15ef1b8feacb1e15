package org.autodiff.internal.loops;

/** The same as {@link UnaryLoop} for a function of two numbers, over a run of elements. */
@FunctionalInterface
public interface BinaryLoop {
    /**
     * {@code y[yo + i] = f(a[ao + as * i], b[bo + bs * i])} for {@code 0 <= i < n}. A stride {@code as} or {@code bs}
     * is 1, or 0 where one value serves the whole run; so no input is ever copied to be broadcast.
     */
    void loop(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);
}
