package org.autodiff.custom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Batching;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Operations that leave the value and change the gradient. */
class GradientOpsTest {
    private static void assertNumbers(Tensor actual, double... expected) {
        assertArrayEquals(expected, actual.toArray(), 1e-13, actual::toString);
    }

    // ---- straight-through

    @Test
    void straightThroughHasOneValueAndAnothersGradient() {
        Tensor x = Tensor.variable(0.3, 1.7, -2.2);
        Tensor y = x.straightThrough(x.round());
        assertArrayEquals(new double[] {0, 2, -2}, y.toArray());
        assertNumbers(y.square().sum().backward().of(x), 0, 4, -4); // 2 y
        assertNumbers(
                Autodiff.jvp(t -> t.straightThrough(t.round()), Tensor.of(0.3, 1.7), Tensor.of(5, 7))
                        .tangent(),
                5,
                7);
    }

    @Test
    void theValueIsExactlyTheOther() {
        // surrogate + (forward - surrogate), the usual way, would give 0 here.
        Tensor y = Tensor.variable(1e20).straightThrough(Tensor.of(1));
        assertEquals(1, y.item());
    }

    @Test
    void theValueGetsNoGradient() {
        Tensor x = Tensor.variable(2);
        Tensor w = Tensor.variable(3);
        Tensor y = x.straightThrough(w.mul(x));
        assertNumbers(y.backward().of(x), 1);
        assertThrows(IllegalArgumentException.class, () -> y.backward(w));
        assertFalse(Tensor.of(2).straightThrough(w).requiresGrad());
    }

    @Test
    void aFunctionWithASurrogate() {
        UnaryOperator<Tensor> spike =
                Autodiff.straightThrough(v -> v.heaviside(0), v -> v.mul(4).sigmoid());
        Tensor v = Tensor.of(0.1, -0.2);
        assertArrayEquals(new double[] {1, 0}, spike.apply(v).toArray());
        double a = 1 / (1 + Math.exp(-0.4));
        double b = 1 / (1 + Math.exp(0.8));
        assertNumbers(Autodiff.grad(t -> spike.apply(t).sum(), v), 4 * a * (1 - a), 4 * b * (1 - b));
        assertNumbers( // the second derivative of the surrogate
                Autodiff.hvp(t -> spike.apply(t).sum(), v, Tensor.of(1, 0)), 16 * a * (1 - a) * (1 - 2 * a), 0);
    }

    @Test
    void straightThroughIsOfOneShape() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> Tensor.of(1, 2).straightThrough(Tensor.of(3)));
        assertEquals(
                "straightThrough: the value has shape (), the tensor that gets its gradient (2): must be the same",
                e.getMessage());
    }

    // ---- factors

    @Test
    void reversedAndScaled() {
        Tensor x = Tensor.variable(1, 2);
        assertArrayEquals(new double[] {1, 2}, x.reverseGradient(0.5).toArray());
        assertNumbers(x.reverseGradient(0.5).square().sum().backward().of(x), -1, -2);
        assertNumbers(x.scaleGradient(3).square().sum().backward().of(x), 6, 12);
        assertNumbers(x.scaleGradient(0).square().sum().backward().of(x), 0, 0);
        for (double no : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> x.scaleGradient(no));
            assertThrows(IllegalArgumentException.class, () -> x.reverseGradient(no));
        }
    }

    /** As if the derivative were c: the second derivative of h(s(x)) is c^2 h''. */
    @Test
    void aFactorCountsAtEveryOrderInEveryMode() {
        Tensor x = Tensor.of(2);
        Tensor one = Tensor.of(1);
        Function<Tensor, Tensor> cube = t -> t.scaleGradient(10).pow(3);
        Function<Tensor, Tensor> gradient = t -> Autodiff.grad(cube, t);
        Function<Tensor, Tensor> tangent = t -> Autodiff.jvp(cube, t, one).tangent();
        for (Function<Tensor, Tensor> first : List.of(gradient, tangent)) {
            assertNumbers(first.apply(x), 120);
            assertNumbers(Autodiff.grad(first, x), 1200);
            assertNumbers(Autodiff.jvp(first, x, one).tangent(), 1200);
        }
    }

    /** Domain-adversarial: the features go up where the classifier's loss goes down. */
    @Test
    void whatLiesBelowTheReversalIsMadeWorse() {
        Tensor feature = Tensor.variable(2);
        Tensor classifier = Tensor.variable(3);
        Tensor loss = feature.reverseGradient(1).mul(classifier).square();
        assertNumbers(loss.backward().of(classifier), 2 * 6 * 2);
        assertNumbers(loss.backward().of(feature), -2 * 6 * 3);
    }

    // ---- hooks

    @Test
    void aHookSeesTheSumOfAllPathsOnce() {
        List<Tensor> seen = new ArrayList<>();
        Tensor x = Tensor.variable(1, 2);
        Tensor h = x.mul(2).onGradient(g -> {
            seen.add(g);
            return g;
        });
        assertArrayEquals(new double[] {2, 4}, h.toArray());
        Tensor loss = h.square().sum().add(h.sum());
        assertNumbers(loss.backward().of(x), 2 * 5, 2 * 9);
        assertEquals(1, seen.size());
        assertNumbers(seen.get(0), 5, 9);
        loss.backward();
        assertEquals(2, seen.size());
        x.square().sum().backward(); // does not come by
        assertEquals(2, seen.size());
    }

    @Test
    void aHookChangesTheGradient() {
        Tensor x = Tensor.variable(1, -20);
        Tensor y = x.onGradient(g -> g.clamp(-3, 3)).square().sum();
        assertNumbers(y.backward().of(x), 2, -3);
    }

    /** What it gets and makes is there later, though a walk recycles the memory of large arrays. */
    @Test
    void aHookMayKeepWhatItGetsAndMakes() {
        List<Tensor> kept = new ArrayList<>();
        Tensor x = Tensor.variable(Tensor.full(Shape.of(5000), 0.5).value());
        Tensor h = x.exp().onGradient(g -> {
            kept.add(g);
            Tensor doubled = g.mul(2);
            kept.add(doubled);
            return doubled;
        });
        Tensor y = h.sin().exp().square().sum();
        y.backward();
        double e = Math.exp(0.5);
        double expected = 2 * Math.exp(2 * Math.sin(e)) * Math.cos(e);
        for (int i = 0; i < 5000; i += 100) {
            assertEquals(expected, kept.get(0).toArray()[i], 1e-13);
            assertEquals(2 * expected, kept.get(1).toArray()[i], 1e-13);
        }
    }

    @Test
    void whatAHookComputesIsDifferentiated() {
        // The gradient of x^2 is 2 x, the hook makes g^2 of it: 4 x^2, whose derivative goes through a hook again.
        Tensor x = Tensor.variable(3);
        Tensor y = x.onGradient(Tensor::square).square();
        Tensor g = y.backward(Tensor.Backward.RECORDED).of(x);
        assertNumbers(g, 36);
        // d g / d hooked = 8 x = 24, and the hook squares it.
        assertNumbers(g.backward().of(x), 24 * 24);
        // Forward over reverse: no gradient comes by in the second pass.
        assertNumbers(Autodiff.hvp(t -> t.onGradient(Tensor::square).square(), Tensor.of(3), Tensor.of(1)), 24);
    }

    @Test
    void forwardModePassesAHook() {
        List<Tensor> seen = new ArrayList<>();
        Function<Tensor, Tensor> f = x -> x.onGradient(g -> {
                    seen.add(g);
                    return g;
                })
                .square();
        assertNumbers(Autodiff.jvp(f, Tensor.of(3), Tensor.of(1)).tangent(), 6);
        assertTrue(seen.isEmpty());
    }

    @Test
    void whatAHookReturnsMustFit() {
        Tensor x = Tensor.variable(1, 2);
        IllegalStateException none = assertThrows(
                IllegalStateException.class, () -> x.onGradient(g -> null).sum().backward());
        assertEquals(
                "onGradient: the hook returned null: must return a gradient of shape (2), the one that it got if it"
                        + " only looks",
                none.getMessage());
        IllegalStateException shape = assertThrows(
                IllegalStateException.class,
                () -> x.onGradient(Tensor::sum).sum().backward());
        assertEquals(
                "onGradient: the hook returned shape () for a gradient of shape (2): must be the same",
                shape.getMessage());
        assertThrows(NullPointerException.class, () -> x.onGradient(null));
        assertThrows(
                ArithmeticException.class,
                () -> x.onGradient(g -> {
                            throw new ArithmeticException("planned");
                        })
                        .sum()
                        .backward());
        assertTrue(x.sin().requiresGrad(), "still records");
    }

    @Test
    void inABatchAHookSeesEachExample() {
        List<double[]> seen = new ArrayList<>();
        Tensor x = Tensor.of(new double[][] {{3, 4}, {30, 40}});
        Function<Tensor, Tensor> clipped = t -> Batching.map(
                xs -> new Tensor[] {
                    xs[0].onGradient(g -> {
                                seen.add(g.toArray());
                                return g.div(g.norm().clampMin(10));
                            })
                            .square()
                            .sum()
                },
                2,
                new boolean[] {true},
                t)[0];
        assertNumbers(Autodiff.grad(t -> clipped.apply(t).sum(), x), 0.6, 0.8, 0.6, 0.8);
        assertEquals(2, seen.size());
        // The gradient of each example within the batch:
        Tensor inside = Autodiff.vmap((Tensor t) -> Autodiff.grad(
                        one -> one.onGradient(g -> {
                                    seen.add(g.toArray());
                                    return g.div(g.norm().clampMin(10));
                                })
                                .square()
                                .sum(),
                        t))
                .apply(x);
        assertNumbers(inside, 0.6, 0.8, 0.6, 0.8);
        assertEquals(4, seen.size());
    }

    @Test
    void withoutGradientsThereAreNoHooks() {
        try (NoGrad scope = NoGrad.open()) {
            assertFalse(Tensor.variable(1).onGradient(g -> g).requiresGrad());
        }
        Tensor x = Tensor.variable("x", 1);
        assertEquals(
                "%0 = x ()\n%1 = onGradient(%0) ()",
                Tape.of(x.onGradient(g -> g)).toString());
        Tape tape = Tape.record(xs -> xs[0].onGradient(g -> g.mul(2)).square(), Tensor.of(3));
        assertNumbers(tape.replay(x).backward().of(x), 4);
    }
}
