package org.autodiff.internal.kernel;

/**
 * Elementary functions beside those of {@link ScalarMath} and {@link TrigMath}, which have no loop of their own. Their
 * bits are the same everywhere: they are those of {@link StrictMath}, or made of it, of {@link ScalarMath}, and of
 * operations that IEEE 754 rounds in one way only.
 */
public final class ElementaryMath {
    /** log 2. */
    public static final double LN2 = StrictMath.log(2);

    /** log 10. */
    public static final double LN10 = StrictMath.log(10);

    private static final double LOG2_E_LOW = 2.0355273740931033e-17; // log2(e) = ScalarMath.LOG2_E + this

    /** From here on x^2 + 1 rounds to x^2. */
    private static final double LARGE = 0x1p28;

    private ElementaryMath() {}

    // ---- powers and logarithms

    /**
     * a^b within 1 ulp. Special cases as {@link StrictMath#pow}, but 1 for 1 to any power, NaN too, and for -1 to an
     * infinite one, as IEEE 754-2019 (section 9.2.1), C and NumPy have it.
     */
    public static double pow(double a, double b) {
        if (PowMath.isOrdinary(a, b)) {
            return PowMath.powOfOrdinary(a, b);
        }
        return a == 1 || (a == -1 && Math.abs(b) == Double.POSITIVE_INFINITY) ? 1 : StrictMath.pow(a, b);
    }

    /**
     * One number of {@link Kernels#pow}: the same as {@link #pow}, but some exponents take a shorter way that is at
     * least as accurate, and {@code x^0.5} is the root.
     */
    public static double powOf(double x, double exponent) {
        if (exponent == 2.0) {
            return x * x;
        } else if (exponent == 1.0) {
            return x;
        } else if (exponent == 0.0) {
            return 1.0;
        } else if (exponent == -1.0) {
            return 1.0 / x;
        } else if (exponent == 0.5) {
            return ScalarMath.powHalf(x);
        } else if (exponent == 3.0) {
            return ScalarMath.cube(x);
        }
        return pow(x, exponent);
    }

    /** The cube root, of negative numbers too. */
    public static double cbrt(double x) {
        return StrictMath.cbrt(x);
    }

    /** The logarithm to base 10, exact at powers of 10. */
    public static double log10(double x) {
        return StrictMath.log10(x);
    }

    /** The logarithm to base 2 within 2 ulp, exact at powers of 2. */
    public static double log2(double x) {
        if (!(x > 0 && x < Double.POSITIVE_INFINITY)) {
            return ScalarMath.log(x);
        }
        int k = Math.getExponent(x < Double.MIN_NORMAL ? x * 0x1p54 : x);
        k = x < Double.MIN_NORMAL ? k - 54 : k;
        double m = Math.scalb(x, -k); // in [1, 2)
        if (m > 1.4142135623730951) { // so that the two summands never cancel
            m *= 0.5;
            k++;
        }
        double log = ScalarMath.log(m);
        double high = log * ScalarMath.LOG2_E;
        double low = Math.fma(log, ScalarMath.LOG2_E, -high) + log * LOG2_E_LOW;
        return k + (high + low);
    }

    // ---- hyperbolic functions

    /** (e^x - e^-x) / 2. */
    public static double sinh(double x) {
        return StrictMath.sinh(x);
    }

    /** (e^x + e^-x) / 2. */
    public static double cosh(double x) {
        return StrictMath.cosh(x);
    }

    /** log(x + sqrt(x^2 + 1)), odd, written so that nothing cancels or overflows. */
    public static double asinh(double x) {
        double a = Math.abs(x);
        double y = a > LARGE ? StrictMath.log(a) + LN2 : ScalarMath.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
        return Math.copySign(y, x);
    }

    /** log(x + sqrt(x^2 - 1)) for x at least 1, else NaN. */
    public static double acosh(double x) {
        double t = x - 1;
        return x > LARGE ? StrictMath.log(x) + LN2 : ScalarMath.log1p(t + Math.sqrt(t * (t + 2)));
    }

    /** log((1 + x) / (1 - x)) / 2, odd; NaN outside [-1, 1]. */
    public static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(0.5 * ScalarMath.log1p(2 * a / (1 - a)), x);
    }

    // ---- angles and lengths

    /** In [-pi/2, pi/2]; NaN outside [-1, 1]. */
    public static double asin(double x) {
        return StrictMath.asin(x);
    }

    /** In [0, pi]; NaN outside [-1, 1]. */
    public static double acos(double x) {
        return StrictMath.acos(x);
    }

    /** In [-pi/2, pi/2]. */
    public static double atan(double x) {
        return StrictMath.atan(x);
    }

    /** The angle of the point (b, a), in [-pi, pi]. */
    public static double atan2(double a, double b) {
        return StrictMath.atan2(a, b);
    }

    /** sqrt(a^2 + b^2) without overflow. */
    public static double hypot(double a, double b) {
        return StrictMath.hypot(a, b);
    }

    /** a / sqrt(a^2 + b^2); 0 at the origin, and the limit along the diagonal where both are infinite. */
    public static double direction(double a, double b) {
        if (Double.isInfinite(a) || Double.isInfinite(b)) {
            boolean both = Double.isInfinite(a) && Double.isInfinite(b);
            double size = both ? Math.sqrt(0.5) : Double.isInfinite(a) ? 1 : 0;
            return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : Math.copySign(size, a);
        }
        double larger = Math.max(Math.abs(a), Math.abs(b));
        double scale =
                larger > 0x1p1000 ? 0x1p-600 : larger < 0x1p-400 ? 0x1p600 : 1; // so that the length is a normal number
        return larger == 0 ? 0 : a * scale / StrictMath.hypot(a * scale, b * scale);
    }
}
