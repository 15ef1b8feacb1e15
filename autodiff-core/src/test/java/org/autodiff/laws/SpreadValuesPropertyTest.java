package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.laws.ReductionValuesPropertyTest.Case;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Correction;
import org.autodiff.options.PNorm;

/** Products, extremes, variances, norms, counts and scans, against loops over all elements and exact arithmetic. */
class SpreadValuesPropertyTest {
    private static final MathContext DIGITS = new MathContext(60);

    private static BigDecimal exactVariance(double[] x, int correction) {
        BigDecimal n = BigDecimal.valueOf(x.length);
        BigDecimal mean = Arrays.stream(x)
                .mapToObj(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(n, DIGITS);
        BigDecimal squares = Arrays.stream(x)
                .mapToObj(v -> new BigDecimal(v).subtract(mean).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return squares.divide(BigDecimal.valueOf(x.length - correction), DIGITS);
    }

    private static double variance(double[] x, int correction) {
        return x.length <= correction
                ? Double.NaN
                : exactVariance(x, correction).doubleValue();
    }

    private static double deviation(double[] x, int correction) {
        return x.length <= correction
                ? Double.NaN
                : exactVariance(x, correction).sqrt(DIGITS).doubleValue();
    }

    private static double sum(double[] x, DoubleUnaryOperator f) {
        return Arrays.stream(x).map(f).sum();
    }

    private static double product(double[] x) {
        return Arrays.stream(x).reduce(1, (a, b) -> a * b);
    }

    /** The numbers of a case, some of them replaced by zeros. */
    private static Case withZeros(long seed) {
        Case c = Case.draw(seed, true);
        Draw d = new Draw(seed + 1);
        double[] x = Arrays.stream(c.x().toArray()).map(v -> d.oneIn(4) ? 0 : v).toArray();
        return new Case(NdArray.of(c.x().shape(), x), c.given(), c.meant());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void productsAndExtremes(@ForAll long seed) {
        Case z = withZeros(seed);
        z.check(
                SpreadValuesPropertyTest::product,
                100,
                z.tensor().prod(true, z.given()),
                z.tensor().prod(z.given()));
        Case c = Case.draw(seed, false);
        ToDoubleFunction<double[]> min = g -> Arrays.stream(g).min().orElseThrow();
        c.check(min, 0, c.tensor().min(true, c.given()), c.tensor().min(c.given()));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void variances(@ForAll long seed) {
        Case c = Case.draw(seed, true);
        int[] axes = c.given();
        Tensor x = c.tensor();
        c.check(g -> variance(g, 1), 1, x.var(true, axes), x.var(axes));
        c.check(g -> variance(g, 0), 1, x.var(Correction.NONE, true, axes), x.var(Correction.NONE, axes));
        c.check(g -> variance(g, 3), 1, x.var(Correction.of(3), true, axes), x.var(Correction.of(3), axes));
        c.check(g -> deviation(g, 1), 1, x.std(true, axes), x.std(axes));
        c.check(g -> deviation(g, 0), 1, x.std(Correction.NONE, true, axes), x.std(Correction.NONE, axes));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void varianceOfShiftedDataIsRightToTheLastDigits(@ForAll long seed) {
        Draw d = new Draw(seed);
        double shift = d.oneOf(0.0, 1e3, -1e6, 1e9, 1e12);
        double[] x = d.tensor(Shape.of(d.integer(2, 2000))).add(shift).toArray();
        for (int correction : new int[] {0, 1}) {
            double var = exactVariance(x, correction).doubleValue();
            double std = exactVariance(x, correction).sqrt(DIGITS).doubleValue();
            assertEquals(var, Tensor.of(x).var(Correction.of(correction)).item(), 1e-15 * var);
            assertEquals(std, Tensor.of(x).std(Correction.of(correction)).item(), 1e-15 * std);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void equalNumbersHaveNoSpreadAtAll(@ForAll long seed) {
        Draw d = new Draw(seed);
        double value = d.tensor(Shape.scalar()).item() * d.oneOf(1.0, 1e-300, 1e9, 1e300);
        Tensor x = Tensor.variable(NdArray.full(Shape.of(d.integer(2, 3000)), value));
        assertEquals(0, x.var().item());
        assertEquals(0, x.std().item());
        for (double g : x.std().backward().of(x).toArray()) {
            assertEquals(0, g);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void norms(@ForAll long seed) {
        Case c = withZeros(seed);
        for (double p : new double[] {2, 3, 1, 1.5, 0.5, 7.25}) {
            c.check(
                    g -> StrictMath.pow(sum(g, v -> StrictMath.pow(Math.abs(v), p)), 1 / p),
                    p < 1 ? 20 : 1,
                    c.tensor().norm(PNorm.of(p), true, c.given()),
                    c.tensor().norm(PNorm.of(p), c.given()));
        }
        c.check(
                g -> sum(g, v -> v == 0 ? 0 : 1),
                0,
                c.tensor().norm(PNorm.of(0), true, c.given()),
                c.tensor().norm(PNorm.of(0), c.given()));
        assertEquals(
                Math.sqrt(sum(c.x().toArray(), v -> v * v)), c.tensor().norm().item(), 1e-14 * (1 + c.x().size()));
        Case full = Case.draw(seed, false);
        Tensor x = full.tensor();
        double inf = Double.POSITIVE_INFINITY;
        full.check(
                g -> Arrays.stream(g).map(Math::abs).max().orElseThrow(),
                0,
                x.norm(PNorm.of(inf), true, full.given()),
                x.norm(PNorm.of(inf), full.given()));
        full.check(
                g -> Arrays.stream(g).map(Math::abs).min().orElseThrow(),
                0,
                x.norm(PNorm.of(-inf), true, full.given()),
                x.norm(PNorm.of(-inf), full.given()));
        full.check(
                g -> StrictMath.pow(sum(g, v -> StrictMath.pow(Math.abs(v), -1.5)), 1 / -1.5),
                1,
                x.norm(PNorm.of(-1.5), true, full.given()),
                x.norm(PNorm.of(-1.5), full.given()));
    }

    /** Exact numbers of every size: the squares of most of them are outside the range of a double. */
    @Property(shrinking = ShrinkingMode.OFF)
    void twoNormsOfAnySizeAreRightToTheLastDigits(@ForAll long seed) {
        Draw d = new Draw(seed);
        int exponent = d.integer(-1060, 1000);
        int n = d.integer(1, 300);
        double[] x = Arrays.stream(d.tensor(Shape.of(n)).toArray())
                .map(v -> Math.scalb(v, exponent))
                .toArray();
        double exact = Arrays.stream(x)
                .mapToObj(v -> new BigDecimal(v).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .sqrt(new MathContext(30))
                .doubleValue();
        double actual = Tensor.of(x).norm().item();
        assertEquals(exact, actual, Math.max(5e-16 * exact, Double.MIN_VALUE));
        Tensor t = Tensor.variable(x);
        double[] gradient = t.norm().backward().of(t).toArray();
        if (exact > 0) {
            assertEquals(1, Math.sqrt(sum(gradient, v -> v * v)), 1e-14, "a gradient of length 1");
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void countsAndMasks(@ForAll long seed) {
        Case c = withZeros(seed);
        Tensor x = c.tensor();
        int[] axes = c.given();
        c.check(g -> sum(g, v -> v == 0 ? 0 : 1), 0, x.countNonzero(true, axes), x.countNonzero(axes));
        c.check(g -> Arrays.stream(g).anyMatch(v -> v != 0) ? 1 : 0, 0, x.any(true, axes), x.any(axes));
        c.check(g -> Arrays.stream(g).allMatch(v -> v != 0) ? 1 : 0, 0, x.all(true, axes), x.all(axes));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void scans(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = d.integers(d.shapeOrEmpty(1, 4), -3, 3).value(); // whole numbers: nothing is rounded
        int axis = d.integer(0, x.rank() - 1);
        int given = d.oneIn(2) ? axis : axis - x.rank();
        NdArray sums = Naive.array(x.shape(), i -> sum(upTo(x, axis, i), v -> v));
        NdArray products = Naive.array(x.shape(), i -> product(upTo(x, axis, i)) + 0.0);
        Naive.assertSame(sums, Tensor.of(x).cumsum(given).value());
        Naive.assertSame(products, Tensor.of(x).cumprod(given).add(0).value());
        int n = x.shape().dim(axis);
        NdArray differences = Naive.array(x.shape().with(axis, Math.max(0, n - 1)), i -> next(x, axis, i) - x.get(i));
        Naive.assertSame(differences, Tensor.of(x).diff(given).value());
    }

    private static double[] upTo(NdArray x, int axis, int... index) {
        double[] group = Naive.group(x, index, List.of(axis));
        return Arrays.copyOf(group, index[axis] + 1);
    }

    private static double next(NdArray x, int axis, int... index) {
        int[] after = index.clone();
        after[axis]++;
        return x.get(after);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void cumsumIsAsAccurateAsTwiceThePrecision(@ForAll long seed) {
        Draw d = new Draw(seed);
        int n = d.integer(1, 500);
        double[] x =
                d.tensor(Shape.of(n)).mul(d.tensor(Shape.of(n)).mul(8).exp()).toArray();
        double[] actual = Tensor.of(x).cumsum(0).toArray();
        BigDecimal exact = BigDecimal.ZERO;
        double sizes = 0;
        for (int i = 0; i < n; i++) {
            exact = exact.add(new BigDecimal(x[i]));
            sizes += Math.abs(x[i]);
            double e = exact.doubleValue();
            assertEquals(e, actual[i], Math.ulp(e) + 1e-26 * sizes);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void softminIsTheSoftmaxOfTheNegative(@ForAll long seed) {
        Draw d = new Draw(seed);
        NdArray x = d.normal(d.shapeOrEmpty(1, 4));
        int axis = d.integer(0, x.rank() - 1);
        NdArray expected = Naive.array(
                x.shape(),
                i -> StrictMath.exp(-x.get(i)) / sum(Naive.group(x, i, List.of(axis)), v -> StrictMath.exp(-v)));
        Tensor actual = Tensor.of(x).softmin(d.oneIn(2) ? axis : axis - x.rank());
        Naive.assertNear(expected, NdArray.full(x.shape(), 1e-13), actual.value());
        assertTrue(actual.less(Tensor.of(0)).any().item() == 0);
    }
}
