package org.autodiff.internal.kernel;

/**
 * The inverse of the error function: M. J. Wichura, Algorithm AS 241: The percentage points of the normal distribution,
 * Applied Statistics 37, 1988 (PPND16, relative error 10^-16), whose quantile at {@code (1 + x) / 2} is sqrt 2 times
 * it. One step of Newton's with {@link SpecialMath} then takes away what rounding has left: about 1 ulp remains.
 */
public final class InverseErf {
    private static final double SQRT_HALF = 0.7071067811865476;
    private static final double TWO_OVER_SQRT_PI = 1.1283791670955126;

    /** Up to here Wichura's approximation around 0 holds: 2 times his 0.425. */
    private static final double MIDDLE = 0.85;

    private static final double[] A = {
        3.3871328727963666080,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    };
    private static final double[] B = {
        1,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    };
    private static final double[] C = {
        1.42343711074968357734,
        4.63033784615654529590,
        5.76949722146069140550,
        3.64784832476320460504,
        1.27045825245236838258,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    };
    private static final double[] D = {
        1,
        2.05319162663775882187,
        1.67638483018380384940,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    };
    private static final double[] E = {
        6.65790464350110377720,
        5.46378491116411436990,
        1.78482653991729133580,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    };
    private static final double[] F = {
        1,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    };

    private InverseErf() {}

    /** The y with {@code erf y = x}; infinite at -1 and 1, NaN beyond. */
    public static double erfinv(double x) {
        double a = Math.abs(x);
        double rest = 1 - a;
        if (!(rest > 0)) {
            return rest == 0 ? Math.copySign(Double.POSITIVE_INFINITY, x) : Double.NaN;
        }
        double y = wichura(a, rest);
        // What is missing, where neither 1 - a nor a - y is rounded.
        double missing = a < 0.52
                ? Math.fma(-y, SpecialMath.polynomial(SpecialMath.NEAR, y * y), a - y) // erf y = y + y times this
                : SpecialMath.erfc(y) - rest;
        return Math.copySign(y + missing / SpecialMath.gaussian(TWO_OVER_SQRT_PI, 1, y), x);
    }

    private static double wichura(double a, double rest) {
        if (a <= MIDDLE) {
            double q = 0.5 * a;
            return SQRT_HALF * q * ratio(A, B, 0.180625 - q * q);
        }
        double r = Math.sqrt(-ScalarMath.log(0.5 * rest));
        return SQRT_HALF * (r <= 5 ? ratio(C, D, r - 1.6) : ratio(E, F, r - 5));
    }

    private static double ratio(double[] above, double[] below, double r) {
        double p = above[above.length - 1];
        double q = below[below.length - 1];
        for (int i = above.length - 2; i >= 0; i--) {
            p = Math.fma(p, r, above[i]);
            q = Math.fma(q, r, below[i]);
        }
        return p / q;
    }
}
