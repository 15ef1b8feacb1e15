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
final class ScalarMath {

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

    /** Beyond these e^x is infinity and 0; within, the exponent stays in reach of two factors. */
    static final double EXP_MAX = 710.0;

    static final double EXP_MIN = -746.0;

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
    static double exp(double x) {
        double in = x > EXP_MAX ? EXP_MAX : x;
        in = in < EXP_MIN ? EXP_MIN : in;
        double rounded = fma(in, LOG2_E, EXP_ROUND);
        double minusK = EXP_ROUND - rounded;
        double high = fma(minusK, LN2_HI, in); // exact
        double low = minusK * LN2_LO;
        double r = high + low;

        // Even and odd powers apart (Horner twice): half the length of the chain of fmas that a lane waits for.
        double z = r * r;
        double even = fma(E12, z, E10);
        double odd = fma(E11, z, E9);
        even = fma(even, z, E8);
        odd = fma(odd, z, E7);
        even = fma(even, z, E6);
        odd = fma(odd, z, E5);
        even = fma(even, z, E4);
        odd = fma(odd, z, E3);
        even = fma(even, z, E2);
        double p = 1.0 + (high + fma(z, fma(odd, r, even), low));

        // 2^k may be outside the range of a double although the result is inside: two factors of half the exponent.
        // The first product is exact, the second rounds at most once, also to a subnormal.
        long bits = Double.doubleToRawLongBits(rounded);
        long half = bits >>> 1;
        return p * Double.longBitsToDouble(half << 52) * Double.longBitsToDouble((bits - half) << 52);
    }

    // ---- sigmoid and tanh --------------------------------------------------------------------------------------

    /**
     * With t = e^-|x|, which never overflows, it is 1 / (1 + t) above zero and t / (1 + t) below. Written as c (1 - v)
     * with v = t / (1 + t) and c = 1 or t, the roundings of sum and quotient fade out in both tails, where v is small.
     */
    static double sigmoid(double x) {
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
    static double tanh(double x) {
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

    static double log(double x) {
        if (isLogOrdinary(x)) {
            return logOfNormal(x, 0);
        }
        if (x > 0 && x < Double.POSITIVE_INFINITY) {
            return logOfNormal(x * 0x1p54, -54); // subnormal
        }
        return x == 0 ? Double.NEGATIVE_INFINITY : x > 0 ? x : Double.NaN;
    }

    static boolean isLogOrdinary(double x) {
        return x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE;
    }

    /**
     * log(x) + shift log 2 for a positive normal x = 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt(2)). With s = f / (2 + f),
     * log(1 + f) = f - (h - s (h + R)), h = f^2 / 2; and k LN2_HI + f is kept as an unevaluated sum.
     */
    private static double logOfNormal(double x, double shift) {
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
        double correction = fma(s, fma(z, q, h), k * LN2_LO) - h;
        return high + (low + correction);
    }

    // ---- sin and cos -------------------------------------------------------------------------------------------

    /** Up to here n below has at most 20 bits; beyond, fdlibm's Payne-Hanek reduction in StrictMath takes over. */
    static final double TRIG_MAX = 1e6;

    static final double TWO_OVER_PI = 0.6366197723675814;

    /**
     * pi/2 = PI_HI + PI_MID + PI_LO with 53, 33 and 53 bits (Cody and Waite, with fma): x - n PI_HI is exact within
     * one fma, n PI_MID is exact as a product, and what is left is below 2^-119.
     */
    static final double PI_HI = 0x1.921fb54442d18p+0;

    static final double PI_MID = 0x1.1a62633100000p-54;
    static final double PI_LO = 0x1.1701b839a2520p-88;

    /** sin r = r + r z (S1 + S2 z + ... + S6 z^5), z = r^2, |r| <= pi/4, error 2^-58. */
    static final double S1 = -0x1.5555555555549p-3;

    static final double S2 = 0x1.111111110f881p-7;
    static final double S3 = -0x1.a01a019c126c0p-13;
    static final double S4 = 0x1.71de3578752f6p-19;
    static final double S5 = -0x1.ae5e66d5860b3p-26;
    static final double S6 = 0x1.5d932f77e9230p-33;

    /** cos r = 1 - z/2 + z^2 (C1 + C2 z + ... + C6 z^5), error 2^-64. */
    static final double C1 = 0x1.555555555554cp-5;

    static final double C2 = -0x1.6c16c16c15184p-10;
    static final double C3 = 0x1.a01a019cb26fbp-16;
    static final double C4 = -0x1.27e4f80a76e12p-22;
    static final double C5 = 0x1.1ee9ec481390bp-29;
    static final double C6 = -0x1.8faecf63d8fc4p-37;

    static double sin(double x) {
        double a = Math.abs(x);
        return a <= TRIG_MAX ? sine(a, 0, Double.doubleToRawLongBits(x) & SIGN_BIT) : StrictMath.sin(x);
    }

    /** The sine one quadrant further. */
    static double cos(double x) {
        double a = Math.abs(x);
        return a <= TRIG_MAX ? sine(a, 1, 0) : StrictMath.cos(x);
    }

    /**
     * sin(a + quadrants pi/2), negated by the sign bit, for 0 <= a <= TRIG_MAX. a - n pi/2 is kept as r + t, where t
     * is below the last bit of r; it matters near the zeros.
     */
    private static double sine(double a, long quadrants, long sign) {
        double rounded = fma(a, TWO_OVER_PI, ROUND);
        double n = rounded - ROUND;
        double exact = fma(-n, PI_HI, a);
        double middle = n * PI_MID;
        double r = exact - middle;
        double t = fma(-n, PI_LO, (exact - r) - middle);

        double z = r * r;
        double half = 0.5 * z;
        double s = fma(S6, z, S5);
        s = fma(s, z, S4);
        s = fma(s, z, S3);
        s = fma(s, z, S2);
        s = fma(s, z, S1);
        double c = fma(C6, z, C5);
        c = fma(c, z, C4);
        c = fma(c, z, C3);
        c = fma(c, z, C2);
        c = fma(c, z, C1);
        double w = 1.0 - half;
        double sine = r + fma(r * z, s, t * w);
        double cosine = w + (((1.0 - w) - half) + fma(z * z, c, -(r * t)));

        long quadrant = Double.doubleToRawLongBits(rounded) + quadrants;
        double y = (quadrant & 1) == 0 ? sine : cosine;
        return Double.longBitsToDouble(Double.doubleToRawLongBits(y) ^ ((quadrant << 62) & SIGN_BIT) ^ sign);
    }

    // ---- small ones --------------------------------------------------------------------------------------------

    static double sign(double x) {
        return x > 0 ? 1.0 : x < 0 ? -1.0 : x == 0 ? 0.0 : x;
    }

    /** See {@link Kernels#chain}. */
    static double chain(double a, double b) {
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
