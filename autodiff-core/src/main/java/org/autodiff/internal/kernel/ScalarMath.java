package org.autodiff.internal.kernel;

import static java.lang.Math.fma;

/**
 * The functions of one number, written so that {@link VectorMath} can do the same to several numbers at once.
 *
 * <p><b>Why our own.</b> {@link Math#exp} and the Vector API's {@code EXP} are intrinsics: they give other bits once
 * compiled, and others again on another machine. Here every function is a fixed sequence of operations that IEEE 754
 * rounds in only one way - add, multiply, divide, fma, and moves of bits - and {@code VectorMath} repeats the sequence
 * line by line. Rules for whoever changes a line: change both, and never let the two differ by an association or an
 * fma. Where a function needs a rare path (a subnormal, a huge angle), it is here only: the vector code calls the
 * scalar function for such lanes.
 *
 * <p><b>The scheme</b> is the classic one (Muller, <i>Elementary Functions</i>, 3rd edition, chapters 3 and 11; the
 * arrangement of log, sin and cos follows fdlibm's well-known formulas): reduce the argument with a constant split in
 * two or three parts, evaluate a minimax polynomial, put the scale back. A correction is always added last and small,
 * so that the rounding of the last addition dominates.
 *
 * <p><b>The coefficients</b> are our own: Remez exchange in 60-digit arithmetic on the interval and for the error that
 * each group states, then rounded to double. The error quoted is relative, before rounding.
 */
public final class ScalarMath {

    private ScalarMath() {}

    // ---- shared constants --------------------------------------------------------------------------------------

    static final long SIGN_BIT = 1L << 63;

    /**
     * Adding 1.5 * 2^52 rounds to an integer and leaves that integer in the low bits of the sum: rounding and
     * conversion in one addition, on every vector width (no 256-bit instruction converts to long before AVX-512).
     */
    static final double ROUND = 0x1.8p52;

    static final double LOG2_E = 1.4426950408889634;

    /** ln 2 = LN2_HI + LN2_LO; the first has 42 bits, so that its product with any exponent is exact. */
    static final double LN2_HI = 0x1.62e42fefa38p-1;

    static final double LN2_LO = 0x1.ef35793c7673p-45;

    // ---- exp ---------------------------------------------------------------------------------------------------

    /** Beyond these e^x is infinity, and 4 e^x is 0; within, the exponent stays in reach of two factors. */
    static final double EXP_MAX = 710.0;

    static final double EXP_MIN = -748.0;

    /** {@link #ROUND} plus twice the bias of an exponent, so that each half of the integer is already biased. */
    static final double EXP_ROUND = ROUND + 2 * Double.MAX_EXPONENT;

    /** e^r = 1 + r + r^2 (E2 + E3 r + ... + E12 r^10) for |r| <= ln(2)/2, error 2^-62. */
    static final double E2 = 0.5;

    static final double E3 = 0x1.5555555555557p-3;
    static final double E4 = 0x1.5555555555558p-5;
    static final double E5 = 0x1.11111111100dfp-7;
    static final double E6 = 0x1.6c16c16c15201p-10;
    static final double E7 = 0x1.a01a01abe651dp-13;
    static final double E8 = 0x1.a01a01acf8f25p-16;
    static final double E9 = 0x1.71de0236f268fp-19;
    static final double E10 = 0x1.27e4ccd26d220p-22;
    static final double E11 = 0x1.af4dde3d6abe8p-26;
    static final double E12 = 0x1.1f8b44bf9586cp-29;

    /** e^x = 2^k e^r with k = round(x / ln 2), r = x - k ln 2. */
    public static double exp(double x) {
        return exp(x, EXP_ROUND);
    }

    /** 2^j e^x, rounded as once, for a small j that the caller adds to {@link #EXP_ROUND}: it goes along with k. */
    private static double exp(double x, double round) {
        double in = x > EXP_MAX ? EXP_MAX : x;
        in = in < EXP_MIN ? EXP_MIN : in;
        double rounded = fma(in, LOG2_E, round);
        double minusK = round - rounded;
        double high = fma(minusK, LN2_HI, in); // exact
        double low = minusK * LN2_LO;
        double r = high + low;
        double z = r * r;
        double p = 1.0 + (high + fma(z, expPolynomial(r, z), low));

        // 2^k may be outside the range of a double although the result is inside: two factors of half the exponent.
        // The first product is exact, the second rounds at most once, also to a subnormal.
        long bits = Double.doubleToRawLongBits(rounded);
        long half = bits >>> 1;
        return p * Double.longBitsToDouble(half << 52) * Double.longBitsToDouble((bits - half) << 52);
    }

    /** (e^r - 1 - r) / r^2 with z = r^2. Even and odd powers apart: half the chain of fmas that a lane waits for. */
    static double expPolynomial(double r, double z) {
        double even = fma(E12, z, E10);
        double odd = fma(E11, z, E9);
        even = fma(even, z, E8);
        odd = fma(odd, z, E7);
        even = fma(even, z, E6);
        odd = fma(odd, z, E5);
        even = fma(even, z, E4);
        odd = fma(odd, z, E3);
        even = fma(even, z, E2);
        return fma(odd, r, even);
    }

    /** Below it e^x - 1 is -1. */
    static final double EXPM1_MIN = -60.0;

    /**
     * With e^r = 1 + high + t as in exp, it is (2^k - 1) + 2^k high + 2^k t, and the first two are added without an
     * error: that of the last addition remains. All is divided by the second factor of 2^k before, so that nothing
     * overflows.
     */
    public static double expm1(double x) {
        double in = x > EXP_MAX ? EXP_MAX : x;
        in = in < EXPM1_MIN ? EXPM1_MIN : in;
        double rounded = fma(in, LOG2_E, EXP_ROUND);
        double minusK = EXP_ROUND - rounded;
        double high = fma(minusK, LN2_HI, in);
        double low = minusK * LN2_LO;
        double r = high + low;
        double z = r * r;
        double rest = fma(r, (high - r) + low, low); // r is rounded, which counts where 2^k - 1 and 2^k r cancel
        double t = fma(z, expPolynomial(r, z), rest);

        long bits = Double.doubleToRawLongBits(rounded);
        long half = bits >>> 1;
        long other = (bits - half) << 52;
        double scale = Double.longBitsToDouble(half << 52);
        double one = Double.longBitsToDouble(2 * ONE_BITS - other); // over the other factor
        double a = scale - one;
        double b = scale * high;
        double sum = a + b;
        double lost = (b - (sum - a)) + ((scale - a) - one);
        double value = (sum + fma(scale, t, lost)) * Double.longBitsToDouble(other);
        return orSign(value, x); // -0.0, which a sum with 0.0 forgets
    }

    /** x, negative if the other number is; for an x that is so already unless it is a zero. */
    private static double orSign(double x, double other) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(x) | (Double.doubleToRawLongBits(other) & SIGN_BIT));
    }

    // ---- sigmoid and tanh --------------------------------------------------------------------------------------

    /**
     * With t = e^-|x|, which never overflows, it is 1 / (1 + t) above zero and t / (1 + t) below. Written as c (1 - v)
     * with v = t / (1 + t) and c = 1 or t, the roundings of sum and quotient fade out in both tails, where v is small.
     */
    public static double sigmoid(double x) {
        double t = exp(-Math.abs(x));
        double v = t / (1.0 + t);
        double c = x < 0 ? t : 1.0;
        return fma(-c, v, c);
    }

    /** Here tanh is 1/2: above, 1 - 2 / (e^2x + 1) cancels nothing. */
    static final double TANH_NEAR = 0.55;

    /**
     * Below it tanh x = x - x z N(z) / D(z) with z = x^2: the eighth convergent of Lambert's continued fraction
     * x / (1 + z / (3 + z / (5 + ...))), whose coefficients are integers; error 2^-60 at {@link #TANH_NEAR}.
     */
    static final double N0 = 675_675;

    static final double N1 = 45_045;
    static final double N2 = 594;
    static final double D0 = 2_027_025;
    static final double D1 = 945_945;
    static final double D2 = 51_975;
    static final double D3 = 630;

    /** Both forms end in base - numerator / denominator, so that lanes choose before the one division. */
    public static double tanh(double x) {
        double a = Math.abs(x);
        double z = a * a;
        double n = fma(fma(z + N2, z, N1), z, N0);
        double d = fma(fma(fma(z + D3, z, D2), z, D1), z, D0);
        double e = exp(a + a);
        boolean near = a < TANH_NEAR;
        double base = near ? a : 1.0;
        double numerator = near ? a * z * n : 2.0;
        double denominator = near ? d : e + 1.0;
        return Math.copySign(base - numerator / denominator, x);
    }

    public static double tanhSlope(double x) {
        return sechSquared(exp(-2.0 * Math.abs(x), EXP_ROUND + 2), 4.0);
    }

    public static double sigmoidSlope(double x) {
        return sechSquared(exp(-Math.abs(x), EXP_ROUND), 1.0);
    }

    /**
     * factor v (1 - v) with v = e / (1 + e), where e = e^(-2|t|): it is factor/4 sech^2 t. The factor, a power of two,
     * comes with e, so that a subnormal result is rounded once. What 1 + e and the quotient lose is put back.
     */
    private static double sechSquared(double factorE, double factor) {
        double inverse = 1.0 / factor;
        double e = factorE * inverse;
        double s = e + 1.0;
        double lost = e - (s - 1.0);
        double q = factorE / s;
        double v = q * inverse;
        double rest = (fma(-q, s, factorE) - q * lost) * (1.0 - v);
        return q + fma(-q, v, rest * (1.0 - (v + v)));
    }

    // ---- log ---------------------------------------------------------------------------------------------------

    static final long ONE_BITS = 0x3ff0000000000000L;
    static final long SQRT_HALF_BITS = 0x3fe6a09e667f3bcdL;
    static final long FRACTION_MASK = (1L << 52) - 1;

    /** The bits of 2^52, which turn a small integer, or-ed into them, into the double 2^52 + integer. */
    static final long INTEGER_BITS = 0x4330000000000000L;

    static final double INTEGER_BIAS = 0x1p52 + Double.MAX_EXPONENT;

    /** log((1 + s) / (1 - s)) = 2s + s z (L1 + L2 z + ... + L7 z^6), z = s^2, |s| <= 3 - 2 sqrt(2), error 2^-59. */
    static final double L1 = 0x1.5555555555592p-1;

    static final double L2 = 0x1.999999997fdb8p-2;
    static final double L3 = 0x1.24924941f123ap-2;
    static final double L4 = 0x1.c71c52095df83p-3;
    static final double L5 = 0x1.74663ee847329p-3;
    static final double L6 = 0x1.39a1babaaea76p-3;
    static final double L7 = 0x1.2f056367ca604p-3;

    public static double log(double x) {
        if (isLogOrdinary(x)) {
            return logOfNormal(x, 0, 0);
        }
        if (x > 0 && x < Double.POSITIVE_INFINITY) {
            return logOfNormal(x * 0x1p54, -54, 0); // subnormal
        }
        return x == 0 ? Double.NEGATIVE_INFINITY : x > 0 ? x : Double.NaN;
    }

    static boolean isLogOrdinary(double x) {
        return x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE;
    }

    /**
     * log(x) + shift log 2 + c for a tiny c and a positive normal x = 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt(2)). With
     * s = f / (2 + f), log(1 + f) = f - (h - s (h + R)), h = f^2 / 2; and k LN2_HI + f is kept as an unevaluated sum.
     */
    private static double logOfNormal(double x, double shift, double c) {
        // The exponent field of these bits steps at sqrt(1/2) instead of 1.
        long bits = Double.doubleToRawLongBits(x) + (ONE_BITS - SQRT_HALF_BITS);
        double k = Double.longBitsToDouble((bits >>> 52) | INTEGER_BITS) - INTEGER_BIAS + shift;
        double f = Double.longBitsToDouble((bits & FRACTION_MASK) + SQRT_HALF_BITS) - 1.0;

        double s = f / (2.0 + f);
        double z = s * s;
        double q = fma(L7, z, L6);
        q = fma(q, z, L5);
        q = fma(q, z, L4);
        q = fma(q, z, L3);
        q = fma(q, z, L2);
        q = fma(q, z, L1);
        double h = 0.5 * f * f;
        double scale = k * LN2_HI;
        double high = scale + f;
        double low = f - (high - scale);
        double correction = fma(s, fma(z, q, h), fma(k, LN2_LO, c)) - h;
        return high + (low + correction);
    }

    /** From here on log(1 + x) is log x to the last bit. */
    static final double LOG1P_MAX = 0x1p60;

    /** The logarithm of u = 1 + x rounded, and c / u for the c that u lacks; c / u is all there is of a tiny x. */
    public static double log1p(double x) {
        if (!(x > -1.0 && x < LOG1P_MAX)) {
            return x == -1.0 ? Double.NEGATIVE_INFINITY : log(x);
        }
        double u = x + 1.0;
        double part = u - 1.0;
        double c = ((1.0 - (u - part)) + (x - part)) / u;
        return orSign(logOfNormal(u, 0, c), x);
    }

    // ---- small ones --------------------------------------------------------------------------------------------

    public static double sign(double x) {
        return x > 0 ? 1.0 : x < 0 ? -1.0 : x == 0 ? 0.0 : x;
    }

    /** See {@link Kernels#chain}. */
    public static double chain(double a, double b) {
        return a == 0 || b == 0 ? 0.0 : a * b;
    }

    /** x^0.5 differs from the square root at -0.0, where it is 0.0, and at -infinity, where it is infinity. */
    static double powHalf(double x) {
        return x == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : Math.sqrt(x + 0.0);
    }

    /** x^3 with the rounding error of the square carried along; where it overflows, that error has no sign to trust. */
    static double cube(double x) {
        double square = x * x;
        double cube = square * x;
        return Math.abs(cube) < Double.POSITIVE_INFINITY ? fma(square, x, fma(x, x, -square) * x) : cube;
    }
}
