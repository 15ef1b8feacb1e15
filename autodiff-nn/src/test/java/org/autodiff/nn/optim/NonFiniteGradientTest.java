package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;

/** Gradients that are infinite or NaN, and gradients of something else. */
class NonFiniteGradientTest {
    private final Parameter a = Parameter.of("a", NdArray.of(1, 2));
    private final Parameter b = Parameter.of("b", NdArray.of(0, 4));
    private final Map<String, Parameter> both = new LinkedHashMap<>();

    NonFiniteGradientTest() {
        both.put("a", a);
        both.put("b", b);
    }

    private Gradients good() {
        return a.square().sum().add(b.sum()).backward();
    }

    /** The slope of a root at 0 is infinite. */
    private Gradients infinite() {
        return a.square().sum().add(b.sqrt().sum()).backward();
    }

    private static String message(Optimizer optimizer, Gradients gradients) {
        return assertThrows(IllegalArgumentException.class, () -> optimizer.step(gradients))
                .getMessage();
    }

    @Test
    void isRefusedByNameAndNothingMoves() {
        for (Rule rule : new Rule[] {new Sgd(), new Momentum(0.9), new Adam(), new AdaGrad()}) {
            a.assign(NdArray.of(1, 2));
            b.assign(NdArray.of(0, 4));
            Optimizer optimizer = Optimizer.of(both, rule, 0.1).refuseNonFinite(true);
            assertEquals(
                    "optimizer: the gradient of 'b' is infinite or NaN in step 0: nothing has moved. A smaller learning"
                            + " rate, or clipping, may keep it finite",
                    message(optimizer, infinite()));
            assertEquals(NdArray.of(1, 2), a.value());
            assertEquals(NdArray.of(0, 4), b.value());
            assertEquals(0, optimizer.steps());
            optimizer
                    .state()
                    .forEach((name, kept) ->
                            assertTrue(Tensor.of(kept).isFinite().all().item() == 1, name));
            Optimizer fresh = Optimizer.of(both, rule, 0.1);
            assertEquals(fresh.state(), optimizer.state(), "the state is that of the beginning: " + rule);
            optimizer.step(good());
            assertEquals(1, optimizer.steps());
        }
    }

    @Test
    void allThatAreBadAreNamed() {
        Optimizer optimizer = Optimizer.of(both, new Sgd(), 0.1).refuseNonFinite(true);
        Gradients nan = a.square().sum().add(b.mul(Double.NaN).sum()).backward();
        assertTrue(message(optimizer, nan).startsWith("optimizer: the gradient of 'b' is"));
        Gradients worse = a.mul(Double.NaN)
                .sum()
                .add(b.mul(Double.POSITIVE_INFINITY).sum())
                .backward();
        assertTrue(message(optimizer, worse).startsWith("optimizer: the gradient of 'a', 'b' is infinite or NaN"));
    }

    /**
     * Clipping would turn all gradients into NaN, or an infinite one into a number, so gradients are checked before.
     */
    @Test
    void isSeenBeforeClipping() {
        for (Clipping clipping : new Clipping[] {Clipping.byGlobalNorm(1), Clipping.byValue(1)}) {
            Optimizer optimizer =
                    Optimizer.of(both, new Sgd(), 0.1).clip(clipping).refuseNonFinite(true);
            assertTrue(message(optimizer, infinite()).startsWith("optimizer: the gradient of 'b' is"));
            assertTrue(optimizer.gradientNorm().isEmpty());
        }
    }

    @Test
    void aValueThatOverflowsIsRefusedToo() {
        Optimizer optimizer = Optimizer.of(both, new Sgd(), 1e300).refuseNonFinite(true);
        Gradients huge = a.mul(1e200).sum().add(b.sum()).backward();
        assertTrue(message(optimizer, huge).startsWith("optimizer: the new value of 'a' is infinite or NaN in step 0"));
        assertEquals(NdArray.of(1, 2), a.value());
    }

    @Test
    void isNotRefusedUnlessAsked() {
        Optimizer.of(both, new Sgd(), 0.1).step(infinite());
        assertEquals(Double.NEGATIVE_INFINITY, b.toArray()[0]);
        b.assign(NdArray.of(0, 4));
        Optimizer.of(both, new Sgd(), 0.1)
                .refuseNonFinite(true)
                .refuseNonFinite(false)
                .step(infinite());
        assertEquals(Double.NEGATIVE_INFINITY, b.toArray()[0]);
    }

    @Test
    void stepPresentSaysHowManyMoved() {
        Optimizer optimizer = Optimizer.of(both, new Sgd(), 0.5);
        assertEquals(2, optimizer.stepPresent(good()));
        assertEquals(1, optimizer.stepPresent(a.sum().backward()));
        assertArrayEquals(new double[] {-0.5, -0.5}, a.toArray());
    }

    @Test
    void gradientsOfAnotherModelAreRefused() {
        Optimizer optimizer = Optimizer.of(both, new Momentum(0.9), 0.5);
        Tensor other = Tensor.variable(1, 2);
        Gradients gradients = other.square().sum().backward();
        assertEquals(
                "optimizer: the loss depends on none of its parameters, 'a', 'b': are these the gradients of another"
                        + " model? Autodiff.explainGradient says why",
                assertThrows(IllegalArgumentException.class, () -> optimizer.stepPresent(gradients))
                        .getMessage());
        assertEquals(0, optimizer.steps());
        assertEquals(NdArray.of(1, 2), a.value());
    }
}
