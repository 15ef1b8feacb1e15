package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * What elementwise operations compute, against Java's own arithmetic and {@link StrictMath}: any numbers, any shapes.
 */
class ElementwiseValuesPropertyTest {
    /** The errors of the kernels (2) and of StrictMath (1, tanh 2.5), in units of the last place, with a reserve. */
    private static final int ULPS = 5;

    private static void exact(long seed, UnaryOperator<Tensor> operation, DoubleUnaryOperator formula) {
        within(0, seed, operation, formula);
    }

    private static void within(int ulps, long seed, UnaryOperator<Tensor> operation, DoubleUnaryOperator formula) {
        Draw d = new Draw(seed);
        NdArray x = d.anyNumbers(d.shapeOrEmpty(0, 4)).value();
        NdArray expected = Naive.array(x.shape(), i -> formula.applyAsDouble(x.get(i)));
        NdArray actual = operation.apply(Tensor.of(x)).value();
        if (ulps == 0) {
            Naive.assertSame(canonical(expected), canonical(actual));
        } else {
            Naive.assertWithinUlps(ulps, expected, actual);
        }
    }

    private static void exact(long seed, BiFunction<Tensor, Tensor, Tensor> operation, DoubleBinaryOperator formula) {
        Draw d = new Draw(seed);
        Shape shape = d.shapeOrEmpty(0, 4);
        NdArray a = d.anyNumbers(d.broadcastable(shape)).value();
        NdArray b = d.anyNumbers(d.broadcastable(shape)).value();
        NdArray actual = operation.apply(Tensor.of(a), Tensor.of(b)).value();
        Naive.assertSame(canonical(Naive.zip(formula, a, b)), canonical(actual));
    }

    /** A NaN is a NaN: what stands in its other bits is not promised. */
    private static NdArray canonical(NdArray x) {
        return NdArray.of(
                x.shape(),
                Arrays.stream(x.toArray()).map(v -> v == v ? v : Double.NaN).toArray());
    }

    // ---- arithmetic

    @Property(shrinking = ShrinkingMode.OFF)
    void add(@ForAll long seed) {
        exact(seed, Tensor::add, (a, b) -> a + b);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void sub(@ForAll long seed) {
        exact(seed, Tensor::sub, (a, b) -> a - b);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void mul(@ForAll long seed) {
        exact(seed, Tensor::mul, (a, b) -> a * b);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void div(@ForAll long seed) {
        exact(seed, Tensor::div, (a, b) -> a / b);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void chainIsAProductInWhichZeroWins(@ForAll long seed) {
        exact(seed, Tensor::chain, (a, b) -> a == 0 || b == 0 ? 0 : a * b);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void exactFunctions(@ForAll long seed) {
        exact(seed, Tensor::neg, x -> -x);
        exact(seed, Tensor::reciprocal, x -> 1 / x);
        exact(seed, Tensor::square, x -> x * x);
        exact(seed, Tensor::sqrt, StrictMath::sqrt);
        exact(seed, Tensor::abs, StrictMath::abs);
        exact(seed, Tensor::relu, x -> x != x ? x : x > 0 ? x : 0);
        exact(seed, x -> x.heaviside(0), x -> x > 0 ? 1 : 0);
        exact(seed, x -> x.heaviside(0.5), x -> x > 0 ? 1 : x == 0 ? 0.5 : 0);
        exact(seed, Tensor::sign, x -> x != x ? x : x > 0 ? 1 : x < 0 ? -1 : 0);
        exact(seed, x -> x.add(3), x -> x + 3);
        exact(seed, x -> x.sub(3), x -> x - 3);
        exact(seed, x -> x.mul(3), x -> x * 3);
        exact(seed, x -> x.div(3), x -> x / 3);
    }

    // ---- functions

    @Property(shrinking = ShrinkingMode.OFF)
    void exponentialAndLogarithm(@ForAll long seed) {
        within(ULPS, seed, Tensor::exp, StrictMath::exp);
        within(ULPS, seed, Tensor::log, StrictMath::log);
        within(ULPS, seed, x -> x.abs().log(), x -> StrictMath.log(StrictMath.abs(x)));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void trigonometry(@ForAll long seed) {
        within(ULPS, seed, Tensor::sin, StrictMath::sin);
        within(ULPS, seed, Tensor::cos, StrictMath::cos);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void sigmoids(@ForAll long seed) {
        within(ULPS, seed, Tensor::tanh, StrictMath::tanh);
        within(ULPS, seed, Tensor::sigmoid, x -> {
            double e = StrictMath.exp(-StrictMath.abs(x)); // never overflows
            return x >= 0 ? 1 / (1 + e) : e / (1 + e);
        });
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void powers(@ForAll long seed) {
        for (double c : new double[] {-3, -2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 17, 1e3, Double.NaN}) {
            // The square root of -infinity and of -0.0 are special cases in which pow(x, 0.5) is not sqrt(x).
            within(ULPS, seed, x -> x.pow(c), x -> x == 1 ? 1 : StrictMath.pow(x, c));
        }
    }

    // ---- masks

    @Property(shrinking = ShrinkingMode.OFF)
    void comparisons(@ForAll long seed) {
        exact(seed, Tensor::greater, (a, b) -> a > b ? 1 : 0);
        exact(seed, Tensor::greaterEqual, (a, b) -> a >= b ? 1 : 0);
        exact(seed, Tensor::less, (a, b) -> a < b ? 1 : 0);
        exact(seed, Tensor::lessEqual, (a, b) -> a <= b ? 1 : 0);
        exact(seed, Tensor::equalTo, (a, b) -> a == b ? 1 : 0);
        exact(seed, Tensor::notEqualTo, (a, b) -> a != b ? 1 : 0);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void comparisonsOfEqualNumbers(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.anyNumbers(d.shape());
        double[] equal = x.equalTo(x).toArray();
        double[] less = x.less(x).toArray();
        for (int i = 0; i < equal.length; i++) {
            assertEquals(Double.isNaN(x.toArray()[i]) ? 0 : 1, equal[i]);
            assertEquals(0, less[i]);
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void where(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shape = d.shapeOrEmpty(0, 4);
        NdArray mask = d.anyNumbers(d.broadcastable(shape)).value();
        NdArray a = d.anyNumbers(d.broadcastable(shape)).value();
        NdArray b = d.anyNumbers(d.broadcastable(shape)).value();
        Shape common =
                Naive.zip((p, q) -> p, Naive.zip((p, q) -> p, mask, a), b).shape();
        NdArray expected =
                Naive.array(common, i -> Naive.broadcast(mask, i) != 0 ? Naive.broadcast(a, i) : Naive.broadcast(b, i));
        NdArray actual =
                Tensor.where(Tensor.of(mask), Tensor.of(a), Tensor.of(b)).value();
        Naive.assertSame(canonical(expected), canonical(actual));
    }
}
