package org.autodiff.internal.kernel;

import static java.lang.Math.fma;
import static org.autodiff.internal.kernel.ScalarMath.ROUND;
import static org.autodiff.internal.kernel.ScalarMath.SIGN_BIT;

/** The circular functions, by the rules and with the kind of coefficients of {@link ScalarMath}. */
public final class TrigMath {

    private TrigMath() {}

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

    public static double sin(double x) {
        double a = Math.abs(x);
        return a <= TRIG_MAX ? sine(a, 0, Double.doubleToRawLongBits(x) & SIGN_BIT) : StrictMath.sin(x);
    }

    /** The sine one quadrant further. */
    public static double cos(double x) {
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
        double w = 1.0 - half;
        double sine = r + fma(r * z, sinePolynomial(z), t * w);
        double cosine = w + (((1.0 - w) - half) + fma(z * z, cosinePolynomial(z), -(r * t)));

        long quadrant = Double.doubleToRawLongBits(rounded) + quadrants;
        double y = (quadrant & 1) == 0 ? sine : cosine;
        return Double.longBitsToDouble(Double.doubleToRawLongBits(y) ^ ((quadrant << 62) & SIGN_BIT) ^ sign);
    }

    /** Sine by cosine, both with what their last addition loses, and the quotient with its remainder. */
    public static double tan(double x) {
        double a = Math.abs(x);
        if (!(a <= TRIG_MAX)) {
            return StrictMath.tan(x);
        }
        double rounded = fma(a, TWO_OVER_PI, ROUND);
        double n = rounded - ROUND;
        double exact = fma(-n, PI_HI, a);
        double middle = n * PI_MID;
        double r = exact - middle;
        double t = fma(-n, PI_LO, (exact - r) - middle);

        double z = r * r;
        double half = 0.5 * z;
        double w = 1.0 - half;
        double rest = fma(r * z, sinePolynomial(z), t * w);
        double sine = r + rest;
        double sineLow = rest - (sine - r);
        rest = ((1.0 - w) - half) + fma(z * z, cosinePolynomial(z), -(r * t));
        double cosine = w + rest;
        double cosineLow = rest - (cosine - w);

        boolean even = (Double.doubleToRawLongBits(rounded) & 1) == 0;
        double numerator = even ? sine : -cosine;
        double numeratorLow = even ? sineLow : -cosineLow;
        double denominator = even ? cosine : sine;
        double denominatorLow = even ? cosineLow : sineLow;
        double q = numerator / denominator;
        double remainder = fma(-q, denominator, numerator) + (numeratorLow - q * denominatorLow);
        double y = q + remainder / denominator;
        return Double.longBitsToDouble(Double.doubleToRawLongBits(y) ^ (Double.doubleToRawLongBits(x) & SIGN_BIT));
    }

    private static double sinePolynomial(double z) {
        double s = fma(S6, z, S5);
        s = fma(s, z, S4);
        s = fma(s, z, S3);
        s = fma(s, z, S2);
        return fma(s, z, S1);
    }

    private static double cosinePolynomial(double z) {
        double c = fma(C6, z, C5);
        c = fma(c, z, C4);
        c = fma(c, z, C3);
        c = fma(c, z, C2);
        return fma(c, z, C1);
    }
}
