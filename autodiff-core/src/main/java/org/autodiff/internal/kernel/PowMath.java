package org.autodiff.internal.kernel;

import static java.lang.Math.fma;
import static org.autodiff.internal.kernel.ScalarMath.*;

/**
 * a^b = e^(b log a), by the rules of {@link ScalarMath}. An error of the logarithm comes out multiplied by b log a,
 * which may be 745: so the logarithm is a sum of two doubles, right to some 2^-65, and its product with b another.
 */
final class PowMath {

    private PowMath() {}

    /** Up to here a whole b shows its last bit when {@link ScalarMath#ROUND} is added. */
    static final double POWER_MAX = 0x1p51;

    /** Beyond, the power is infinity or 0, and the second part of the exponent no longer small. */
    static final double EXPONENT_MAX = 800.0;

    /** 1/3 in two parts. */
    static final double THIRD = 0x1.5555555555555p-2;

    static final double THIRD_LOW = 0x1.5555555555555p-56;

    /**
     * log((1 + s) / (1 - s)) = 2s (1 + z/3 + z^2 (P0 + P1 z + ... + P7 z^7)), z = s^2, |s| <= 3 - 2 sqrt(2), error of
     * the last sum 2^-57: interpolation at Chebyshev nodes in 60-digit arithmetic.
     */
    static final double P0 = 0x1.999999999999ap-3;

    static final double P1 = 0x1.2492492492521p-3;
    static final double P2 = 0x1.c71c71c6eaa10p-4;
    static final double P3 = 0x1.745d177a96056p-4;
    static final double P4 = 0x1.3b1395d2190c1p-4;
    static final double P5 = 0x1.1118c7e4b0917p-4;
    static final double P6 = 0x1.df7cc8e5fa539p-5;
    static final double P7 = 0x1.e02e6fff27908p-5;

    /**
     * For a normal a and a b not beyond {@link #POWER_MAX}; the special cases are those of {@link ElementaryMath#pow}.
     */
    static boolean isOrdinary(double a, double b) {
        double size = Math.abs(a);
        return size >= Double.MIN_NORMAL && size <= Double.MAX_VALUE && Math.abs(b) <= POWER_MAX;
    }

    static double powOfOrdinary(double a, double b) {
        // |a| = 2^k (1 + f) as in log; s = f / (2 + f) in two parts.
        long bits = Double.doubleToRawLongBits(Math.abs(a)) + (ONE_BITS - SQRT_HALF_BITS);
        double k = Double.longBitsToDouble((bits >>> 52) | INTEGER_BITS) - INTEGER_BIAS;
        double f = Double.longBitsToDouble((bits & FRACTION_MASK) + SQRT_HALF_BITS) - 1.0;
        double d = f + 2.0;
        double dLow = f - (d - 2.0);
        double s = f / d;
        double sLow = (fma(-s, d, f) - s * dLow) / d;

        double z = s * s;
        double zLow = fma(s, s, -z) + (s + s) * sLow;
        double q = fma(P7, z, P6);
        q = fma(q, z, P5);
        q = fma(q, z, P4);
        q = fma(q, z, P3);
        q = fma(q, z, P2);
        q = fma(q, z, P1);
        q = fma(q, z, P0);
        double t = z * THIRD;
        double tLow = fma(z, THIRD, -t) + fma(z, THIRD_LOW, zLow * THIRD);
        double u = fma(z * z, q, tLow);
        double p = t + u;
        double pLow = u - (p - t);

        double twice = s + s;
        double twiceLow = sLow + sLow;
        double w = twice * p;
        double wLow = fma(twice, p, -w) + fma(twice, pLow, twiceLow * p);
        double scale = k * LN2_HI; // exact, and larger than what is added to it, or 0
        double sum = scale + twice;
        double sumLow = twice - (sum - scale);
        double log = sum + w;
        double logLow = ((w - (log - sum)) + sumLow) + (fma(k, LN2_LO, twiceLow) + wLow);

        double x = b * log;
        double xLow = fma(b, logLow, fma(b, log, -x));
        double power = exp(x, Math.abs(x) > EXPONENT_MAX ? 0.0 : xLow);

        double shifted = b + ROUND;
        if (a < 0 && shifted - ROUND != b) {
            return Double.NaN;
        }
        long odd = Double.doubleToRawLongBits(shifted) << 63;
        return Double.longBitsToDouble(Double.doubleToRawLongBits(power) ^ (odd & Double.doubleToRawLongBits(a)));
    }

    /** {@link ScalarMath#exp} of a sum of which the second part is tiny, with one rounding less. */
    private static double exp(double x, double xLow) {
        double in = x > EXP_MAX ? EXP_MAX : x;
        in = in < EXP_MIN ? EXP_MIN : in;
        double rounded = fma(in, LOG2_E, EXP_ROUND);
        double minusK = EXP_ROUND - rounded;
        double high = fma(minusK, LN2_HI, in);
        double low = fma(minusK, LN2_LO, xLow);
        double r = high + low;
        double z = r * r;
        double first = 1.0 + high;
        double p = first + (fma(z, expPolynomial(r, z), low) + (high - (first - 1.0)));
        long bits = Double.doubleToRawLongBits(rounded);
        long half = bits >>> 1;
        return p * Double.longBitsToDouble(half << 52) * Double.longBitsToDouble((bits - half) << 52);
    }
}
