package org.autodiff.internal.kernel;

import static java.lang.Math.fma;
import static org.autodiff.internal.kernel.ScalarMath.*;

/**
 * The error function and its relatives, accurate in their tails. As in {@link ScalarMath}, every function is a fixed
 * sequence of operations that IEEE 754 rounds in only one way, so it has the same bits everywhere.
 *
 * <p><b>The scheme.</b> Near zero erf x is x times a polynomial in x^2. Elsewhere erfc x = e^(-x^2) erfcx x, where
 * erfcx falls no faster than 1 / x. Rounding the square alone would cost x^2 units in the last place: so its rounding
 * error goes along into the exponential, and no result is rounded before the last multiplication.
 *
 * <p><b>The coefficients</b> are our own: interpolation at Chebyshev nodes in 60-digit arithmetic, then rounded to
 * double. The error quoted is relative, before rounding.
 */
public final class SpecialMath {

    private SpecialMath() {}

    // ---- near zero ---------------------------------------------------------------------------------------------

    /** Up to here erf x is computed by its own polynomial. */
    static final double ERF_NEAR = 0.5;

    /** Up to here erfc x is 1 - erf x: it is above 1/2, and erf below. */
    static final double ERFC_NEAR = 0.46875;

    /** From here on erfc x is 0. */
    static final double TAIL_END = 28.0;

    /** Below -NORMAL_END the normal distribution function is 0, above NORMAL_END 1. */
    static final double NORMAL_END = 39.5;

    /** e^-795 is 0, and its exponent in reach of two factors. */
    static final double GAUSSIAN_END = 795.0;

    /** erf x = x + x (c0 + c1 z + ... + c9 z^9), z = x^2, {@code |x| <= 1/2}, error 2^-65. */
    static final double[] NEAR = {
        0x1.06eba8214db69p-3,
        -0x1.812746b0379e6p-2,
        0x1.ce2f21a042b29p-4,
        -0x1.b82ce3127f739p-6,
        0x1.565bcd0aa6349p-8,
        -0x1.c02db23d41138p-11,
        0x1.f9a2a6635fe79p-14,
        -0x1.f4bb9f7301dedp-17,
        0x1.b776442df3041p-20,
        -0x1.39fb524e9c1f7p-23,
    };

    public static double erf(double x) {
        double a = Math.abs(x);
        if (a <= ERF_NEAR) {
            return fma(x, polynomial(NEAR, x * x), x);
        }
        if (a < 6) { // from there on 1 - erfc is 1
            double square = a * a;
            double y = 1.0 - tail(1, a, 0, -square, -fma(a, a, -square));
            return Math.copySign(y, x);
        }
        return Double.isNaN(x) ? x : Math.copySign(1.0, x);
    }

    public static double erfc(double x) {
        if (x > ERFC_NEAR && x < TAIL_END) {
            double square = x * x;
            return tail(1, x, 0, -square, -fma(x, x, -square));
        }
        return x >= TAIL_END ? 0.0 : 1.0 - erf(x);
    }

    /** 1/sqrt 2 in two parts. */
    static final double SQRT_HALF = 0x1.6a09e667f3bcdp-1;

    static final double SQRT_HALF_LOW = -0x1.bdd3413b26456p-55;

    /** With t = -x / sqrt 2 the exponent -t^2 is -x^2 / 2, which needs no root. */
    public static double normalCdf(double x) {
        double t = -x * SQRT_HALF;
        if (t > ERFC_NEAR && t < TAIL_END) {
            double tLow = fma(-x, SQRT_HALF, -t) - x * SQRT_HALF_LOW;
            double square = x * x;
            return tail(0.5, t, tLow, -0.5 * square, -0.5 * fma(x, x, -square));
        }
        return t >= TAIL_END ? 0.0 : fma(-0.5, erf(t), 0.5);
    }

    public static double gaussian(double factor, double scale, double x) {
        double square = x * x;
        double exponent = -scale * square;
        if (exponent > -GAUSSIAN_END) {
            return timesExp(factor, 0, exponent, -scale * fma(x, x, -square));
        }
        return Double.isNaN(x) ? x : 0 * factor;
    }

    // ---- the tail ----------------------------------------------------------------------------------------------

    /** (1 + 2t) erfcx t is this at t = 4, in two parts. */
    static final double TAIL_MIDDLE = 0x1.3ba5916e9fd7fp+0;

    static final double TAIL_MIDDLE_LOW = -0x1.a51b43f801ed0p-55;

    /**
     * (1 + 2t) erfcx t = TAIL_MIDDLE + u (c0 + c1 u + ... + c21 u^21), u = (t - 4) / (t + 4), {@code 0.46 <= t <= 28},
     * error 2^-60. The product goes from 1 at zero to 2/sqrt(pi) at infinity and is nearly flat; the quotient brings
     * infinity near (Shepherd and Laframboise, Chebyshev approximation of (1 + 2x) exp(x^2) erfc x; Math. Comp. 36,
     * 1981).
     */
    static final double[] TAIL = {
        -0x1.1df1ad154a28dp-3,
        0x1.f7f5df66fd724p-7,
        0x1.16ecefcfa52a0p-4,
        -0x1.9ddb23c3e8b7dp-4,
        0x1.7fee004e14f25p-4,
        -0x1.0fb06dfe52a71p-4,
        0x1.3079edf618baep-5,
        -0x1.09623882fb92ep-6,
        0x1.49c672ab8c726p-8,
        -0x1.8d4a9c0e737d6p-11,
        -0x1.a1df45c115cbcp-13,
        0x1.3be068fed1fa4p-13,
        -0x1.9954c535ab809p-16,
        -0x1.788d7a7e697a7p-17,
        0x1.7ef4326eac944p-18,
        0x1.3bd0641315639p-22,
        -0x1.b7f32a23ff40dp-21,
        0x1.3e5488d9c7b42p-24,
        0x1.bb6702996486bp-24,
        -0x1.2c08f1bac5d61p-26,
        -0x1.4b8d4c2fcc5d8p-27,
        0x1.cc3b5c475279fp-30,
    };

    static final double TWO_OVER_SQRT_PI = 0x1.20dd750429b6dp+0;

    /** {@code scale erfcx(t + tLow) e^(high + low)}, for a scale that is a power of two. */
    private static double tail(double scale, double t, double tLow, double high, double low) {
        double u = (t - 4) / (t + 4);
        double p = u * polynomial(TAIL, u);
        double numerator = TAIL_MIDDLE + p;
        double numeratorLow = (TAIL_MIDDLE - numerator) + p + TAIL_MIDDLE_LOW;
        double denominator = 2 * t + 1;
        double denominatorLow = 1 - (denominator - 2 * t);
        double q = numerator / denominator;
        double remainder = fma(-q, denominator, numerator) - q * denominatorLow;
        double slope = 2 * t * q - TWO_OVER_SQRT_PI; // of erfcx
        double qLow = (remainder + numeratorLow) / denominator + slope * tLow;
        return timesExp(scale * q, scale * qLow, high, low);
    }

    /**
     * (f + fLow) e^(x + xLow), rounded once (and once more if subnormal), for {@code -800 <= x <= 0} and small xLow. It
     * is {@link ScalarMath#exp} with f in the place of the 1 that the polynomial's value is added to.
     */
    private static double timesExp(double f, double fLow, double x, double xLow) {
        double rounded = fma(x, LOG2_E, EXP_ROUND);
        double minusK = EXP_ROUND - rounded;
        double high = fma(minusK, LN2_HI, x); // exact
        double low = fma(minusK, LN2_LO, xLow);
        double r = high + low;
        double z = r * r;
        double q = high + fma(z, expPolynomial(r, z), low); // e^r - 1
        double p = f + fma(f, q, fma(fLow, q, fLow));

        long bits = Double.doubleToRawLongBits(rounded);
        long half = bits >>> 1;
        return p * Double.longBitsToDouble(half << 52) * Double.longBitsToDouble((bits - half) << 52);
    }

    /** c0 + c1 u + ...: even and odd powers apart, which halves the chain of fmas. */
    static double polynomial(double[] c, double u) {
        double z = u * u;
        int last = c.length - 1;
        double high = c[last];
        double low = c[last - 1];
        for (int i = last - 2; i > 0; i -= 2) {
            high = fma(high, z, c[i]);
            low = fma(low, z, c[i - 1]);
        }
        return c.length % 2 == 0 ? fma(high, u, low) : fma(low, u, fma(high, z, c[0]));
    }
}
