package org.autodiff.internal.kernel;

/**
 * The loops over numbers under every gate. It sees {@code double[]} only: no shapes, no tensors, no derivatives.
 *
 * <p>There are two implementations. {@link #scalar()} is plain Java and defines what each operation means;
 * the other uses the Vector API and is chosen by {@link #active()} where that module is present.
 *
 * <p><b>Same bits.</b> Every method but {@link #matmul} gives the same bits in both implementations, for every
 * input and length, interpreted or compiled, on every vector width (a NaN is a NaN: its payload is not
 * promised). So a result can be reproduced on another machine, and a shorter array gives what the longer one
 * gave. The functions are therefore polynomials of our own ({@link ScalarMath}), and sums have a fixed tree.
 * {@code matmul} is deterministic in each implementation, but the two differ by rounding.
 *
 * <p><b>Two forms.</b> An <i>elementwise</i> method computes {@code y[i] = f(x[i])} for {@code 0 <= i < n};
 * {@code x} and {@code y} may be the same array. A <i>run</i> computes
 * {@code y[yo + i] = f(a[ao + as * i], b[bo + bs * i])} for {@code 0 <= i < n}, where a stride is 1, or 0 when one
 * value serves the whole run, so that broadcasting copies nothing; {@code y} may be {@code a} or {@code b} at
 * the same offset and stride 1, and must not overlap them otherwise. Comparisons give 1.0 and 0.0 by the
 * rules of IEEE 754: any comparison with NaN is false but {@code notEqual}, and -0.0 equals 0.0.
 */
public interface Kernels {

    /** The implementation of this process, chosen once, at the first call; see {@link KernelProvider}. */
    static Kernels active() {
        return KernelProvider.active();
    }

    /** The plain Java reference. */
    static Kernels scalar() {
        return ScalarKernels.INSTANCE;
    }

    /** {@code "scalar"} or {@code "vector"}. */
    String name();

    // ---- elementwise -------------------------------------------------------------------------------------------

    /** {@code -x}. */
    void neg(double[] x, double[] y, int n);

    /** {@code |x|}. */
    void abs(double[] x, double[] y, int n);

    /** -1.0, 0.0 or 1.0; 0.0 for both zeros, NaN for NaN. */
    void sign(double[] x, double[] y, int n);

    /** {@code x * x}. */
    void square(double[] x, double[] y, int n);

    /** The correctly rounded square root; NaN below zero. */
    void sqrt(double[] x, double[] y, int n);

    /** {@code 1 / x}. */
    void reciprocal(double[] x, double[] y, int n);

    /** {@code e^x}, within 1 ulp, subnormal results included. */
    void exp(double[] x, double[] y, int n);

    /** {@code e^x - 1}, within 1 ulp, also near 0; -0.0 for -0.0. */
    void expm1(double[] x, double[] y, int n);

    /** The natural logarithm, within 1 ulp; -infinity at both zeros, NaN below. */
    void log(double[] x, double[] y, int n);

    /** {@code log(1 + x)}, within 1 ulp, also near 0; -0.0 for -0.0, -infinity at -1, NaN below. */
    void log1p(double[] x, double[] y, int n);

    /** {@code sin x}, within 1 ulp for every finite argument; NaN at the infinities. */
    void sin(double[] x, double[] y, int n);

    /** {@code cos x}, within 1 ulp for every finite argument; NaN at the infinities. */
    void cos(double[] x, double[] y, int n);

    /** {@code tan x}, within 1 ulp for every finite argument; NaN at the infinities. */
    void tan(double[] x, double[] y, int n);

    /** {@code tanh x}, within 2 ulp. */
    void tanh(double[] x, double[] y, int n);

    /** {@code 1 / (1 + e^-x)}, within 2 ulp in both tails, subnormal results included. */
    void sigmoid(double[] x, double[] y, int n);

    /** {@code sech^2 x}, the slope of tanh, within 2 ulp, subnormal results included. */
    void tanhSlope(double[] x, double[] y, int n);

    /** {@code sech^2(x / 2) / 4}, the slope of sigmoid, within 2 ulp, subnormal results included. */
    void sigmoidSlope(double[] x, double[] y, int n);

    /** The error function, within 2 ulp. */
    void erf(double[] x, double[] y, int n);

    /** {@code erfc x = 1 - erf x}, within 2 ulp, subnormal results included. */
    void erfc(double[] x, double[] y, int n);

    /** The distribution function of the standard normal, {@code erfc(-x / sqrt 2) / 2}, within 2 ulp likewise. */
    void normalCdf(double[] x, double[] y, int n);

    /** {@code factor e^(-scale x^2)} within 1 ulp likewise; the scale must be a power of two near 1. */
    void gaussian(double factor, double scale, double[] x, double[] y, int n);

    /** {@code x} where it is positive, else 0.0 (also for -0.0); NaN for NaN. */
    void relu(double[] x, double[] y, int n);

    /** 1.0 where {@code x > 0}, else 0.0 (also for NaN). */
    void heaviside(double[] x, double[] y, int n);

    /**
     * {@code x^exponent} within 1 ulp, with the special cases of {@link ElementaryMath#pow}; the exponents -1, 0, 0.5,
     * 1, 2 and 3 take a shorter way that is at least as accurate.
     */
    void pow(double[] x, double exponent, double[] y, int n);

    // ---- runs --------------------------------------------------------------------------------------------------

    /** {@code a + b}. */
    void add(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** {@code a - b}. */
    void sub(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** {@code a * b}. */
    void mul(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** {@code a / b}. */
    void div(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** The larger of a and b; NaN if either is; 0.0 is larger than -0.0. */
    void maximum(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** The smaller of a and b; NaN if either is; -0.0 is smaller than 0.0. */
    void minimum(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** {@code a^b} within 1 ulp, with the special cases of {@link ElementaryMath#pow}. */
    void powers(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /**
     * The product of the chain rule: {@code a * b}, but a zero on either side gives +0.0 even against an infinity
     * or NaN. A branch that was not taken has derivative 0, and what was not taken must not poison the sum.
     */
    void chain(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** {@code a > b}. */
    void greater(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** {@code a >= b}. */
    void greaterEqual(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** {@code a < b}. */
    void less(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** {@code a <= b}. */
    void lessEqual(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** {@code a == b}. */
    void equal(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** {@code a != b}. */
    void notEqual(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** {@code m != 0 ? a : b}; a NaN in the mask is not zero. */
    void select(
            double[] m,
            int mo,
            int ms,
            double[] a,
            int ao,
            int as,
            double[] b,
            int bo,
            int bs,
            double[] y,
            int yo,
            int n);

    // ---- reductions --------------------------------------------------------------------------------------------

    /**
     * The sum of {@code x[xo .. xo + n)}; 0.0 for {@code n = 0}.
     *
     * <p>The order of additions depends on {@code n} alone ({@link Reductions}). With u = 2^-53 the error is at most
     * {@code (130 + ceil(log2(n / 1024))) u sum|x|} to first order, for any n; a plain loop's bound is {@code n u
     * sum|x|}.
     */
    double sum(double[] x, int xo, int n);

    /** The largest of {@code x[xo .. xo + n)}, {@code n >= 1}; NaN if any is NaN; 0.0 is larger than -0.0. */
    double max(double[] x, int xo, int n);

    /** The smallest of {@code x[xo .. xo + n)}, {@code n >= 1}; NaN if any is NaN; -0.0 is smaller than 0.0. */
    double min(double[] x, int xo, int n);

    /**
     * The inner product of {@code a[ao .. ao + n)} and {@code b[bo .. bo + n)}; the order and the error bound of
     * {@link #sum} over the products, which are not rounded on their own (fma).
     */
    double dot(double[] a, int ao, double[] b, int bo, int n);

    // ---- many reductions ---------------------------------------------------------------------------------------

    /**
     * The sum of each row: {@code y[r] = sum(x, r * length, length)} for {@code first <= r < end}.
     */
    default void sums(double[] x, double[] y, int first, int end, int length) {
        if (length <= Limits.SHORT_SUM) {
            ShortRows.sums(x, y, first, end, length);
            return;
        }
        for (int row = first; row < end; row++) {
            y[row] = sum(x, row * length, length);
        }
    }

    /** The largest element of each row, likewise. */
    default void maxima(double[] x, double[] y, int first, int end, int length) {
        if (length <= Limits.SHORT_EXTREME) {
            ShortRows.maxima(x, y, first, end, length);
            return;
        }
        for (int row = first; row < end; row++) {
            y[row] = max(x, row * length, length);
        }
    }

    /** The smallest element of each row, likewise. */
    default void minima(double[] x, double[] y, int first, int end, int length) {
        if (length <= Limits.SHORT_EXTREME) {
            ShortRows.minima(x, y, first, end, length);
            return;
        }
        for (int row = first; row < end; row++) {
            y[row] = min(x, row * length, length);
        }
    }

    // ---- matrices ----------------------------------------------------------------------------------------------

    /**
     * {@code c = op(a) op(b)}: {@code c} is m x n, row-major, contiguous from {@code co}, overwritten, and must not
     * overlap {@code a} or {@code b}. {@code a} is m x k, or k x m when {@code ta}; {@code b} is k x n, or n x k when
     * {@code tb}. Any of m, k, n may be 0; k = 0 gives zeros. A zero times an infinity is NaN, as everywhere.
     */
    void matmul(
            double[] a, int ao, boolean ta, double[] b, int bo, boolean tb, double[] c, int co, int m, int k, int n);

    /**
     * Many products of one shape, whose matrices follow each other: by {@code aNext} and {@code bNext} numbers, where 0
     * is the same one for all. The same bits as {@link #matmul} for each.
     */
    default void matmuls(
            double[] a,
            int ao,
            int aNext,
            boolean ta,
            double[] b,
            int bo,
            int bNext,
            boolean tb,
            double[] c,
            int co,
            int count,
            int m,
            int k,
            int n) {
        for (int e = 0; e < count; e++) {
            matmul(a, ao + e * aNext, ta, b, bo + e * bNext, tb, c, co + e * m * n, m, k, n);
        }
    }
}
