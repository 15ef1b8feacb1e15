package org.autodiff.internal.kernel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Special functions to more than 40 digits: the reference of {@link SpecialMathTest}. By other ways than the code under
 * test: the error function by its series of positive terms and by Laplace's continued fraction; gamma by the recurrence
 * from wherever x is, also from below zero, up to 60, where Stirling's series has the digits.
 */
final class PreciseSpecial {
    private static final MathContext MC = new MathContext(60);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private static final BigDecimal PI =
            new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899");

    private static final BigDecimal ROOT_PI = PI.sqrt(MC);
    private static final BigDecimal HALF_LOG_TWO_PI = log(PI.multiply(TWO)).multiply(HALF);

    private static final int FROM = 60;
    private static final int TERMS = 28;

    /** B_0, B_1, B_2, ... */
    private static final List<BigDecimal> BERNOULLI = bernoulli(2 * TERMS);

    private PreciseSpecial() {}

    // ---- error function

    static BigDecimal erf(double x) {
        return Math.abs(x) < 2.5 ? erfSeries(new BigDecimal(x)) : ONE.subtract(erfc(x));
    }

    static BigDecimal erfc(double x) {
        return erfc(new BigDecimal(x));
    }

    static BigDecimal normalCdf(double x) {
        return erfc(new BigDecimal(-x).divide(TWO.sqrt(MC), MC)).multiply(HALF);
    }

    private static BigDecimal erfc(BigDecimal x) {
        if (x.signum() < 0) {
            return TWO.subtract(erfc(x.negate()));
        }
        return x.compareTo(TWO) < 0 ? ONE.subtract(erfSeries(x)) : erfcFraction(x);
    }

    /** 2/sqrt(pi) e^(-x^2) (x + 2 x^3 / 3 + 4 x^5 / (3 5) + ...). */
    static BigDecimal erfSeries(BigDecimal x) {
        BigDecimal square = x.multiply(x, MC);
        BigDecimal term = x;
        BigDecimal sum = x;
        BigDecimal least = x.abs().scaleByPowerOfTen(-62);
        for (int odd = 3; term.abs().compareTo(least) > 0; odd += 2) {
            term = term.multiply(square).multiply(TWO).divide(BigDecimal.valueOf(odd), MC);
            sum = sum.add(term, MC);
        }
        return sum.multiply(TWO).multiply(gaussian(ONE, x)).divide(ROOT_PI, MC);
    }

    /** e^(-x^2) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / (x + ...)))). */
    static BigDecimal erfcFraction(BigDecimal x) {
        BigDecimal y = x;
        for (int k = 20 + (int) (2000 / x.pow(2).doubleValue()); k > 0; k--) {
            y = x.add(BigDecimal.valueOf(k).multiply(HALF).divide(y, MC));
        }
        return gaussian(ONE, x).divide(y.multiply(ROOT_PI), MC);
    }

    /** e^(-s x^2). */
    static BigDecimal gaussian(BigDecimal scale, BigDecimal x) {
        return Precise.exp(scale.multiply(x.pow(2)).negate().round(MC));
    }

    // ---- gamma

    /** How often to add 1 to x to be at {@code from} or above. */
    private static int steps(BigDecimal x, int from) {
        BigDecimal missing = BigDecimal.valueOf(from).subtract(x);
        return missing.signum() <= 0
                ? 0
                : missing.setScale(0, RoundingMode.CEILING).intValueExact();
    }

    private static BigDecimal plus(BigDecimal x, int i) {
        return x.add(BigDecimal.valueOf(i)); // exact: near a pole every digit counts
    }

    static BigDecimal lgamma(double argument) {
        BigDecimal x = new BigDecimal(argument);
        int n = steps(x, FROM);
        BigDecimal product = ONE;
        for (int i = 0; i < n; i++) {
            product = product.multiply(plus(x, i), MC);
        }
        BigDecimal large = plus(x, n).round(MC);
        BigDecimal sum = large.subtract(HALF).multiply(log(large)).subtract(large);
        sum = sum.add(HALF_LOG_TWO_PI);
        for (int k = 2; k <= 2 * TERMS; k += 2) {
            BigDecimal divisor = BigDecimal.valueOf((long) k * (k - 1)).multiply(large.pow(k - 1, MC));
            sum = sum.add(BERNOULLI.get(k).divide(divisor, MC), MC);
        }
        return sum.subtract(log(product.abs()));
    }

    static BigDecimal digamma(double argument) {
        BigDecimal x = new BigDecimal(argument);
        int n = steps(x, FROM);
        BigDecimal large = plus(x, n).round(MC);
        BigDecimal sum = log(large).subtract(HALF.divide(large, MC));
        for (int k = 2; k <= 2 * TERMS; k += 2) {
            BigDecimal divisor = BigDecimal.valueOf(k).multiply(large.pow(k, MC));
            sum = sum.subtract(BERNOULLI.get(k).divide(divisor, MC), MC);
        }
        for (int i = 0; i < n; i++) {
            sum = sum.subtract(ONE.divide(plus(x, i), MC), MC);
        }
        return sum;
    }

    /** (-1)^(n+1) n! times the sum of (x + k)^-(n+1), of which the first terms are added and the others integrated. */
    static BigDecimal polygamma(int order, double argument) {
        BigDecimal x = new BigDecimal(argument);
        int s = order + 1;
        int n = steps(x, FROM + s);
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < n; i++) {
            sum = sum.add(ONE.divide(plus(x, i).pow(s, MC), MC), MC);
        }
        BigDecimal large = plus(x, n).round(MC);
        BigDecimal rest = large.divide(BigDecimal.valueOf(order), MC).add(HALF);
        BigDecimal factor =
                BigDecimal.valueOf(s).divide(large, MC); // s (s+1) ... (s+k-2) / k! / large^(k-1), but for 1/k!
        BigInteger factorial = BigInteger.ONE;
        for (int k = 2; k <= 2 * TERMS; k += 2) {
            factorial = factorial.multiply(BigInteger.valueOf((long) k * (k - 1)));
            rest = rest.add(BERNOULLI.get(k).multiply(factor).divide(new BigDecimal(factorial), MC), MC);
            factor = factor.multiply(BigDecimal.valueOf((long) (s + k - 1) * (s + k)))
                    .divide(large.pow(2, MC), MC);
        }
        sum = sum.add(rest.divide(large.pow(s, MC), MC), MC);
        for (int i = 2; i <= order; i++) {
            sum = sum.multiply(BigDecimal.valueOf(i), MC);
        }
        return order % 2 == 0 ? sum.negate() : sum;
    }

    /** Halley's iteration on the exponential, as in {@link Precise#log}. */
    private static BigDecimal log(BigDecimal x) {
        BigDecimal y = new BigDecimal(StrictMath.log(x.doubleValue()));
        for (int i = 0; i < 2; i++) {
            BigDecimal e = Precise.exp(y);
            y = y.add(TWO.multiply(x.subtract(e)).divide(x.add(e), MC));
        }
        return y.round(MC);
    }

    /** B_m = -(C(m+1, 0) B_0 + ... + C(m+1, m-1) B_(m-1)) / (m+1), with digits to lose. */
    private static List<BigDecimal> bernoulli(int last) {
        MathContext wide = new MathContext(200);
        List<BigDecimal> all = new ArrayList<>(List.of(ONE));
        for (int m = 1; m <= last; m++) {
            BigDecimal sum = BigDecimal.ZERO;
            BigInteger binomial = BigInteger.ONE;
            for (int k = 0; k < m; k++) {
                sum = sum.add(all.get(k).multiply(new BigDecimal(binomial)), wide);
                binomial = binomial.multiply(BigInteger.valueOf(m + 1L - k)).divide(BigInteger.valueOf(k + 1L));
            }
            all.add(sum.negate().divide(BigDecimal.valueOf(m + 1L), wide));
        }
        return all;
    }
}
