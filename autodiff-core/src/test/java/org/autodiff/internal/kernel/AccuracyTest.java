package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import java.util.function.DoubleFunction;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/**
 * The functions of {@link ScalarMath} and its neighbours against {@link Precise}. The vector kernels need no accuracy
 * test of their own: {@link SameBitsPropertyTest} holds them to the same bits.
 */
class AccuracyTest {

    private static final int SAMPLES = Integer.getInteger("autodiff.accuracy.samples", 2_000);

    private final Random random = new Random(20240501);

    private double uniform(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Any finite double, all exponents alike. */
    private double any() {
        double x = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(x) ? x : 1.0;
    }

    private static void assertUlps(
            String what,
            double bound,
            DoubleUnaryOperator function,
            DoubleFunction<BigDecimal> reference,
            DoubleSupplier arguments,
            int samples) {
        double worst = 0;
        double worstAt = 0;
        for (int i = 0; i < samples; i++) {
            double x = arguments.getAsDouble();
            double ulps = Precise.ulps(function.applyAsDouble(x), reference.apply(x));
            if (!(ulps <= worst)) {
                worst = ulps;
                worstAt = x;
            }
        }
        String found = what + ": " + worst + " ulp at " + worstAt;
        assertTrue(worst <= bound, found);
        assertTrue(worst > 0, what + ": compared nothing");
    }

    private void assertUlps(
            String what,
            double bound,
            DoubleUnaryOperator function,
            DoubleFunction<BigDecimal> reference,
            DoubleSupplier arguments) {
        assertUlps(what, bound, function, reference, arguments, SAMPLES);
    }

    @Test
    void theReferenceKnowsTheConstants() {
        assertEquals("2.71828182845904523536028747135266249775724709", digits(Precise.exp(1)));
        assertEquals("0.693147180559945309417232121458176568075500134", digits(Precise.log(2)));
        assertEquals("0.841470984807896506652502321630298999622563061", digits(Precise.sin(1)));
        assertEquals("0.540302305868139717400936607442976603732310421", digits(Precise.cos(1)));
        assertEquals("0.761594155955764888119458282604793590412768597", digits(Precise.tanh(1)));
        assertEquals("0.268941421369995120748840758178163725634855360", digits(Precise.sigmoid(-1)));
    }

    private static String digits(BigDecimal x) {
        return x.round(new MathContext(45)).toPlainString();
    }

    @Test
    void exp() {
        assertUlps("exp near 0", 1, ScalarMath::exp, Precise::exp, () -> uniform(-1, 1));
        assertUlps(
                "exp tiny", 1, ScalarMath::exp, Precise::exp, () -> uniform(-1, 1) * Math.pow(2, -random.nextInt(60)));
        assertUlps("exp anywhere", 1, ScalarMath::exp, Precise::exp, () -> uniform(-745.2, 709.8));
        assertUlps("exp subnormal", 1, ScalarMath::exp, Precise::exp, () -> uniform(-745.2, -708));
    }

    @Test
    void expm1() {
        assertUlps("expm1 near 0", 1, ScalarMath::expm1, Precise::expm1, () -> uniform(-1, 1));
        assertUlps(
                "expm1 tiny",
                1,
                ScalarMath::expm1,
                Precise::expm1,
                () -> uniform(-1, 1) * Math.pow(2, -random.nextInt(60)));
        assertUlps("expm1", 1, ScalarMath::expm1, Precise::expm1, () -> uniform(-40, 40));
        assertUlps("expm1 anywhere", 1, ScalarMath::expm1, Precise::expm1, () -> uniform(-100, 709.78));
        assertUlps("expm1 where the 1 fades", 1, ScalarMath::expm1, Precise::expm1, () -> uniform(36, 39));
    }

    @Test
    void log1p() {
        assertUlps("log1p near 0", 1, ScalarMath::log1p, Precise::log1p, () -> uniform(-1, 1));
        assertUlps(
                "log1p tiny",
                1,
                ScalarMath::log1p,
                Precise::log1p,
                () -> uniform(-1, 1) * Math.pow(2, -random.nextInt(60)));
        assertUlps(
                "log1p next to -1",
                1,
                ScalarMath::log1p,
                Precise::log1p,
                () -> -1 + random.nextInt(1000) * 0x1p-53 + 0x1p-53);
        assertUlps(
                "log1p large",
                1,
                ScalarMath::log1p,
                Precise::log1p,
                () -> uniform(1, 2) * Math.pow(2, random.nextInt(70)));
        assertUlps("log1p anywhere", 1, ScalarMath::log1p, Precise::log1p, () -> Math.abs(any()), SAMPLES / 2);
    }

    @Test
    void slopes() {
        DoubleFunction<BigDecimal> sechSquared =
                x -> Precise.sigmoidSlope(2 * x).multiply(BigDecimal.valueOf(4));
        assertUlps("sech^2 near 0", 2, ScalarMath::tanhSlope, sechSquared, () -> uniform(-1, 1));
        assertUlps("sech^2", 2, ScalarMath::tanhSlope, sechSquared, () -> uniform(-20, 20));
        assertUlps("sech^2 anywhere", 2, ScalarMath::tanhSlope, sechSquared, () -> uniform(-373, 373));
        assertUlps("sech^2 subnormal", 2, ScalarMath::tanhSlope, sechSquared, () -> uniform(354, 373));
        assertUlps("slope of sigmoid", 2, ScalarMath::sigmoidSlope, Precise::sigmoidSlope, () -> uniform(-40, 40));
        assertUlps(
                "slope of sigmoid, anywhere",
                2,
                ScalarMath::sigmoidSlope,
                Precise::sigmoidSlope,
                () -> uniform(-745.2, 745.2));
    }

    @Test
    void log() {
        assertUlps("log from 1/2 to 2", 1, ScalarMath::log, Precise::log, () -> uniform(0.5, 2));
        assertUlps(
                "log near 1",
                1,
                ScalarMath::log,
                Precise::log,
                () -> 1 + uniform(-0.5, 0.5) * Math.pow(2, -random.nextInt(50)));
        assertUlps("log anywhere", 1, ScalarMath::log, Precise::log, () -> Math.abs(any()), SAMPLES / 2);
        assertUlps(
                "log subnormal",
                1,
                ScalarMath::log,
                Precise::log,
                () -> Double.MIN_VALUE * (1 + random.nextInt(1 << (1 + random.nextInt(30)))),
                SAMPLES / 4);
    }

    @Test
    void sinAndCos() {
        DoubleSupplier circle = () -> uniform(-Math.PI, Math.PI);
        assertUlps("sin", 1, TrigMath::sin, Precise::sin, circle);
        assertUlps("cos", 1, TrigMath::cos, Precise::cos, circle);
        DoubleSupplier reduced = () -> uniform(-1e6, 1e6);
        assertUlps("sin to 1e6", 1, TrigMath::sin, Precise::sin, reduced);
        assertUlps("cos to 1e6", 1, TrigMath::cos, Precise::cos, reduced);
        // Here the reduction cancels almost everything.
        DoubleSupplier zeros = () -> random.nextInt(636_000) * (Math.PI / 2) * (1 + (random.nextInt(7) - 3) * 0x1p-53);
        assertUlps("sin at its zeros", 1, TrigMath::sin, Precise::sin, zeros);
        assertUlps("cos at its zeros", 1, TrigMath::cos, Precise::cos, zeros);
        assertUlps("sin anywhere", 1, TrigMath::sin, Precise::sin, this::any, SAMPLES / 4);
        assertUlps("cos anywhere", 1, TrigMath::cos, Precise::cos, this::any, SAMPLES / 4);
    }

    @Test
    void tan() {
        assertUlps("tan", 1, TrigMath::tan, Precise::tan, () -> uniform(-Math.PI, Math.PI));
        assertUlps("tan to 1e6", 1, TrigMath::tan, Precise::tan, () -> uniform(-1e6, 1e6));
        DoubleSupplier zeros = () -> random.nextInt(636_000) * (Math.PI / 2) * (1 + (random.nextInt(7) - 3) * 0x1p-53);
        assertUlps("tan at its zeros and poles", 1, TrigMath::tan, Precise::tan, zeros);
        assertUlps("tan anywhere", 1, TrigMath::tan, Precise::tan, this::any, SAMPLES / 4);
    }

    /** The exact logarithm of a^b, and the exponential of that: 60 digits less those before the point. */
    private void assertPow(String what, DoubleSupplier a, DoubleSupplier b) {
        double worst = 0;
        String at = "";
        int compared = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double base = a.getAsDouble();
            double exponent = b.getAsDouble();
            BigDecimal log = Precise.log(base).multiply(new BigDecimal(exponent));
            if (log.abs().compareTo(BigDecimal.valueOf(744)) > 0) {
                continue;
            }
            compared++;
            double ulps = Precise.ulps(ElementaryMath.pow(base, exponent), Precise.exp(log));
            if (!(ulps <= worst)) {
                worst = ulps;
                at = base + "^" + exponent;
            }
        }
        assertTrue(worst <= 1, what + ": " + worst + " ulp at " + at);
        assertTrue(compared > SAMPLES / 20, what + ": compared " + compared);
    }

    @Test
    void pow() {
        assertPow("pow", () -> uniform(0, 10), () -> uniform(-10, 10));
        assertPow(
                "pow near 1",
                () -> 1 + uniform(-0.5, 0.5) * Math.pow(2, -random.nextInt(50)),
                () -> uniform(-1, 1) * Math.pow(2, random.nextInt(50)));
        assertPow("pow at the ends", () -> uniform(0, 20), () -> uniform(-1, 1) * 500);
        assertPow("pow anywhere", () -> Math.abs(any()), () -> uniform(-3, 3));
        assertPow(
                "pow of tiny exponents",
                () -> Math.abs(any()),
                () -> uniform(-1, 1) * Math.pow(2, -random.nextInt(60)));
    }

    @Test
    void wholePowersAreExactWhereTheyAreDoubles() {
        for (int base = 2; base < 60; base++) {
            for (int exponent = 4; Math.pow(base, exponent) < 0x1p53; exponent++) {
                double exact = new BigDecimal(base).pow(exponent).doubleValue();
                assertEquals(exact, ElementaryMath.pow(base, exponent));
                assertEquals(exponent % 2 == 0 ? exact : -exact, ElementaryMath.pow(-base, exponent));
            }
            assertEquals(base, ElementaryMath.pow((double) base * base, 0.5));
            assertEquals(base, ElementaryMath.pow(Math.pow(base, 4), 0.25));
        }
    }

    @Test
    void tanh() {
        assertUlps("tanh near 0", 2, ScalarMath::tanh, Precise::tanh, () -> uniform(-1, 1));
        assertUlps("tanh at the seam", 2, ScalarMath::tanh, Precise::tanh, () -> uniform(0.5, 0.6));
        assertUlps("tanh", 2, ScalarMath::tanh, Precise::tanh, () -> uniform(-25, 25));
        assertUlps("tanh anywhere", 2, ScalarMath::tanh, Precise::tanh, this::any);
    }

    @Test
    void sigmoid() {
        assertUlps("sigmoid near 0", 2, ScalarMath::sigmoid, Precise::sigmoid, () -> uniform(-2, 2));
        assertUlps("sigmoid", 2, ScalarMath::sigmoid, Precise::sigmoid, () -> uniform(-40, 40));
        assertUlps("sigmoid far below", 2, ScalarMath::sigmoid, Precise::sigmoid, () -> uniform(-745.2, 0));
        assertTrue(Precise.ulps(ScalarMath.sigmoid(-700), Precise.exp(-700)) <= 2);
    }

    @Test
    void cube() {
        assertUlps(
                "x^3",
                0.51,
                ScalarMath::cube,
                x -> new BigDecimal(x).pow(3),
                () -> uniform(-1, 1) * Math.pow(2, uniform(-300, 340)));
    }

    @Test
    void theAwkwardNumbersToo() {
        DoubleStream.of(Operations.AWKWARD).filter(Double::isFinite).forEach(x -> {
            if (x >= -745.13 && x <= 709.78) {
                assertAt("exp", 1, ScalarMath.exp(x), Precise.exp(x), x);
            }
            if (x > 0) {
                assertAt("log", 1, ScalarMath.log(x), Precise.log(x), x);
            }
            if (x <= 709.78) {
                assertAt("expm1", 1, ScalarMath.expm1(x), Precise.expm1(Math.max(x, -800)), x);
            }
            if (x > -1) {
                assertAt("log1p", 1, ScalarMath.log1p(x), Precise.log1p(x), x);
            }
            if (Math.abs(x) <= 745.13) {
                assertAt("slope", 2, ScalarMath.sigmoidSlope(x), Precise.sigmoidSlope(x), x);
            }
            if (x >= -745.13) {
                assertAt("sigmoid", 2, ScalarMath.sigmoid(x), Precise.sigmoid(Math.min(x, 800)), x);
            }
            assertAt("sin", 1, TrigMath.sin(x), Precise.sin(x), x);
            assertAt("cos", 1, TrigMath.cos(x), Precise.cos(x), x);
            assertAt("tan", 1, TrigMath.tan(x), Precise.tan(x), x);
            assertAt("tanh", 2, ScalarMath.tanh(x), Precise.tanh(x), x);
        });
    }

    private static void assertAt(String what, double bound, double actual, BigDecimal exact, double x) {
        double ulps = Precise.ulps(actual, exact);
        assertTrue(ulps <= bound, () -> what + ": " + ulps + " ulp at " + x);
    }
}
