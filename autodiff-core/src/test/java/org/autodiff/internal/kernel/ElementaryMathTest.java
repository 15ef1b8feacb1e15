package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import java.util.function.DoubleFunction;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The functions that {@link StrictMath} does not have, against their definitions in 60 digits. */
class ElementaryMathTest {
    private static final MathContext MC = new MathContext(60);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final Random random = new Random(7);

    private static void within(
            double ulps, DoubleUnaryOperator function, DoubleFunction<BigDecimal> reference, DoubleSupplier argument) {
        for (int i = 0; i < 2000; i++) {
            double x = argument.getAsDouble();
            double error = Precise.ulps(function.applyAsDouble(x), reference.apply(x));
            assertTrue(error <= ulps, error + " ulp at " + x);
        }
    }

    private double uniform(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Positive, all exponents alike. */
    private double anyPositive() {
        double x = Double.longBitsToDouble(random.nextLong() >>> 1);
        return Double.isFinite(x) ? x : 1;
    }

    /** The logarithm of a number that is no double: that of the nearest one, and the series of what is left. */
    private static BigDecimal log(BigDecimal x) {
        BigDecimal near = new BigDecimal(x.doubleValue());
        BigDecimal rest = x.divide(near, MC).subtract(BigDecimal.ONE);
        BigDecimal square = rest.multiply(rest);
        return Precise.log(x.doubleValue())
                .add(rest)
                .subtract(square.divide(TWO, MC))
                .add(square.multiply(rest).divide(BigDecimal.valueOf(3), MC));
    }

    private static BigDecimal log2(double x) {
        return Precise.log(x).divide(Precise.log(2), MC);
    }

    private static BigDecimal asinh(double x) {
        BigDecimal b = new BigDecimal(Math.abs(x));
        BigDecimal y = log(b.add(b.multiply(b).add(BigDecimal.ONE).sqrt(MC)));
        return x < 0 ? y.negate() : y;
    }

    private static BigDecimal acosh(double x) {
        BigDecimal b = new BigDecimal(x);
        return log(b.add(b.multiply(b).subtract(BigDecimal.ONE).sqrt(MC)));
    }

    private static BigDecimal atanh(double x) {
        BigDecimal b = new BigDecimal(x);
        return log(BigDecimal.ONE.add(b).divide(BigDecimal.ONE.subtract(b), MC)).divide(TWO, MC);
    }

    @Test
    void theReferenceKnowsConstants() {
        assertEquals("0.881373587019543025232609324979792309028160328", digits(asinh(1)));
        assertEquals("1.31695789692481670862504634730796844402698197", digits(acosh(2)));
        assertEquals("0.549306144334054845697622618461262852323745279", digits(atanh(0.5)));
        assertEquals("1.58496250072115618145373894394781650875981441", digits(log2(3)));
    }

    private static String digits(BigDecimal x) {
        return x.round(new MathContext(45)).toPlainString();
    }

    @Test
    void logarithmToBase2() {
        within(2, ElementaryMath::log2, ElementaryMathTest::log2, this::anyPositive);
        within(2, ElementaryMath::log2, ElementaryMathTest::log2, () -> uniform(0.5, 2));
        for (int k = -1074; k <= 1023; k++) {
            assertEquals(k, ElementaryMath.log2(Math.scalb(1.0, k)));
        }
        assertEquals(Double.NEGATIVE_INFINITY, ElementaryMath.log2(-0.0));
        assertEquals(Double.NaN, ElementaryMath.log2(-1));
        assertEquals(Double.POSITIVE_INFINITY, ElementaryMath.log2(Double.POSITIVE_INFINITY));
    }

    @Test
    void inverseOfSinh() {
        within(3, ElementaryMath::asinh, ElementaryMathTest::asinh, () -> uniform(-5, 5));
        within(
                3,
                ElementaryMath::asinh,
                ElementaryMathTest::asinh,
                () -> Math.scalb(uniform(-1, 1), random.nextInt(1000)));
        within(
                3,
                ElementaryMath::asinh,
                ElementaryMathTest::asinh,
                () -> Math.scalb(uniform(-1, 1), -random.nextInt(60)));
        for (double x : new double[] {0.0, -0.0, Double.MIN_VALUE, 1e-300, Double.NEGATIVE_INFINITY, Double.NaN}) {
            assertEquals(x, ElementaryMath.asinh(x));
        }
    }

    @Test
    void inverseOfCosh() {
        within(3, ElementaryMath::acosh, ElementaryMathTest::acosh, () -> uniform(1, 5));
        within(
                3,
                ElementaryMath::acosh,
                ElementaryMathTest::acosh,
                () -> 1 + Math.scalb(random.nextDouble(), -random.nextInt(40)));
        within(
                3,
                ElementaryMath::acosh,
                ElementaryMathTest::acosh,
                () -> Math.scalb(uniform(1, 2), random.nextInt(1000)));
        assertEquals(0.0, ElementaryMath.acosh(1));
        assertEquals(Double.NaN, ElementaryMath.acosh(0.999));
        assertEquals(Double.POSITIVE_INFINITY, ElementaryMath.acosh(Double.POSITIVE_INFINITY));
    }

    @Test
    void inverseOfTanh() {
        within(3, ElementaryMath::atanh, ElementaryMathTest::atanh, () -> uniform(-1, 1));
        within(
                3,
                ElementaryMath::atanh,
                ElementaryMathTest::atanh,
                () -> Math.scalb(uniform(-1, 1), -random.nextInt(60)));
        assertEquals(Double.NEGATIVE_INFINITY, ElementaryMath.atanh(-1));
        assertEquals(Double.NaN, ElementaryMath.atanh(1.0000001));
        for (double x : new double[] {0.0, -0.0, Double.MIN_VALUE, 1e-300, Double.NaN}) {
            assertEquals(x, ElementaryMath.atanh(x));
        }
    }

    /** tan of half the angle of a Pythagorean triangle is rational, so its sides are exact. */
    @Test
    void directionsAtEverySize() {
        for (double scale : new double[] {1, 0x1p-1070, 0x1p-1022, 0x1p-600, 0x1p600, 0x1p1020}) {
            assertEquals(0.6, ElementaryMath.direction(3 * scale, 4 * scale), 1e-15);
            assertEquals(-0.8, ElementaryMath.direction(-4 * scale, 3 * scale), 1e-15);
        }
        assertEquals(1e-300, ElementaryMath.direction(1e-300, 1), 1e-315);
        assertEquals(0, ElementaryMath.direction(0, 0));
        assertEquals(0, ElementaryMath.direction(1, Double.POSITIVE_INFINITY));
        assertEquals(-1, ElementaryMath.direction(Double.NEGATIVE_INFINITY, 1));
        assertEquals(Double.NaN, ElementaryMath.direction(1, Double.NaN));
        assertEquals(Double.NaN, ElementaryMath.direction(Double.NaN, Double.POSITIVE_INFINITY));
    }
}
