package org.autodiff.internal.kernel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Elementary functions to more than 40 digits, by Taylor series after argument reduction: the reference of the
 * accuracy tests. Nothing in here calls the code under test.
 */
final class Precise {

    private static final MathContext MC = new MathContext(60);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    /** A double's 309 digits before the point and 60 behind. */
    private static final MathContext WIDE = new MathContext(380);

    private static final BigDecimal HALF_PI = halfPi();
    private static final BigDecimal LN_2 = ln2();

    private Precise() {}

    /** |actual - exact| in units of the last place of the double next to {@code exact}. */
    static double ulps(double actual, BigDecimal exact) {
        double nearest = exact.doubleValue();
        if (Double.isInfinite(nearest) || !Double.isFinite(actual)) {
            return actual == nearest ? 0 : Double.POSITIVE_INFINITY;
        }
        BigDecimal error = new BigDecimal(actual).subtract(exact).abs();
        return error.divide(new BigDecimal(Math.ulp(nearest)), MathContext.DECIMAL32)
                .doubleValue();
    }

    static BigDecimal exp(double x) {
        return exp(new BigDecimal(x));
    }

    /** e^x = 2^k (e^(r / 256))^256. */
    static BigDecimal exp(BigDecimal x) {
        int k = x.divide(LN_2, MathContext.DECIMAL64)
                .setScale(0, RoundingMode.HALF_EVEN)
                .intValueExact();
        BigDecimal r = x.subtract(LN_2.multiply(BigDecimal.valueOf(k))).divide(BigDecimal.valueOf(256), MC);
        BigDecimal term = ONE;
        BigDecimal sum = ONE;
        for (int i = 1; term.signum() != 0 && term.abs().compareTo(new BigDecimal("1e-62")) > 0; i++) {
            term = term.multiply(r).divide(BigDecimal.valueOf(i), MC);
            sum = sum.add(term, MC);
        }
        for (int i = 0; i < 8; i++) {
            sum = sum.multiply(sum, MC);
        }
        return sum.multiply(TWO.pow(k, MC), MC);
    }

    /** By the series of terms that all count where e^x - 1 would cancel. */
    static BigDecimal expm1(double x) {
        BigDecimal exact = new BigDecimal(x);
        if (Math.abs(x) > 0.5) {
            return exp(exact).subtract(ONE);
        }
        BigDecimal term = exact;
        BigDecimal sum = exact;
        for (int i = 2; significant(term, exact); i++) {
            term = term.multiply(exact).divide(BigDecimal.valueOf(i), MC);
            sum = sum.add(term, MC);
        }
        return sum;
    }

    /** As {@link #log}; near 0 by its series. */
    static BigDecimal log1p(double x) {
        BigDecimal exact = new BigDecimal(x);
        if (Math.abs(x) < 1e-4) {
            BigDecimal power = exact;
            BigDecimal sum = exact;
            for (int i = 2; significant(power, exact); i++) {
                power = power.multiply(exact, MC).negate();
                sum = sum.add(power.divide(BigDecimal.valueOf(i), MC), MC);
            }
            return sum;
        }
        BigDecimal target = exact.add(ONE);
        BigDecimal y = new BigDecimal(StrictMath.log1p(x));
        for (int i = 0; i < 2; i++) {
            BigDecimal e = exp(y);
            y = y.add(TWO.multiply(target.subtract(e)).divide(target.add(e), MC));
        }
        return y.round(MC);
    }

    /** Halley's iteration on the exponential, from a double's 15 digits to 45 and 60. */
    static BigDecimal log(double x) {
        BigDecimal target = new BigDecimal(x);
        BigDecimal y = new BigDecimal(StrictMath.log(x));
        for (int i = 0; i < 2; i++) {
            BigDecimal e = exp(y);
            y = y.add(TWO.multiply(target.subtract(e)).divide(target.add(e), MC));
        }
        return y.round(MC);
    }

    static BigDecimal sin(double x) {
        return sinQuadrant(new BigDecimal(x), 0);
    }

    static BigDecimal cos(double x) {
        return sinQuadrant(new BigDecimal(x), 1);
    }

    static BigDecimal tan(double x) {
        return sin(x).divide(cos(x), MC);
    }

    private static BigDecimal sinQuadrant(BigDecimal x, int quadrants) {
        BigDecimal n = x.divide(HALF_PI, WIDE).setScale(0, RoundingMode.HALF_EVEN);
        BigDecimal r = x.subtract(n.multiply(HALF_PI)).round(MC);
        int quadrant = n.toBigInteger().add(BigInteger.valueOf(quadrants)).intValue() & 3;
        BigDecimal value = quadrant % 2 == 0 ? alternating(r, r, 1) : alternating(ONE, r, 0);
        return quadrant >= 2 ? value.negate() : value;
    }

    /** first - first r^2 / ((d+1)(d+2)) + ... */
    private static BigDecimal alternating(BigDecimal first, BigDecimal r, int degree) {
        BigDecimal square = r.multiply(r, MC).negate();
        BigDecimal term = first;
        BigDecimal sum = first;
        for (int d = degree; significant(term, first); d += 2) {
            term = term.multiply(square).divide(BigDecimal.valueOf((d + 1L) * (d + 2)), MC);
            sum = sum.add(term, MC);
        }
        return sum;
    }

    private static boolean significant(BigDecimal term, BigDecimal scale) {
        return term.signum() != 0 && term.abs().compareTo(scale.abs().scaleByPowerOfTen(-62)) > 0;
    }

    /** sinh / cosh by their series near zero, where 1 - 2 / (e^2x + 1) would cancel. */
    static BigDecimal tanh(double x) {
        BigDecimal exact = new BigDecimal(x);
        if (Math.abs(x) < 1) {
            BigDecimal square = exact.multiply(exact, MC);
            BigDecimal sinh = exact;
            BigDecimal cosh = ONE;
            BigDecimal term = ONE;
            for (int i = 1; significant(term, ONE); i++) {
                term = term.multiply(i % 2 == 1 ? ONE : square).divide(BigDecimal.valueOf(i), MC);
                if (i % 2 == 0) {
                    cosh = cosh.add(term, MC);
                } else if (i > 1) {
                    sinh = sinh.add(term.multiply(exact), MC);
                }
            }
            return sinh.divide(cosh, MC);
        }
        if (Math.abs(x) > 100) {
            return BigDecimal.valueOf(Math.signum(x)); // 1 - 10^-86
        }
        return ONE.subtract(TWO.divide(exp(exact.add(exact)).add(ONE), MC));
    }

    static BigDecimal sigmoid(double x) {
        BigDecimal e = exp(new BigDecimal(-Math.abs(x)));
        return (x < 0 ? e : ONE).divide(ONE.add(e), MC);
    }

    static BigDecimal sigmoidSlope(double x) {
        BigDecimal e = exp(new BigDecimal(-Math.abs(x)));
        return e.divide(ONE.add(e).pow(2), MC);
    }

    /** Machin: pi / 4 = 4 atan(1/5) - atan(1/239). */
    private static BigDecimal halfPi() {
        MathContext mc = new MathContext(WIDE.getPrecision() + 10);
        return atanInverse(5, mc)
                .multiply(BigDecimal.valueOf(4))
                .subtract(atanInverse(239, mc))
                .multiply(TWO);
    }

    private static BigDecimal atanInverse(int n, MathContext mc) {
        BigDecimal power = ONE.divide(BigDecimal.valueOf(n), mc);
        BigDecimal sum = power;
        for (int i = 3; power.scale() - power.precision() < mc.getPrecision(); i += 2) {
            power = power.divide(BigDecimal.valueOf(-(long) n * n), mc);
            sum = sum.add(power.divide(BigDecimal.valueOf(i), mc));
        }
        return sum;
    }

    /** ln 2 = 2 atanh(1/3). */
    private static BigDecimal ln2() {
        MathContext mc = new MathContext(420);
        BigDecimal power = TWO.divide(BigDecimal.valueOf(3), mc);
        BigDecimal sum = power;
        for (int i = 3; power.scale() - power.precision() < 420; i += 2) {
            power = power.divide(BigDecimal.valueOf(9), mc);
            sum = sum.add(power.divide(BigDecimal.valueOf(i), mc));
        }
        return sum.round(new MathContext(70));
    }
}
