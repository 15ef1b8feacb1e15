package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gradcheck.GateLaws;
import org.autodiff.internal.gates.reduce.Normalisation;
import org.autodiff.internal.gates.reduce.Norms;
import org.autodiff.internal.gates.reduce.Reduction;
import org.autodiff.internal.gates.reduce.Scans;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Correction;
import org.autodiff.options.PNorm;
import org.junit.jupiter.api.Test;

/** Reductions and scans of zeros, infinities, NaN, extreme sizes, ties and nothing. Expected values are by hand. */
class AwkwardReductionsTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double MIN = Double.MIN_VALUE;
    private static final double HALF_ROOT = Math.sqrt(0.5);

    private static double[] gradient(UnaryOperator<Tensor> f, double... x) {
        return Autodiff.grad(t -> f.apply(t).sum(), Tensor.of(x)).toArray();
    }

    /** The Hessian times a vector of ones. */
    private static double[] second(UnaryOperator<Tensor> f, double... x) {
        return Autodiff.grad(t -> Autodiff.grad(s -> f.apply(s).sum(), t).sum(), Tensor.of(x))
                .toArray();
    }

    /** The same, forward over reverse. */
    private static double[] forwardSecond(UnaryOperator<Tensor> f, double... x) {
        Tensor at = Tensor.of(x);
        return Autodiff.jvp(xs -> Autodiff.grad(s -> f.apply(s).sum(), xs[0]), new Tensor[] {at}, new Tensor[] {
                    Tensor.ones(at.shape())
                })
                .tangent()
                .toArray();
    }

    /** The tangent along a vector of ones. */
    private static double tangent(UnaryOperator<Tensor> f, double... x) {
        Tensor at = Tensor.of(x);
        return Autodiff.jvp(xs -> f.apply(xs[0]), new Tensor[] {at}, new Tensor[] {Tensor.ones(at.shape())})
                .tangent()
                .item();
    }

    private static void is(double[] actual, double... expected) {
        assertArrayEquals(expected, Tensor.of(actual).add(0).toArray()); // NaN equals NaN, and 0.0 is -0.0
    }

    private static void near(double[] actual, double... expected) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-15 * Math.abs(expected[i]));
        }
    }

    /** Value, gradient and second derivative, in each mode. */
    private static void flatAt(UnaryOperator<Tensor> f, double value, double... x) {
        double[] zeros = new double[x.length];
        assertEquals(value, f.apply(Tensor.of(x)).item());
        is(gradient(f, x), zeros);
        is(second(f, x), zeros);
        is(forwardSecond(f, x), zeros);
        assertEquals(0, tangent(f, x) + 0); // or -0
    }

    // ---- products

    @Test
    void productsWithZeros() {
        UnaryOperator<Tensor> prod = Tensor::prod;
        is(gradient(prod, 2, 3, 5), 15, 10, 6);
        is(gradient(prod, 2, 0, 5), 0, 10, 0);
        is(gradient(prod, 0, 0, 5), 0, 0, 0);
        is(second(prod, 2, 3, 5), 8, 7, 5); // sums of the products of what is left
        is(second(prod, 0, 0, 5), 5, 5, 0);
        is(second(prod, 0, 0, 0), 0, 0, 0);
        is(forwardSecond(prod, 0, 0, 5), 5, 5, 0);
        // The third derivative of x y z along (1, 1, 1) is 6, also where all are 0.
        Tensor third = Autodiff.grad(
                u -> Autodiff.grad(t -> Autodiff.grad(Tensor::prod, t).sum(), u).sum(), Tensor.of(0, 0, 0));
        is(third.toArray(), 2, 2, 2);
        assertEquals(0, Tensor.of(1e200, 0, 1e200).prod().item());
        assertTrue(Double.isNaN(Tensor.of(0, NAN).prod().item()));
        is(gradient(prod, 0, INF), INF, 0);
    }

    @Test
    void productsOfNothingAndOfOne() {
        Tensor none = Tensor.variable(Shape.of(0, 3));
        assertEquals(1, none.prod().item());
        is(none.prod(0).toArray(), 1, 1, 1);
        assertEquals(Shape.of(0, 1), none.prod(true, 1).shape());
        assertEquals(none.shape(), none.prod().backward().of(none).shape());
        Tensor scalar = Tensor.variable(7);
        assertEquals(7, scalar.prod().item());
        assertEquals(1, scalar.prod().backward().of(scalar).item());
    }

    @Test
    void cumulativeProductsWithZeros() {
        is(Tensor.of(2, 0, 3, 0, 5).cumprod(0).toArray(), 2, 0, 0, 0, 0);
        UnaryOperator<Tensor> cumprod = x -> x.cumprod(0);
        is(gradient(cumprod, 2, 0, 3), 1, 2 + 2 * 3, 0); // x + x y + x y z
        is(second(cumprod, 2, 0, 3), 1 + 0 + 3, 1 + 3 + 2, 2);
        is(gradient(cumprod, 0, 0, 0), 1, 0, 0);
        is(second(cumprod, 0, 0, 0), 1, 1, 0);
        is(Tensor.of(1e200, 1e200, 2).cumprod(0).toArray(), 1e200, INF, INF);
        is(Tensor.of(2, NAN, 0).cumprod(0).toArray(), 2, NAN, NAN);
    }

    @Test
    void theRecurrenceOfDerivativesMultipliesAsTheChainRuleDoes() {
        Tensor[] ab = {Tensor.of(1, 0, INF), Tensor.of(INF, 5, -5)};
        is(Tensor.apply(new Scans.Recurrence(0, false), ab).toArray(), INF, 5, INF);
        is(Tensor.apply(new Scans.Recurrence(0, true), ab).toArray(), INF, 5, -5);
        Tensor[] zero = {Tensor.of(2, INF, 3), Tensor.of(0, 4, 1)};
        is(Tensor.apply(new Scans.Recurrence(0, false), zero).toArray(), 0, 4, 13);
    }

    // ---- extremes

    @Test
    void theSmallestShareTheGradientAlike() {
        is(gradient(Tensor::min, 3, 1, 1, 2), 0, 0.5, 0.5, 0);
        is(second(Tensor::min, 3, 1, 1, 2), 0, 0, 0, 0);
        is(gradient(Tensor::min, -INF, 1), 1, 0);
        is(gradient(Tensor::min, INF, INF), 0.5, 0.5);
        assertEquals(-INF, Tensor.of(0, -INF).min().item());
        assertTrue(Double.isNaN(Tensor.of(1, NAN, 3).min().item()));
        assertEquals(5, Tensor.of(5).min().item());
        assertEquals(Shape.of(0), Tensor.zeros(Shape.of(0, 3)).min(1).shape());
    }

    // ---- variance and standard deviation

    @Test
    void varianceOfShiftedData() {
        assertEquals(30, Tensor.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16).var().item());
        assertEquals(22.5, Tensor.of(4, 7, 13, 16).var(Correction.NONE).item());
        assertEquals(
                Math.sqrt(30),
                Tensor.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16).std().item(),
                1e-15);
        is(gradient(Tensor::var, 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16), -4, -2, 2, 4); // 2 (x - mean) / 3
        near(second(x -> x.var().square(), -1, 1), 0, 0);
    }

    @Test
    void standardDeviationsOfExtremeSize() {
        near(Tensor.of(-1e300, 1e300).std(Correction.NONE, true).toArray(), 1e300);
        near(Tensor.of(-1e-300, 1e-300).std(Correction.NONE, true).toArray(), 1e-300);
        near(gradient(x -> x.std(Correction.NONE), -1e300, 1e300), -0.5, 0.5);
        near(gradient(x -> x.std(Correction.NONE), -1e-300, 1e-300), -0.5, 0.5);
    }

    @Test
    void equalNumbersHaveAFlatStandardDeviation() {
        flatAt(Tensor::std, 0, 0.1, 0.1, 0.1);
        flatAt(Tensor::std, 0, 1e300, 1e300, 1e300);
        is(gradient(Tensor::var, 0.1, 0.1, 0.1), 0, 0, 0);
        // The Hessian of the variance is 2 / (n - 1) (I - 1/n), also there.
        near(
                Autodiff.jvp(xs -> Autodiff.grad(Tensor::var, xs[0]), new Tensor[] {Tensor.of(4, 4, 4)}, new Tensor[] {
                            Tensor.of(3, 0, 0)
                        })
                        .tangent()
                        .toArray(),
                2,
                -1,
                -1);
    }

    @Test
    void tooFewElementsForAVarianceGiveNan() {
        assertTrue(Double.isNaN(Tensor.of(3.0, 4).slice(0, 0, 1).var().item()));
        assertTrue(Double.isNaN(Tensor.of(3).var().item()));
        assertTrue(Double.isNaN(Tensor.of(3).std().item()));
        assertEquals(0, Tensor.of(3).var(Correction.NONE).item());
        assertTrue(Double.isNaN(Tensor.of(3, 4).var(Correction.of(2)).item()));
        assertTrue(Double.isNaN(Tensor.of(3, 4).std(Correction.of(5)).item()));
        assertTrue(Double.isNaN(Tensor.zeros(Shape.of(0)).var(Correction.NONE).item()));
        is(Tensor.zeros(Shape.of(0, 2)).std(0).toArray(), NAN, NAN);
        assertTrue(Double.isNaN(Tensor.of(1, INF).var().item()));
        assertTrue(Double.isNaN(Tensor.of(1, NAN).std().item()));
    }

    @Test
    void countsOfManyElementsDoNotOverflow() {
        // 2^32 elements along the axes, had the array any: as an int this is 0.
        Tensor none = Tensor.zeros(Shape.of(0, 65536, 65536));
        assertAll(
                () -> assertEquals(Shape.of(0), none.mean(1, 2).shape()),
                () -> assertEquals(Shape.of(0), none.var(1, 2).shape()),
                () -> assertEquals(Shape.of(0), none.logsumexp(1, 2).shape()),
                () -> assertEquals(Shape.of(0), none.max(1, 2).shape()),
                () -> assertEquals(Shape.of(0), none.prod(1, 2).shape()),
                () -> assertEquals(Shape.of(0), none.norm(PNorm.of(3), 1, 2).shape()),
                () -> assertEquals(Shape.of(0, 65536), none.logsumexp(2).shape()),
                () -> assertEquals(none.shape(), none.softmax(1).shape()),
                () -> assertEquals(none.shape(), none.cumsum(2).shape()));
    }

    // ---- norms

    @Test
    void normsDoNotOverflow() {
        for (double size : new double[] {1, 1e300, 1e-300, 1e-320, 1e154, 1e-162}) {
            double tolerance = size < 1e-310 ? 4 * MIN : 2e-15 * size;
            for (double p : new double[] {2, 3, 1.5, 0.5, -2, 100}) {
                double expected = 3 * size * Math.pow(2, 1 / p);
                assertEquals(
                        expected,
                        Tensor.of(3 * size, -3 * size).norm(PNorm.of(p)).item(),
                        tolerance * 4,
                        p + " " + size);
            }
            assertEquals(5 * size, Tensor.of(3 * size, -4 * size).norm().item(), tolerance);
            assertEquals(
                    7 * size, Tensor.of(3 * size, -4 * size).norm(PNorm.of(1)).item(), tolerance);
            is(Tensor.of(3 * size, -4 * size).norm(PNorm.of(INF)).reshape(1).toArray(), 4 * size);
            is(Tensor.of(3 * size, -4 * size).norm(PNorm.of(-INF)).reshape(1).toArray(), 3 * size);
            if (size > 1e-310) {
                near(gradient(Tensor::norm, 3 * size, -4 * size), 0.6, -0.8);
                near(gradient(x -> x.norm(PNorm.of(1)), 3 * size, -4 * size), 1, -1);
            }
        }
        near(gradient(Tensor::norm, MIN, MIN), HALF_ROOT, HALF_ROOT);
        near(gradient(Tensor::norm, 1.5e308, -1.5e308), HALF_ROOT, -HALF_ROOT); // the norm itself is beyond the range
        assertEquals(INF, Tensor.of(1.5e308, 1.5e308).norm().item());
        // Ratios of 1e-600, which small powers bring back: (1e3 + 1e-3)^100 and 1e-300.
        near(Tensor.of(1e300, 1e-300).norm(PNorm.of(0.01), true).toArray(), StrictMath.pow(1 + 1e-6, 100) * 1e300);
        near(gradient(x -> x.norm(PNorm.of(1.5)), 1e300, 1e-300), 1, 1e-300);
    }

    @Test
    void normsAreFlatAtZero() {
        for (double p : new double[] {2, 1, 3, 1.5, 0.5, INF, -INF, -2}) {
            flatAt(x -> x.norm(PNorm.of(p)), 0, 0, -0.0, 0);
        }
        flatAt(Tensor::norm, 0, 0);
        flatAt(x -> x.norm(PNorm.of(-2)), 0, 0, 3); // one 0 is enough
        flatAt(x -> x.norm(PNorm.of(-INF)), 0, 0, 3);
    }

    @Test
    void normsAtZeroElements() {
        is(gradient(Tensor::norm, 3, 0, -4), 0.6, 0, -0.8);
        near(second(Tensor::norm, 3, 0), 0, 1.0 / 3);
        is(gradient(x -> x.norm(PNorm.of(1)), 3, 0, -4), 1, 0, -1);
        for (double p : new double[] {1.5, 0.5, 3}) {
            is(gradient(x -> x.norm(PNorm.of(p)), 3, 0), 1, 0);
            is(second(x -> x.norm(PNorm.of(p)), 3, 0), 0, 0);
            is(forwardSecond(x -> x.norm(PNorm.of(p)), 3, 0), 0, 0);
        }
    }

    @Test
    void normsAtInfinities() {
        near(gradient(Tensor::norm, INF, 1), 1, 0);
        near(gradient(Tensor::norm, INF, 1, -INF), HALF_ROOT, 0, -HALF_ROOT);
        is(second(Tensor::norm, INF, 1, -INF), 0, 0, 0);
        is(gradient(x -> x.norm(PNorm.of(1)), INF, 1, -INF), 1, 1, -1);
        is(gradient(x -> x.norm(PNorm.of(INF)), INF, 1, -INF), 0.5, 0, -0.5);
        is(gradient(x -> x.norm(PNorm.of(-INF)), INF, 1, -INF), 0, 1, 0);
        near(gradient(x -> x.norm(PNorm.of(3)), -INF, 1), -1, 0);
        assertEquals(1, Tensor.of(INF, 1).norm(PNorm.of(-2)).item());
        is(gradient(x -> x.norm(PNorm.of(-2)), INF, 1), 0, 1);
        assertEquals(INF, Tensor.of(1, -INF).norm().item());
        is(gradient(Tensor::norm, NAN, 0), NAN, NAN);
        is(gradient(x -> x.norm(PNorm.of(3)), NAN, 0), NAN, NAN);
        for (double p : new double[] {2, 1, 3, 0.5, -1, INF, -INF}) {
            assertTrue(Double.isNaN(Tensor.of(1, NAN, 0).norm(PNorm.of(p)).item()), "p = " + p);
            assertTrue(Double.isNaN(gradient(x -> x.norm(PNorm.of(p)), 1, NAN)[1]), "p = " + p);
        }
    }

    @Test
    void largestAndSmallestShareInNormsToo() {
        is(gradient(x -> x.norm(PNorm.of(INF)), 3, -3, 1), 0.5, -0.5, 0);
        is(second(x -> x.norm(PNorm.of(INF)), 3, -3, 1), 0, 0, 0);
        is(gradient(x -> x.norm(PNorm.of(-INF)), 3, -1, 1), 0, -0.5, 0.5);
    }

    @Test
    void normsOfNothingAndCounts() {
        Tensor none = Tensor.variable(Shape.of(0, 2));
        for (double power : new double[] {2, 1, 0, 0.5, 3, INF, -1.5, -1, -INF}) {
            PNorm p = PNorm.of(power);
            double value = power < 0 ? INF : 0; // the smallest of nothing
            is(none.norm(p, 0).toArray(), value, value);
            is(none.norm(p, true, 0, 1).toArray(), value);
            assertEquals(Shape.of(0), none.norm(p, 1).shape());
            assertEquals(Shape.of(0, 1), none.norm(p, true, 1).shape());
            if (power != 0) {
                assertEquals(none.shape(), none.norm(p).backward().of(none).shape());
                assertEquals(
                        none.shape(),
                        Autodiff.grad(t -> Autodiff.grad(s -> s.norm(p), t).sum(), Tensor.zeros(none.shape()))
                                .shape());
            }
        }
        assertEquals(0, Tensor.zeros(Shape.of(3, 0)).norm(PNorm.MAX).item());
        assertEquals(2, Tensor.of(0, NAN, -0.0, INF).norm(PNorm.of(0)).item());
        assertFalse(Tensor.variable(1, 2).norm(PNorm.of(0)).requiresGrad());
        assertEquals(3, Tensor.of(-3).norm().item());
        assertEquals(13, Tensor.of(new double[][] {{3, 4}, {0, 12}}).norm().item());
        is(Tensor.of(new double[][] {{3, 4}, {0, 12}}).norm(-1).toArray(), 5, 12);
    }

    // ---- exponentials

    @Test
    void logsumexpAtInfinities() {
        UnaryOperator<Tensor> f = Tensor::logsumexp;
        is(gradient(f, INF, 0), 1, 0);
        is(gradient(f, INF, 0, INF), 0.5, 0, 0.5);
        is(gradient(f, -INF, 0), 0, 1);
        is(gradient(f, -1e300, -1e300), 0.5, 0.5);
        is(gradient(f, -1e300, -1e301), 1, 0);
        is(second(f, INF, 0), 0, 0);
        is(second(f, -INF, 0), 0, 0);
        flatAt(f, -INF, -INF, -INF);
        is(gradient(f, INF, NAN), NAN, NAN);
        // A masked row beside others leaves them alone, in each mode.
        UnaryOperator<Tensor> rows = x -> x.reshape(2, 2).logsumexp(1);
        is(gradient(rows, -INF, -INF, 0, 0), 0, 0, 0.5, 0.5);
        is(second(x -> rows.apply(x).exp(), -INF, -INF, 0, 0), 0, 0, 1, 1);
    }

    @Test
    void logsumexpKeepsSmallShares() {
        near(Tensor.of(0, -40).logsumexp(true, 0).toArray(), StrictMath.log1p(StrictMath.exp(-40)));
        near(Tensor.of(-700, 0).logSoftmax(0).toArray(), -700, -StrictMath.exp(-700));
        near(Tensor.of(-1000, -1000).logsumexp(true, 0).toArray(), -1000 + StrictMath.log(2));
        near(Tensor.of(1000, 1000).logsumexp(true, 0).toArray(), 1000 + StrictMath.log(2));
    }

    @Test
    void softmaxAtInfinities() {
        is(Tensor.of(INF, 0).softmax(0).toArray(), 1, 0);
        is(Tensor.of(INF, 0, INF).softmax(0).toArray(), 0.5, 0, 0.5);
        is(Tensor.of(-INF, -INF).softmax(0).toArray(), NAN, NAN);
        is(Tensor.of(INF, NAN).softmax(0).toArray(), NAN, NAN);
        is(Tensor.of(-INF, 0).softmin(0).toArray(), 1, 0);
        is(Tensor.of(INF, 0).logSoftmax(0).toArray(), 0, -INF);
        near(Tensor.of(INF, 0, INF).logSoftmax(0).toArray(), -StrictMath.log(2), -INF, -StrictMath.log(2));
        is(Tensor.of(-INF, -INF).logSoftmax(0).toArray(), NAN, NAN);
        is(gradient(x -> x.softmax(0).mul(Tensor.of(1, 2)), INF, 0), 0, 0);
        is(gradient(x -> x.logSoftmax(0).select(0, 0), INF, 0), 0, 0);
        is(gradient(x -> x.logSoftmax(0).select(0, 1), INF, 0), -1, 1);
        is(gradient(x -> x.softmin(0).select(0, 0), 3, 3), -0.25, 0.25);
    }

    // ---- sums along the way

    @Test
    void cumulativeSums() {
        is(Tensor.of(1, 1e100, 1, -1e100).cumsum(0).toArray(), 1, 1e100, 1e100, 2);
        is(Tensor.of(1, INF, 1, -INF, 1).cumsum(0).toArray(), 1, INF, INF, NAN, NAN);
        is(Tensor.of(1, NAN, 1).cumsum(0).toArray(), 1, NAN, NAN);
        is(Tensor.of(1e308, 1e308, -1e308).cumsum(0).toArray(), 1e308, INF, INF);
        is(gradient(x -> x.cumsum(0), 5, 5, 5), 3, 2, 1);
        is(gradient(x -> x.cumsum(-1).mul(Tensor.of(1, INF, 1)).slice(0, 2, 3), 5, 5, 5), 1, 1, 1);
        assertEquals(Shape.of(2, 0), Tensor.zeros(Shape.of(2, 0)).cumsum(1).shape());
        assertEquals(Shape.of(2, 0), Tensor.zeros(Shape.of(2, 0)).cumprod(1).shape());
        assertEquals(Shape.of(2, 0), Tensor.zeros(Shape.of(2, 0)).diff(1).shape());
        assertEquals(Shape.of(2, 0), Tensor.zeros(Shape.of(2, 1)).diff(1).shape());
        is(Tensor.of(1, 4, 9, 16).diff(0).toArray(), 3, 5, 7);
    }

    @Test
    void masks() {
        Tensor m = Tensor.of(new double[][] {{0, NAN}, {-0.0, 0}});
        is(m.any(1).toArray(), 1, 0);
        is(m.all(0).toArray(), 0, 0);
        is(m.countNonzero(0).toArray(), 0, 1);
        assertEquals(0, Tensor.zeros(Shape.of(0)).any().item());
        assertEquals(1, Tensor.zeros(Shape.of(0)).all().item());
        assertEquals(1, Tensor.of(-2).all().item());
        assertFalse(Tensor.variable(1, 2).any().requiresGrad());
    }

    // ---- what does not flow stays zero

    private static void zeroAt(Gate gate, Tensor... singular) {
        Tensor[] regular = new Tensor[singular.length];
        Arrays.fill(regular, Tensor.of(1, 2, -3));
        GateLaws.of(gate).inputs(regular).singular(singular).assertPasses();
    }

    @Test
    void aZeroUpstreamGivesZerosEverywhere() {
        Axes all = Axes.all(Shape.of(3));
        for (Tensor x : new Tensor[] {
            Tensor.of(0, 0, 0), Tensor.of(INF, 1, 0), Tensor.of(-INF, -INF, -INF), Tensor.of(NAN, 0, INF)
        }) {
            assertAll(
                    () -> zeroAt(new Norms.Norm(2, all), x),
                    () -> zeroAt(new Norms.Norm(1.5, all), x),
                    () -> zeroAt(new Norms.Norm(0.5, all), x),
                    () -> zeroAt(new Norms.Norm(-2, all), x),
                    () -> zeroAt(new Norms.NormSlope(2, all), x),
                    () -> zeroAt(new Norms.NormSlope(0.5, all), x),
                    () -> zeroAt(new Reduction.Logsumexp(all), x),
                    () -> zeroAt(new Reduction.Max(all), x),
                    () -> zeroAt(new Normalisation.Softmax(all), x),
                    () -> zeroAt(new Normalisation.LogSoftmax(all), x),
                    () -> zeroAt(new Scans.Cumprod(0), x),
                    () -> zeroAt(new Scans.Recurrence(0, false), x, x));
        }
    }

    @Test
    void aRowThatWasNotSelectedGivesNoNan() {
        Tensor mask = Tensor.of(0, 1);
        double[] x = {NAN, 0, 3, 4};
        assertAll(
                () -> is(gradient(t -> chosen(mask, t.reshape(2, 2).norm(1)), x), 0, 0, 0.6, 0.8),
                () -> is(gradient(t -> chosen(mask, t.reshape(2, 2).prod(1)), x), 0, 0, 4, 3),
                () -> is(gradient(t -> chosen(mask, t.reshape(2, 2).var(1)), x), 0, 0, -1, 1),
                () -> near(gradient(t -> chosen(mask, t.reshape(2, 2).std(1)), x), 0, 0, -HALF_ROOT, HALF_ROOT),
                () -> is(gradient(t -> chosen(mask, t.reshape(2, 2).min(1)), x), 0, 0, 1, 0),
                () -> is(gradient(t -> chosen(mask, t.reshape(2, 2).log().logsumexp(1)), 0, 0, 1, 1), 0, 0, 0.5, 0.5),
                () -> is(second(t -> chosen(mask, t.reshape(2, 2).norm(1)), 0, 0, 3, 0), 0, 0, 0, 1.0 / 3));
    }

    private static Tensor chosen(Tensor mask, Tensor rows) {
        return Tensor.where(mask, rows, Tensor.of(0));
    }
}
