package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gradcheck.GateLaws;
import org.autodiff.internal.gates.elementwise.Activations;
import org.autodiff.internal.gates.elementwise.Arithmetic;
import org.autodiff.internal.gates.elementwise.Exponential;
import org.autodiff.internal.gates.elementwise.Hyperbolic;
import org.autodiff.internal.gates.elementwise.Powers;
import org.autodiff.internal.gates.elementwise.Trigonometric;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Kinks, ties, poles, saturation, subnormals, empty arrays: what random samples miss. Expected values are by hand. */
class AwkwardValuesTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double MIN = Double.MIN_VALUE;

    /** The gradient of the sum of the result. */
    private static double[] gradient(UnaryOperator<Tensor> f, double... x) {
        return Autodiff.grad(t -> f.apply(t).sum(), Tensor.of(x)).toArray();
    }

    /** The diagonal of the Hessian, for a function that works element by element. */
    private static double[] second(UnaryOperator<Tensor> f, double... x) {
        return Autodiff.grad(t -> Autodiff.grad(s -> f.apply(s).sum(), t).sum(), Tensor.of(x))
                .toArray();
    }

    private static void is(double[] actual, double... expected) {
        assertArrayEquals(expected, actual); // NaN equals NaN, and 0.0 is not -0.0
    }

    // ---- kinks

    @Test
    void kinksHaveTheDerivativeThatIsDocumented() {
        is(gradient(Tensor::relu, -1, 0, 2), 0, 0, 1);
        is(gradient(Tensor::abs, -1, 0, 2), -1, 0, 1);
        is(gradient(Tensor::relu, -0.0, MIN, -MIN), 0, 1, 0);
        is(gradient(Tensor::abs, -0.0, MIN, -MIN), 0, 1, -1);
    }

    @Test
    void theLargestShareTheGradientAlike() {
        is(gradient(Tensor::max, 3, 1, 3, 2), 0.5, 0, 0.5, 0);
        is(gradient(Tensor::max, 7, 7, 7, 7), 0.25, 0.25, 0.25, 0.25);
        is(gradient(Tensor::max, -INF, 1), 0, 1);
        is(gradient(Tensor::max, INF, 1), 1, 0);
        is(gradient(x -> x.reshape(2, 2).max(0), 1, 5, 4, 5), 0, 0.5, 1, 0.5);
        assertTrue(Double.isNaN(Tensor.of(1, NAN, 3).max().item()));
        is(second(Tensor::max, 3, 1, 3), 0, 0, 0);
    }

    // ---- poles: a gradient that does not flow stays zero

    private static void zeroAt(Gate gate, Tensor[] regular, Tensor... singular) {
        GateLaws.of(gate).inputs(regular).singular(singular).assertPasses();
    }

    @Test
    void aZeroUpstreamGivesZerosAtEveryPole() {
        Tensor[] one = {Tensor.of(1, 2, 3)};
        Tensor[] two = {Tensor.of(1, 2, 3), Tensor.of(2, 0.5, 3)};
        Tensor poles = Tensor.of(0, -0.0, INF, -INF, NAN, -1, MIN);
        Tensor numbers = Tensor.of(0, 1, -1, INF, 0, NAN, 2);
        assertAll(
                () -> zeroAt(Exponential.LOG, one, poles),
                () -> zeroAt(Powers.SQRT, one, poles),
                () -> zeroAt(Powers.RECIPROCAL, one, poles),
                () -> zeroAt(Exponential.EXP, one, Tensor.of(800, INF, NAN)),
                () -> zeroAt(Trigonometric.SIN, one, poles),
                () -> zeroAt(Trigonometric.COS, one, poles),
                () -> zeroAt(Hyperbolic.TANH, one, poles),
                () -> zeroAt(Activations.SIGMOID, one, poles),
                () -> zeroAt(Powers.SQUARE, one, poles),
                () -> zeroAt(Arithmetic.ABS, one, poles),
                () -> zeroAt(Activations.RELU, one, poles),
                () -> zeroAt(new Powers.Pow(-1.5), one, poles),
                () -> zeroAt(new Powers.Pow(0.5), one, poles),
                () -> zeroAt(new Powers.Pow(3), one, poles),
                () -> zeroAt(Arithmetic.DIV, two, numbers, poles),
                () -> zeroAt(Arithmetic.MUL, two, numbers, poles),
                () -> zeroAt(Arithmetic.CHAIN, two, numbers, poles));
    }

    @Test
    void aBranchThatWasNotTakenGivesNoNan() {
        UnaryOperator<Tensor> safeLog = x -> Tensor.where(x.greater(Tensor.of(0)), x.log(), Tensor.of(0));
        is(gradient(safeLog, -1, 0, 2), 0, 0, 0.5);
        is(second(safeLog, -1, 0, 2), 0, 0, -0.25);
        UnaryOperator<Tensor> safeRoot = x -> Tensor.where(x.greater(Tensor.of(0)), x.sqrt(), x.mul(3));
        is(gradient(safeRoot, -1, 0, 4), 3, 3, 0.25);
    }

    @Test
    void derivativesAtAPoleFollowTheirFormula() {
        is(gradient(Tensor::log, 0), INF);
        is(gradient(Tensor::sqrt, 0), INF);
        is(gradient(Tensor::reciprocal, 0), -INF);
        is(gradient(x -> x.pow(0.5), 0), INF);
    }

    // ---- second derivatives where a factor happens to be zero

    @Test
    void aZeroFactorDoesNotHideTheSecondDerivative() {
        is(second(x -> x.log().square(), 1), 2); // (log x)^2 at 1: the first derivative is 2 log(x) / x = 0
        is(second(x -> x.square().sub(1).square(), 1), 8); // zero residual: J'J is left
        is(second(x -> x.pow(2), 0), 2);
        is(second(x -> x.pow(3), 0, 1), 0, 6);
        is(second(x -> x.mul(x), 0), 2);
        is(second(x -> x.mul(x.relu()), 0, 1), 0, 2);
    }

    @Test
    void powersOfZero() {
        is(gradient(x -> x.pow(0), 0, 1, -2), 0, 0, 0); // constant 1, also at 0
        is(gradient(x -> x.pow(1), 0, 1, -2), 1, 1, 1);
        is(gradient(x -> x.pow(2), 0, 1, -2), 0, 2, -4);
        is(second(x -> x.pow(1), 0, 1, -2), 0, 0, 0);
    }

    // ---- large and small numbers

    @Test
    void saturatedFunctionsAreFlat() {
        assertAll(
                () -> is(gradient(Tensor::tanh, -800, 800, INF), 0, 0, 0),
                () -> is(gradient(Tensor::sigmoid, -800, 800, INF), 0, 0, 0),
                () -> is(gradient(Tensor::exp, -800, -INF), 0, 0),
                () -> is(second(Tensor::sigmoid, -800, 800), 0, 0));
        // In the tail sigmoid and its derivative are e^x, to the last digits.
        double tail = StrictMath.exp(-50);
        assertEquals(tail, gradient(Tensor::sigmoid, -50)[0], 1e-15 * tail);
        assertEquals(tail, gradient(Tensor::sigmoid, 50)[0], 1e-15 * tail);
    }

    @Test
    void powersOverflowToTheRightSide() {
        is(Tensor.of(-1.3810845407596258e125, -1e103, -1e200, 1e125).pow(3).toArray(), -INF, -INF, -INF, INF);
        is(Tensor.of(-1e200, 1e200).pow(2).toArray(), INF, INF);
        is(Tensor.of(-1e-200, 1e-200).pow(-3).toArray(), -INF, INF);
    }

    @Test
    void subnormalDerivativesAreKept() {
        is(gradient(x -> x.mul(MIN), 5), MIN);
        is(gradient(x -> x.square(), MIN), 2 * MIN);
        is(gradient(Tensor::exp, -745), StrictMath.exp(-745)); // the smallest there is
        is(gradient(x -> x.div(1e308).div(1e15), 1), 1e-308 / 1e15);
        is(gradient(Tensor::neg, MIN), -1);
    }

    @Test
    void softmaxOfLargeAndOfMaskedNumbers() {
        is(Tensor.of(1e300, 0, -1e300).softmax(0).toArray(), 1, 0, 0);
        is(Tensor.of(0, -INF, 0).softmax(0).toArray(), 0.5, 0, 0.5);
        is(gradient(x -> x.softmax(0).mul(Tensor.of(1, 2, 3)), 0, -INF, 0), -0.5, 0, 0.5);
        is(gradient(x -> x.logsumexp(), 1e300, 0, -1e300), 1, 0, 0);
        is(gradient(x -> x.logsumexp(), 0, -INF), 1, 0);
        assertEquals(-INF, Tensor.of(-INF, -INF).logsumexp().item());
        assertEquals(INF, Tensor.of(INF, 0).logsumexp().item());
        is(Tensor.of(1e300, 0).logSoftmax(0).toArray(), 0, -1e300);
    }

    @Test
    void softmaxOfOneNumberIsOneWhateverItIs() {
        is(Tensor.of(-3).reshape(1).softmax(0).toArray(), 1);
        is(gradient(x -> x.reshape(3, 1).softmax(1), -3, 0, 40), 0, 0, 0);
        is(Tensor.of(-3).reshape(1).logSoftmax(0).toArray(), 0);
        is(gradient(x -> x.reshape(3, 1).logSoftmax(1), -3, 0, 40), 0, 0, 0);
    }

    // ---- nothing at all

    @Test
    void reductionsOfNoElements() {
        Tensor none = Tensor.variable(Shape.of(0, 3));
        assertEquals(0, none.sum().item());
        assertEquals(-INF, none.logsumexp().item());
        assertTrue(Double.isNaN(none.mean().item()));
        is(none.sum(0).toArray(), 0, 0, 0);
        is(none.logsumexp(0).toArray(), -INF, -INF, -INF);
        assertEquals(Shape.of(0), none.max(1).shape());
        String message =
                assertThrows(IllegalArgumentException.class, () -> none.max(0)).getMessage();
        assertTrue(message.contains("max: no elements along axes [0] of shape (0, 3)"), message);
    }

    @Test
    void gradientsOfNoElements() {
        Tensor none = Tensor.variable(Shape.of(0, 3));
        assertAll(
                () -> empty(none, none.sum()),
                () -> empty(none, none.exp().sum()),
                () -> empty(none, none.logsumexp()),
                () -> empty(none, none.softmax(1).sum()),
                () -> empty(none, none.logSoftmax(0).sum()),
                () -> empty(none, none.max(1).sum()),
                () -> empty(none, none.transpose().reshape(3, 0).sum()),
                () -> empty(none, none.matmul(Tensor.ones(Shape.of(3, 2))).sum()),
                () -> empty(none, none.transpose().matmul(none).sum()),
                () -> empty(none, none.slice(1, 0, 2).sum()),
                () -> empty(none, none.add(Tensor.of(1, 2, 3)).sum()),
                () -> empty(
                        none,
                        Tensor.concat(0, none, Tensor.ones(Shape.of(2, 3))).sum()),
                () -> empty(none, none.gatherRows(Index.of()).sum()));
    }

    private static void empty(Tensor none, Tensor scalar) {
        assertEquals(none.shape(), scalar.backward().of(none).shape());
    }

    @Test
    void anEmptySumOfProductsIsZeroAndSoIsItsGradient() {
        Tensor x = Tensor.variable(1, 2, 3);
        Tensor y = x.slice(0, 0, 0).sum();
        assertEquals(0, y.item());
        is(y.backward().of(x).toArray(), 0, 0, 0);
        is(Tensor.ones(Shape.of(2, 0)).matmul(Tensor.ones(Shape.of(0, 2))).toArray(), 0, 0, 0, 0);
    }

    /** e^-2x / (1 + e^-2x)^2 and e^-x / (1 + e^-x)^2, where the denominators are 1 to the last digit. */
    @Test
    void slopesOfSigmoidAndTanhAreRightInTheirTails() {
        for (double x : new double[] {20, 40, 100, 300}) {
            for (double sign : new double[] {1, -1}) {
                Tensor t = Tensor.variable(sign * x);
                double tanh = t.tanh().backward().of(t).item();
                assertEquals(4 * StrictMath.exp(-2 * x), tanh, 1e-14 * tanh);
                assertTrue(tanh > 0);
                if (x > 30) {
                    double sigmoid = t.sigmoid().backward().of(t).item();
                    assertEquals(StrictMath.exp(-x), sigmoid, 1e-14 * sigmoid);
                    assertTrue(sigmoid > 0);
                }
            }
        }
        for (double end : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            Tensor t = Tensor.variable(end);
            assertEquals(0, t.tanh().add(t.sigmoid()).backward().of(t).item());
        }
    }
}
