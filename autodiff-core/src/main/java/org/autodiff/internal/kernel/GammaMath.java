package org.autodiff.internal.kernel;

import static java.lang.Math.fma;
import static org.autodiff.internal.kernel.SpecialMath.polynomial;

import java.math.BigInteger;

/**
 * The logarithm of the gamma function and its derivatives of every order, with the same bits everywhere; see {@link
 * SpecialMath}, also for where the coefficients are from.
 *
 * <p><b>The scheme.</b> From 8 on Stirling's asymptotic series, whose coefficients are Bernoulli numbers; from 3/4 to 3
 * a polynomial with the zeros as factors, so that the relative error is small there too; between them, and near the
 * pole at zero, the recurrence Gamma(x + 1) = x Gamma(x), in the direction in which nothing cancels; below zero the
 * reflection Gamma(x) Gamma(1 - x) = pi / sin(pi x). (Abramowitz and Stegun, chapter 6.)
 */
public final class GammaMath {

    private GammaMath() {}

    /** The largest order of {@link #polygamma}. */
    public static final int MAX_ORDER = 1000;

    // ---- coefficients ------------------------------------------------------------------------------------------

    /** From 3/4 to 3 the polynomials serve; below, one step of the recurrence leads to them. */
    private static final double NEAR_FROM = 0.75;

    private static final double NEAR_TO = 3;

    /** As far below zero the recurrence is better than reflection, which knows no relative error there. */
    private static final double REFLECT_BELOW = -0.25;

    /** From here ten terms of Stirling's series are enough: the eleventh is below 2^-57 of the result. */
    private static final double ASYMPTOTIC_FROM = 8;

    /** B_2, B_4, ..., B_30. */
    private static final double[] BERNOULLI = {
        1.0 / 6,
        -1.0 / 30,
        1.0 / 42,
        -1.0 / 30,
        5.0 / 66,
        -691.0 / 2730,
        7.0 / 6,
        -3617.0 / 510,
        43867.0 / 798,
        -174611.0 / 330,
        854513.0 / 138,
        -236364091.0 / 2730,
        8553103.0 / 6,
        -23749461029.0 / 870,
        8615841276005.0 / 14322
    };

    /** B_2j / (2j (2j-1)), B_2j / 2j and B_2j / (2j)!. */
    private static final double[] STIRLING = new double[10];

    private static final double[] STIRLING_SLOPE = new double[10];
    private static final double[] EULER_MACLAURIN = new double[BERNOULLI.length];

    static {
        double factorial = 1;
        for (int i = 0; i < BERNOULLI.length; i++) {
            double even = 2 * i + 2;
            factorial *= even * (even - 1);
            EULER_MACLAURIN[i] = BERNOULLI[i] / factorial;
            if (i < STIRLING.length) {
                STIRLING_SLOPE[i] = BERNOULLI[i] / even;
                STIRLING[i] = BERNOULLI[i] / (even * (even - 1));
            }
        }
    }

    /** log(2 pi) / 2 - 1/2. */
    private static final double STIRLING_CONSTANT = 0x1.acfe390c97d69p-2;

    // ---- log |Gamma| -------------------------------------------------------------------------------------------

    /**
     * lgamma x = (x - 1) (x - 2) (c0 + c1 w + ... + c22 w^22), w = (x - 3/2) / (x + 3/2), {@code 3/4 <= x <= 3}, error
     * 2^-62. The quotient sends the cut of the logarithm, from zero to minus infinity, away from the interval on both
     * sides.
     */
    private static final double[] LGAMMA = {
        0x1.eeb95b094c191p-2,
        -0x1.c0638869c10cfp-2,
        0x1.06ce2b0811af5p-3,
        -0x1.34d888b7a1c55p-3,
        0x1.5d697320d8883p-4,
        -0x1.7dca512a0b4bcp-4,
        0x1.0570a29a228c8p-4,
        -0x1.1547408804284p-4,
        0x1.a11a12b007ad2p-5,
        -0x1.b3c55bb486d5cp-5,
        0x1.5abdd0d826e7dp-5,
        -0x1.670690c5091bdp-5,
        0x1.28a14064a7408p-5,
        -0x1.316163452a6f9p-5,
        0x1.03343bc34e286p-5,
        -0x1.08c5e4a0d72dcp-5,
        0x1.ca972fe8e65d7p-6,
        -0x1.e6b9e37e51143p-6,
        0x1.acd2024a7646dp-6,
        -0x1.425a53f557b79p-6,
        0x1.1d3f47f0cc7eap-6,
        -0x1.5f990fdf307bcp-5,
        0x1.3e42e23fb2e41p-5,
    };

    /**
     * log |Gamma(x)|: infinity at zero, at the negative integers and at both infinities. Within 4 ulp, near the zeros 1
     * and 2 too; below -1/4 it is 4 ulp of the largest of 1, lgamma -x and the result.
     */
    public static double lgamma(double x) {
        if (x >= ASYMPTOTIC_FROM) {
            double series = polynomial(STIRLING, 1 / (x * x)) / x;
            return fma(x - 0.5, ScalarMath.log(x) - 1, series + STIRLING_CONSTANT);
        }
        if (x >= NEAR_TO) {
            double product = 1;
            double y = x;
            while (y >= NEAR_TO) {
                y -= 1;
                product *= y;
            }
            return lgammaOnePlus(y - 1) + ScalarMath.log(product);
        }
        if (x >= NEAR_FROM) {
            return lgammaOnePlus(x - 1); // exact
        }
        if (x > REFLECT_BELOW) {
            return lgammaOnePlus(x) - ScalarMath.log(Math.abs(x));
        }
        if (Double.isNaN(x)) {
            return x;
        }
        double r = Math.abs(x - Math.rint(x)); // exact
        if (!(r > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        return ScalarMath.log(Math.PI / (-x * TrigMath.sin(Math.PI * r))) - lgamma(-x);
    }

    /** lgamma(1 + t) for {@code -1/4 <= t <= 2}: t is exact where 1 + t is not. Both zeros are 0.0. */
    private static double lgammaOnePlus(double t) {
        return 0.0 - t * ((1 - t) * polynomial(LGAMMA, (t - 0.5) / (t + 2.5)));
    }

    // ---- digamma -----------------------------------------------------------------------------------------------

    /** The positive zero of digamma, less 1, in two parts. */
    private static final double ZERO = 0x1.762d86356be3fp+0 - 1;

    private static final double ZERO_LOW = 0x1.b86a722197829p-54;

    /** digamma x = (x - zero) (c0 + c1 w + ... + c23 w^23), with the w of {@link #LGAMMA}, error 2^-59. */
    private static final double[] DIGAMMA = {
        0x1.e6f0cbb873616p-1,
        -0x1.45588a40472f1p+0,
        0x1.c9ba615f794e1p-1,
        -0x1.e566df06ec353p-1,
        0x1.cb4a7ea084d68p-1,
        -0x1.d8ecd9cdf9472p-1,
        0x1.cf0370d0c5940p-1,
        -0x1.d61edaee5d999p-1,
        0x1.d0aebcdbfbcbap-1,
        -0x1.d4f5711b38e76p-1,
        0x1.d180d9b7e95c9p-1,
        -0x1.d45a85151f711p-1,
        0x1.d1f3913f6964ap-1,
        -0x1.d3fc9d477efe9p-1,
        0x1.d27600e470a12p-1,
        -0x1.d3fcc410bd2c3p-1,
        0x1.cf679ed98464cp-1,
        -0x1.d0969ed6ff1ddp-1,
        0x1.ee0b7820df294p-1,
        -0x1.ef0610eafbd29p-1,
        0x1.3808a5f932afap-1,
        -0x1.38a49048e835cp-1,
        0x1.d43a22be9a8bap+0,
        -0x1.d4cf389f252eep+0,
    };

    /**
     * Gamma'(x) / Gamma(x): -infinity at 0.0, infinity at -0.0, NaN at negative integers and -infinity. Within 4 ulp,
     * near the positive zero too; below -1/4 it is 4 ulp of the larger of 1 + log(1 - x) and the result.
     */
    public static double digamma(double x) {
        if (x >= ASYMPTOTIC_FROM) {
            double z = 1 / (x * x);
            return ScalarMath.log(x) - fma(z, polynomial(STIRLING_SLOPE, z), 0.5 / x);
        }
        if (x >= NEAR_TO) {
            double sum = 0;
            double y = x;
            while (y >= NEAR_TO) {
                y -= 1;
                sum += 1 / y;
            }
            return digammaOnePlus(y - 1) + sum;
        }
        if (x >= NEAR_FROM) {
            return digammaOnePlus(x - 1); // exact
        }
        if (x > REFLECT_BELOW) {
            return digammaOnePlus(x) - 1 / x;
        }
        double r = x - Math.rint(x); // exact; NaN for an infinity
        return Math.abs(r) > 0 ? digamma(-x) - 1 / x - Math.PI * cotPi(r) : Double.NaN;
    }

    private static double digammaOnePlus(double t) {
        return ((t - ZERO) - ZERO_LOW) * polynomial(DIGAMMA, (t - 0.5) / (t + 2.5));
    }

    /** cot(pi r) for {@code |r| <= 1/2}; around its zero at 1/2 by the tangent. */
    private static double cotPi(double r) {
        double a = Math.abs(r);
        double angle = Math.PI * (a <= 0.25 ? a : 0.5 - a);
        double s = TrigMath.sin(angle);
        double c = TrigMath.cos(angle);
        return Math.copySign(a <= 0.25 ? c / s : s / c, r);
    }

    // ---- polygamma ---------------------------------------------------------------------------------------------

    /** n! = mantissa 2^exponent, correctly rounded: from 171 on it is no double. */
    private record Factorial(double mantissa, int exponent) {
        static Factorial of(int n) {
            BigInteger product = BigInteger.ONE;
            for (int i = 2; i <= n; i++) {
                product = product.multiply(BigInteger.valueOf(i));
            }
            int exponent = Math.max(0, product.bitLength() - Double.SIZE);
            double mantissa = product.shiftRight(exponent).doubleValue();
            int rest = Math.getExponent(mantissa);
            return new Factorial(Math.scalb(mantissa, -rest), exponent + rest);
        }
    }

    /**
     * The derivative of digamma of an order from 0, digamma itself, to {@link #MAX_ORDER}. At the poles 0, -1, -2 ...
     * it is infinity if the order is odd; if it is even, NaN, since the sides disagree, and at 0.0 and -0.0 the
     * infinity of that side.
     */
    public static double polygamma(int order, double x) {
        return order == 0 ? digamma(x) : polygamma(order, Factorial.of(order), x);
    }

    /** The same of many numbers: the factorial takes longer than one of them. */
    public static void polygamma(int order, double[] x, double[] y, int n) {
        if (order == 0) {
            for (int i = 0; i < n; i++) {
                y[i] = digamma(x[i]);
            }
            return;
        }
        Factorial factorial = Factorial.of(order);
        for (int i = 0; i < n; i++) {
            y[i] = polygamma(order, factorial, x[i]);
        }
    }

    /**
     * Within 4 ulp; for negative x and an even order, 4 ulp of the nearest pole's share, n! / r^(n+1) at the distance
     * r.
     *
     * <p>The derivative of order n is (-1)^(n+1) n! zeta(s, x), where s = n + 1 and zeta(s, x) is the sum of (x + k)^-s
     * over k = 0, 1, ...
     *
     * <p>Below zero the terms are those on the right of zero, which begin at f, and those on the left, which are (-1)^s
     * times what lies between g = 1 - f and -x: so zeta(s, x) = zeta(s, f) + (-1)^s (zeta(s, g) - zeta(s, 1 - x)). That
     * is reflection without derivatives of the cotangent, for every order.
     */
    private static double polygamma(int order, Factorial factorial, double x) {
        boolean odd = order % 2 != 0;
        int s = order + 1;
        int exponent;
        double zeta;
        if (x > 0) {
            exponent = Math.getExponent(x);
            zeta = zeta(s, x, exponent);
        } else {
            double r = x - Math.rint(x); // exact; NaN for an infinity
            if (!(r != 0)) {
                return odd
                        ? Double.POSITIVE_INFINITY
                        : x == 0 ? Math.copySign(Double.POSITIVE_INFINITY, -x) : Double.NaN;
            }
            double near = Math.abs(r);
            exponent = Math.getExponent(near);
            double right = zeta(s, r > 0 ? near : 1 - near, exponent);
            double left = zeta(s, r > 0 ? 1 - near : near, exponent) - zeta(s, 1 - x, exponent);
            zeta = odd ? right + left : right - left;
        }
        double y = Math.scalb(factorial.mantissa * zeta, factorial.exponent - s * exponent);
        return odd ? y : -y;
    }

    /**
     * 2^(s exponent) zeta(s, x), for positive x, about 2^exponent or larger: the scale keeps the largest term near 1.
     * The first terms are added up, the others follow from the formula of Euler and Maclaurin.
     */
    private static double zeta(int s, double x, int exponent) {
        if (x == Double.POSITIVE_INFINITY) {
            return 0;
        }
        double sum = 0;
        double rounding = 0;
        double h = x;
        double term = power(s, x, 0, exponent);
        for (int k = 1; h < s + 6; k++) {
            double before = sum;
            sum += term;
            rounding += k == 1 ? 0 : term - (sum - before);
            // What x + k loses by rounding counts s times in the power.
            h = x + k;
            term = power(s, h, k < x ? k - (h - x) : x - (h - k), exponent);
            if (term * h < sum * 0x1p-60) {
                return sum + rounding;
            }
        }
        double z = 1 / (h * h);
        double factor = s / h;
        double rest = 0;
        for (int j = 0; j < EULER_MACLAURIN.length; j++) {
            rest = fma(factor, EULER_MACLAURIN[j], rest);
            factor *= (s + 2.0 * j + 1) * (s + 2.0 * j + 2) * z;
        }
        return sum + (rounding + term * (h / (s - 1) + (0.5 + rest)));
    }

    /** ((h + low) / 2^exponent)^-s. */
    private static double power(int s, double h, double low, int exponent) {
        double scaled = Math.scalb(h, -exponent);
        double power =
                s == 2 ? 1 / (scaled * scaled) : s == 3 ? 1 / ScalarMath.cube(scaled) : StrictMath.pow(scaled, -s);
        return low == 0 ? power : fma(power, -s * low / h, power);
    }
}
