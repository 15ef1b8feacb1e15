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

/** {@link SpecialMath} and {@link GammaMath} against {@link PreciseSpecial}, over the whole range of doubles. */
class SpecialMathTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double MIN = Double.MIN_VALUE;
    private static final double MAX = Double.MAX_VALUE;

    private static final int SAMPLES = Integer.getInteger("autodiff.accuracy.samples", 2_000) / 10;

    private final Random random = new Random(20240501);

    // ---- arguments

    private DoubleSupplier between(double low, double high) {
        return () -> low + (high - low) * random.nextDouble();
    }

    /** Every order of magnitude alike; of the sign of {@code low}. */
    private DoubleSupplier sizes(double low, double high) {
        double from = StrictMath.log(Math.abs(low));
        double to = StrictMath.log(Math.abs(high));
        return () -> Math.copySign(StrictMath.exp(from + (to - from) * random.nextDouble()), low);
    }

    /** On both sides of a number, closer and closer, but never there. */
    private DoubleSupplier around(double middle) {
        return () -> {
            double x = middle + (random.nextDouble() - 0.5) * StrictMath.pow(2, -random.nextInt(52));
            return x == middle ? Math.nextUp(middle) : x;
        };
    }

    // ---- judgement

    /** The worst error, in units of the last place of the exact value or of the given size, if that is larger. */
    private static void assertUlps(
            String what,
            double bound,
            DoubleUnaryOperator function,
            DoubleFunction<BigDecimal> reference,
            DoubleUnaryOperator size,
            DoubleSupplier arguments,
            int samples) {
        double worst = 0;
        double worstAt = 0;
        for (int i = 0; i < samples; i++) {
            double x = arguments.getAsDouble();
            BigDecimal exact = reference.apply(x);
            double nearest = exact.doubleValue();
            double unit = Math.ulp(Math.max(Math.abs(nearest), size.applyAsDouble(x)));
            double ulps = Precise.ulps(function.applyAsDouble(x), exact);
            ulps *= ulps == INF || unit == INF ? 1 : Math.ulp(nearest) / unit;
            if (!(ulps <= worst)) {
                worst = ulps;
                worstAt = x;
            }
        }
        assertTrue(worst <= bound, what + ": " + worst + " ulp at " + worstAt);
        assertTrue(worst > 0, what + ": compared nothing");
    }

    private static void assertUlps(
            String what,
            double bound,
            DoubleUnaryOperator function,
            DoubleFunction<BigDecimal> reference,
            DoubleSupplier arguments) {
        assertUlps(what, bound, function, reference, x -> 0, arguments, SAMPLES);
    }

    private static void assertTable(String what, DoubleUnaryOperator function, double... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            assertEquals(pairs[i + 1], function.applyAsDouble(pairs[i]), what + " at " + pairs[i]); // 0.0 is not -0.0
        }
    }

    // ---- the reference itself

    @Test
    void theReferenceKnowsTheTables() {
        assertDigits("0.842700792949714869341220635082609259296066998", PreciseSpecial.erf(1));
        assertDigits("1.53745979442803485018834348538337889011805031E-12", PreciseSpecial.erfc(5));
        assertDigits("5.66319240885614284647572789692609258032877756E-296", PreciseSpecial.erfc(26));
        assertDigits("0.0227501319481792072002826371665334374717762237", PreciseSpecial.normalCdf(-2));
        assertDigits("0.572364942924700087071713675676529355823647406", PreciseSpecial.lgamma(0.5)); // log sqrt(pi)
        assertDigits("-0.0562437164976740506725945300976542841229441026", PreciseSpecial.lgamma(-2.5));
        assertDigits("-0.577215664901532860606512090082402431042159336", PreciseSpecial.digamma(1)); // Euler
        assertDigits("1.10315664064524318722569033366791109947350706", PreciseSpecial.digamma(-2.5));
        assertDigits("1.64493406684822643647241516664602518921894990", PreciseSpecial.polygamma(1, 1)); // pi^2 / 6
        assertDigits("-2.40411380631918857079947632302289998152997258", PreciseSpecial.polygamma(2, 1)); // -2 zeta(3)
        assertDigits("122.697366783662360368567293089561590921611345", PreciseSpecial.polygamma(2, -0.25));
    }

    /** Forty digits, and two ways to the same number agree. */
    private static void assertDigits(String expected, BigDecimal actual) {
        MathContext digits = new MathContext(40);
        assertEquals(0, new BigDecimal(expected).round(digits).compareTo(actual.round(digits)), actual.toString());
    }

    @Test
    void theReferencesSeriesAndFractionAgree() {
        for (double x : new double[] {2, 2.5, 4}) {
            BigDecimal exact = new BigDecimal(x);
            BigDecimal difference = BigDecimal.ONE
                    .subtract(PreciseSpecial.erfSeries(exact))
                    .subtract(PreciseSpecial.erfcFraction(exact));
            assertTrue(difference.abs().doubleValue() < 1e-48, "at " + x + ": " + difference);
        }
    }

    // ---- error function

    @Test
    void erf() {
        DoubleUnaryOperator f = SpecialMath::erf;
        assertUlps("erf near 0", 2, f, PreciseSpecial::erf, between(-0.7, 0.7));
        assertUlps("erf", 2, f, PreciseSpecial::erf, between(-6.5, 6.5));
        assertUlps("erf tiny", 2, f, PreciseSpecial::erf, sizes(-1e-310, -0.1));
        assertTable("erf", f, 0, 0, -0.0, -0.0, INF, 1, -INF, -1, NAN, NAN, MIN, MIN, 6, 1, -MAX, -1);
    }

    @Test
    void erfc() {
        DoubleUnaryOperator f = SpecialMath::erfc;
        assertUlps("erfc near 0", 2, f, PreciseSpecial::erfc, between(-1, 1));
        assertUlps("erfc", 2, f, PreciseSpecial::erfc, between(0.4, 6));
        assertUlps("erfc tail", 2, f, PreciseSpecial::erfc, between(5, 26.5));
        assertUlps("erfc subnormal", 2, f, PreciseSpecial::erfc, between(26.4, 27.3));
        assertUlps("erfc below", 2, f, PreciseSpecial::erfc, between(-7, 0));
        assertTable("erfc", f, 0, 1, -0.0, 1, MIN, 1, INF, 0, -INF, 2, NAN, NAN, MAX, 0, -MAX, 2, 27.3, 0, 28, 0);
    }

    @Test
    void normalCdf() {
        DoubleUnaryOperator f = SpecialMath::normalCdf;
        assertUlps("normal near 0", 2, f, PreciseSpecial::normalCdf, between(-1, 1));
        assertUlps("normal", 2, f, PreciseSpecial::normalCdf, between(-9, 9));
        assertUlps("normal tail", 2, f, PreciseSpecial::normalCdf, between(-37.5, -8));
        assertUlps("normal subnormal", 2, f, PreciseSpecial::normalCdf, between(-38.6, -37.4));
        assertTable(
                "normal", f, 0, 0.5, -0.0, 0.5, MIN, 0.5, INF, 1, -INF, 0, NAN, NAN, MAX, 1, -MAX, 0, -39, 0, -40, 0);
    }

    /** Why normalCdf exists: rounding x / sqrt 2 alone costs some x^2 / 2 units in the last place. */
    @Test
    void theFormulaWithErfcIsWorseInTheTail() {
        double naive = 0;
        double own = 0;
        for (double x = -37; x < -30; x += 0.37) {
            BigDecimal exact = PreciseSpecial.normalCdf(x);
            naive = Math.max(naive, Precise.ulps(SpecialMath.erfc(-x / Math.sqrt(2)) / 2, exact));
            own = Math.max(own, Precise.ulps(SpecialMath.normalCdf(x), exact));
        }
        assertTrue(naive > 100, "the formula is good enough: " + naive);
        assertTrue(own <= 2, "own: " + own);
    }

    @Test
    void gaussian() {
        for (double scale : new double[] {1, 0.5}) {
            DoubleUnaryOperator f = x -> SpecialMath.gaussian(1, scale, x);
            DoubleFunction<BigDecimal> exact = x -> PreciseSpecial.gaussian(new BigDecimal(scale), new BigDecimal(x));
            double end = 27.3 / Math.sqrt(scale);
            assertUlps("gaussian", 1, f, exact, between(-4, 4));
            assertUlps("gaussian far out", 1, f, exact, between(4, 0.975 * end));
            assertUlps("gaussian subnormal", 1, f, exact, between(-end, -0.97 * end));
            assertUlps("gaussian tiny", 1, f, exact, sizes(1e-12, 1));
            assertTable(
                    "gaussian",
                    f,
                    0,
                    1,
                    -0.0,
                    1,
                    MIN,
                    1,
                    1e-200,
                    1,
                    INF,
                    0,
                    -INF,
                    0,
                    NAN,
                    NAN,
                    MAX,
                    0,
                    -1e160,
                    0,
                    40,
                    0);
        }
        assertTable("2 gaussian", x -> SpecialMath.gaussian(2, 1, x), 0, 2, INF, 0);
        assertTable("-gaussian", x -> SpecialMath.gaussian(-1, 1, x), 0, -1, 26, -SpecialMath.gaussian(1, 1, 26));
    }

    // ---- gamma

    @Test
    void lgamma() {
        DoubleUnaryOperator f = GammaMath::lgamma;
        assertUlps("lgamma", 4, f, PreciseSpecial::lgamma, between(0.01, 10));
        assertUlps("lgamma near 1", 4, f, PreciseSpecial::lgamma, around(1));
        assertUlps("lgamma near 2", 4, f, PreciseSpecial::lgamma, around(2));
        assertUlps("lgamma large", 4, f, PreciseSpecial::lgamma, sizes(7.5, 2.5e305));
        assertUlps("lgamma small", 4, f, PreciseSpecial::lgamma, sizes(1e-320, 0.8));
        assertUlps("lgamma small negative", 4, f, PreciseSpecial::lgamma, sizes(-1e-320, -0.25));
        assertTable("lgamma", f, 1, 0, 2, 0, 0, INF, -0.0, INF, INF, INF, -INF, INF, NAN, NAN, MAX, INF, -MAX, INF);
        assertTable("lgamma", f, -1, INF, -2, INF, -1e20, INF, 0.5, 0.5723649429247001, 3, 0.6931471805599453);
    }

    @Test
    void lgammaBelowZero() {
        DoubleUnaryOperator size = x -> Math.max(1, GammaMath.lgamma(-x));
        for (DoubleSupplier arguments : new DoubleSupplier[] {between(-6, -0.25), between(-99, -6), around(-3)}) {
            assertUlps("lgamma below 0", 4, GammaMath::lgamma, PreciseSpecial::lgamma, size, arguments, SAMPLES);
        }
        // Around its zeros at -2.457 and -2.748 at least so much is right.
        assertUlps("lgamma", 4, GammaMath::lgamma, PreciseSpecial::lgamma, x -> 1, between(-2.9, -2.1), SAMPLES);
    }

    @Test
    void digamma() {
        DoubleUnaryOperator f = GammaMath::digamma;
        assertUlps("digamma", 4, f, PreciseSpecial::digamma, between(0.01, 10));
        assertUlps("digamma near its zero", 4, f, PreciseSpecial::digamma, around(1.4616321449683623));
        assertUlps("digamma at its zero", 4, f, PreciseSpecial::digamma, () -> 1.4616321449683623);
        assertUlps("digamma large", 4, f, PreciseSpecial::digamma, sizes(7.5, 1e308));
        assertUlps("digamma small", 4, f, PreciseSpecial::digamma, sizes(1e-308, 0.8));
        assertUlps("digamma small negative", 4, f, PreciseSpecial::digamma, sizes(-1e-308, -0.25));
        assertTable("digamma", f, 0, -INF, -0.0, INF, MIN, -INF, -MIN, INF, INF, INF, -INF, NAN, NAN, NAN);
        assertTable("digamma", f, -1, NAN, -2, NAN, -1e20, NAN, 1, -0.5772156649015329);
    }

    @Test
    void digammaBelowZero() {
        DoubleUnaryOperator size = x -> 1 + StrictMath.log(1 - x);
        for (DoubleSupplier arguments : new DoubleSupplier[] {between(-6, -0.25), between(-99, -6), around(-3)}) {
            assertUlps("digamma below 0", 4, GammaMath::digamma, PreciseSpecial::digamma, size, arguments, SAMPLES);
        }
    }

    @Test
    void polygamma() {
        for (int n : new int[] {1, 2, 3, 4, 7, 30, 170, 171, 1000}) {
            DoubleUnaryOperator f = x -> GammaMath.polygamma(n, x);
            DoubleFunction<BigDecimal> exact = x -> PreciseSpecial.polygamma(n, x);
            int samples = n < 10 ? SAMPLES / 2 : 10;
            String what = "polygamma " + n;
            assertUlps(what, 4, f, exact, x -> 0, between(n / 100, n + 12), samples);
            assertUlps(what + " large", 4, f, exact, x -> 0, sizes(0.25 * n + 5, n < 100 ? 1e4 * n : n), samples);
            // Between two poles: to the nearest belongs most of an odd order; an even one changes its sign.
            DoubleUnaryOperator nearest = x -> n % 2 != 0 ? 0 : share(n, x);
            if (n < 100) { // beyond, every value is infinite there
                assertUlps(what + " below 0", 4, f, exact, nearest, between(-10, -0.01), samples);
            }
        }
        for (int n : new int[] {1, 2, 3, 4}) {
            assertUlps(
                    "polygamma " + n,
                    4,
                    x -> GammaMath.polygamma(n, x),
                    x -> PreciseSpecial.polygamma(n, x),
                    sizes(1e-60, 1e60));
        }
        assertUlps("trigamma", 4, x -> GammaMath.polygamma(1, x), x -> PreciseSpecial.polygamma(1, x), sizes(8, 1e307));
    }

    /** n! / r^(n+1), where r is the distance to the nearest pole. */
    private static double share(int n, double x) {
        double share = 1 / Math.abs(x - Math.rint(x));
        double r = share;
        for (int i = 1; i <= n; i++) {
            share *= i * r;
        }
        return share;
    }

    @Test
    void polygammaAtPolesAndEnds() {
        for (int n : new int[] {1, 3, 9, 31, 201}) {
            DoubleUnaryOperator f = x -> GammaMath.polygamma(n, x);
            assertTable("odd", f, 0, INF, -0.0, INF, -1, INF, -7, INF, -1e20, INF, MIN, INF, -MIN, INF);
            assertTable("odd", f, INF, 0, -INF, NAN, NAN, NAN);
        }
        for (int n : new int[] {2, 4, 10, 30, 200}) {
            DoubleUnaryOperator f = x -> GammaMath.polygamma(n, x);
            assertTable("even", f, 0, -INF, -0.0, INF, -1, NAN, -7, NAN, -1e20, NAN, MIN, -INF, -MIN, INF);
            assertTable("even", f, INF, -0.0, -INF, NAN, NAN, NAN);
        }
    }
}
