package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Batching;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** A function without its interior: the same values and gradients, from the same draws, of every order. */
class CheckpointTest {
    private static final UnaryOperator<Tensor> PLAIN =
            x -> x.sin().mul(x.exp()).add(x.square().tanh());

    private static Tensor vector(long seed, int n) {
        return Tensor.of(Rng.of(seed).normal(Shape.of(n), 0, 1));
    }

    private static void assertSameBits(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.toArray(), actual.toArray(), 0);
    }

    // ---- gradients

    @Test
    void valueAndGradientHaveTheSameBits() {
        Tensor x = Tensor.variable(vector(1, 50).value());
        Tensor y = Autodiff.checkpoint(PLAIN, x).sum();
        Tensor z = PLAIN.apply(x).sum();
        assertSameBits(z, y);
        assertSameBits(z.backward().of(x), y.backward().of(x));
        assertSameBits(z.backward().of(x), y.backward().of(x)); // and again
    }

    @Test
    void whatALambdaCapturesGetsItsGradient() {
        Parameter w = Parameter.of("w", vector(2, 12).reshape(Shape.of(3, 4)));
        Tensor b = Tensor.variable(vector(3, 4).value());
        Tensor half = b.mul(0.5);
        Tensor x = Tensor.variable(vector(4, 6).reshape(Shape.of(2, 3)).value());
        Function<Tensor, Tensor> layer = t -> t.matmul(w).add(half).tanh();
        Gradients expected = layer.apply(x).sum().backward();
        Gradients found = Autodiff.checkpoint(layer, x).sum().backward();
        for (Tensor t : List.of(w, b, x)) {
            assertSameBits(expected.of(t), found.of(t));
        }
    }

    @Test
    void aFunctionOfSeveralTensorsWithSeveralResults() {
        Tensor a = Tensor.variable(2);
        Tensor b = Tensor.variable(3);
        Tensor[] y =
                Autodiff.checkpointAll(xs -> new Tensor[] {xs[0].mul(xs[1]), xs[0].square(), a, xs[1].detach()}, a, b);
        Gradients g =
                y[0].mul(10).add(y[1]).add(y[2].mul(100)).add(y[3].mul(1000)).backward();
        assertEquals(30 + 4 + 100, g.of(a).item());
        assertEquals(20, g.of(b).item());
        assertEquals(3, y[0].backward().of(a).item()); // the others get none
    }

    @Test
    void theInteriorIsNotKept() {
        List<WeakReference<double[]>> interior = new ArrayList<>();
        Tensor x = Tensor.variable(vector(5, 1000).value());
        Function<Tensor, Tensor> f = t -> {
            Tensor u = t.exp();
            interior.add(new WeakReference<>(ArrayAccess.data(u.value())));
            return u.mul(u);
        };
        Tensor kept = f.apply(x);
        Tensor y = Autodiff.checkpoint(f, x);
        assertTrue(Collected.isGone(interior.get(1)));
        assertFalse(interior.get(0).refersTo(null));
        assertSameBits(kept.sum().backward().of(x), y.sum().backward().of(x));
        assertEquals(3, interior.size());
    }

    @Test
    void nested() {
        Parameter w = Parameter.of("w", Tensor.of(0.7));
        Tensor x = Tensor.variable(0.3);
        Function<Tensor, Tensor> inner = t -> t.mul(w).sin();
        Function<Tensor, Tensor> outer = t -> {
            Tensor h = t.exp();
            return Autodiff.checkpoint(u -> inner.apply(u).mul(h), t.mul(2)).add(Autodiff.checkpoint(inner, h));
        };
        Gradients expected = Autodiff.checkpoint(
                        t -> {
                            Tensor h = t.exp();
                            return t.mul(2).mul(w).sin().mul(h).add(h.mul(w).sin());
                        },
                        x)
                .backward();
        Gradients found = Autodiff.checkpoint(outer, x).backward();
        assertEquals(expected.of(x).item(), found.of(x).item(), 1e-15);
        assertEquals(expected.of(w).item(), found.of(w).item(), 1e-15);
        double e = Math.exp(0.3);
        double dx = 1.4 * Math.cos(0.42) * e + Math.sin(0.42) * e + 0.7 * e * Math.cos(0.7 * e);
        double dw = 0.6 * Math.cos(0.42) * e + e * Math.cos(0.7 * e);
        assertEquals(dx, found.of(x).item(), 1e-14);
        assertEquals(dw, found.of(w).item(), 1e-14);
    }

    @Test
    void nestedWhereWhatTheyReadIsNotDifferentiated() {
        Parameter w = Parameter.of("w", Tensor.of(0.7));
        Tensor v = Tensor.variable(3);
        double slope = 2.1 * Math.cos(2.1 * 0.3);
        Function<Tensor, Tensor> inner = t -> t.mul(w).mul(v).sin();
        assertEquals(
                slope,
                Autodiff.grad(x -> Autodiff.checkpoint(t -> Autodiff.checkpoint(inner, t), x), Tensor.of(0.3))
                        .item(),
                1e-15);
        assertEquals(
                slope,
                Autodiff.grad(x -> Autodiff.loop(1, x, (i, t) -> Autodiff.checkpoint(inner, t)), Tensor.of(0.3))
                        .item(),
                1e-15);
        assertEquals(
                slope,
                Autodiff.grad(
                                x -> Autodiff.checkpoint(t -> Autodiff.loop(1, t, (i, s) -> inner.apply(s)), x),
                                Tensor.of(0.3))
                        .item(),
                1e-15);
    }

    @Test
    void withoutResults() {
        assertEquals(0, Autodiff.checkpointAll(xs -> new Tensor[0], Tensor.variable(1)).length);
        assertEquals(0, Autodiff.loop(3, new Tensor[0], (i, state) -> state).length);
    }

    // ---- higher orders, forward mode, batches

    @Test
    void theThirdDerivative() {
        Tensor a = Tensor.variable(2);
        UnaryOperator<Tensor> f = x -> Autodiff.checkpoint(t -> t.mul(a).sin(), x);
        UnaryOperator<Tensor> third = Autodiff.grad(Autodiff.grad(Autodiff.grad(f)));
        assertEquals(-8 * Math.cos(2 * 0.4), third.apply(Tensor.of(0.4)).item(), 1e-13);
        // d/da of d/dx sin(a x) = cos(a x) - a x sin(a x)
        Tensor mixed = Autodiff.grad(f, Tensor.of(0.4)).backward().of(a);
        assertEquals(Math.cos(0.8) - 0.8 * Math.sin(0.8), mixed.item(), 1e-14);
    }

    @Test
    void theSecondOrderByRecordedBackward() {
        Tensor x = Tensor.variable(0.5);
        Tensor w = Tensor.variable(3);
        Tensor y = Autodiff.checkpoint(t -> t.mul(w).exp(), x);
        Gradients first = y.backward(Tensor.Backward.RECORDED, x, w);
        double e = Math.exp(1.5);
        assertEquals(3 * e, first.of(x).item(), 1e-14);
        Gradients second = first.of(x).backward();
        assertEquals(9 * e, second.of(x).item(), 1e-13);
        assertEquals(e + 1.5 * e, second.of(w).item(), 1e-13);
    }

    @Test
    void underForwardMode() {
        Tensor x = vector(6, 5);
        Tensor v = vector(7, 5);
        Tensor w = vector(8, 5);
        Autodiff.ValueAndTangent y = Autodiff.jvp(
                xs -> Autodiff.checkpoint(t -> PLAIN.apply(t).mul(xs[1]), xs[0]),
                new Tensor[] {x, w},
                new Tensor[] {v, w});
        Autodiff.ValueAndTangent z =
                Autodiff.jvp(xs -> PLAIN.apply(xs[0]).mul(xs[1]), new Tensor[] {x, w}, new Tensor[] {v, w});
        assertSameBits(z.value(), y.value());
        assertSameBits(z.tangent(), y.tangent());
    }

    @Test
    void forwardOverReverseAndReverseOverForward() {
        Tensor x = vector(9, 5);
        Tensor v = vector(10, 5);
        Tensor c = Tensor.variable(vector(11, 5).value());
        Function<Tensor, Tensor> plain = t -> PLAIN.apply(t.mul(c)).sum();
        Function<Tensor, Tensor> checked =
                t -> Autodiff.checkpoint(u -> PLAIN.apply(u.mul(c)), t).sum();
        assertArrayEquals(
                Autodiff.hvp(plain, x, v).toArray(), Autodiff.hvp(checked, x, v).toArray(), 1e-12);
        Tensor a = Autodiff.jvp(plain, x, v).tangent();
        Tensor b = Autodiff.jvp(checked, x, v).tangent();
        assertArrayEquals(a.backward().of(c).toArray(), b.backward().of(c).toArray(), 1e-12);
        assertArrayEquals(
                Autodiff.grad(t -> Autodiff.jvp(plain, t, v).tangent(), x).toArray(),
                Autodiff.grad(t -> Autodiff.jvp(checked, t, v).tangent(), x).toArray(),
                1e-12);
        // two directions at once, one within the other
        Tensor two =
                Autodiff.jvp(t -> Autodiff.jvp(plain, t, v).tangent(), x, v).tangent();
        Tensor twice =
                Autodiff.jvp(t -> Autodiff.jvp(checked, t, v).tangent(), x, v).tangent();
        assertEquals(two.item(), twice.item(), 1e-12);
    }

    @Test
    void withinABatch() {
        Tensor all = Tensor.variable(vector(12, 12).reshape(Shape.of(4, 3)).value());
        Tensor w = Tensor.variable(vector(13, 3).value());
        Tensor scale = vector(14, 4);
        Function<Tensor[], Tensor[]> plain =
                xs -> new Tensor[] {xs[0].mul(w).tanh().sum().mul(xs[1])};
        Function<Tensor[], Tensor[]> checked = xs ->
                new Tensor[] {Autodiff.checkpoint(t -> t.mul(w).tanh().sum().mul(xs[1]), xs[0])};
        boolean[] mapped = {true, true};
        Tensor a = Batching.map(plain, 4, mapped, all, scale)[0];
        Tensor b = Batching.map(checked, 4, mapped, all, scale)[0];
        assertSameBits(a, b);
        Gradients ga = a.square().sum().backward();
        Gradients gb = b.square().sum().backward();
        assertArrayEquals(ga.of(all).toArray(), gb.of(all).toArray(), 1e-14);
        assertArrayEquals(ga.of(w).toArray(), gb.of(w).toArray(), 1e-14);
    }

    @Test
    void perExampleGradientsAndHessianProducts() {
        Tensor all = vector(15, 12).reshape(Shape.of(4, 3));
        Tensor v = vector(16, 3);
        Function<Tensor, Tensor> plain = t -> PLAIN.apply(t).sum();
        Function<Tensor, Tensor> checked = t -> Autodiff.checkpoint(plain, t);
        boolean[] mapped = {true};
        for (Function<Tensor, Tensor> f : List.<Function<Tensor, Tensor>>of(plain, checked)) {
            Tensor g = Batching.map(xs -> new Tensor[] {Autodiff.grad(f, xs[0])}, 4, mapped, all)[0];
            assertSameBits(Autodiff.grad(t -> PLAIN.apply(t).sum(), all), g);
        }
        Tensor a = Batching.map(xs -> new Tensor[] {Autodiff.hvp(plain, xs[0], v)}, 4, mapped, all)[0];
        Tensor b = Batching.map(xs -> new Tensor[] {Autodiff.hvp(checked, xs[0], v)}, 4, mapped, all)[0];
        assertArrayEquals(a.toArray(), b.toArray(), 1e-12);
        // many cotangents through one function
        Tensor x = vector(17, 3);
        Tensor jacobian = Batching.map(
                us -> new Tensor[] {
                    Autodiff.vjp(t -> Autodiff.checkpoint(PLAIN, t), x, us[0]).gradient()
                },
                3,
                mapped,
                Tensor.eye(3))[0];
        assertSameBits(Autodiff.grad(plain, x), jacobian.sum(0));
    }

    @Test
    void transformsWithinTheFunction() {
        Tensor w = Tensor.variable(1.5);
        Function<Tensor, Tensor> f = x -> Autodiff.grad(t -> t.mul(w).sin().mul(x), w)
                .add(Autodiff.jvp(t -> t.mul(x), w, w).tangent());
        Tensor x = Tensor.variable(0.5);
        Gradients expected = f.apply(x).backward();
        Gradients found = Autodiff.checkpoint(f, x).backward();
        assertEquals(expected.of(x).item(), found.of(x).item(), 1e-15);
        assertEquals(expected.of(w).item(), found.of(w).item(), 1e-15);
    }

    @Test
    void withinAStepAndARecording() {
        Parameter w = Parameter.of("w", vector(18, 300));
        Tensor expected = PLAIN.apply(w.mul(2)).sum().backward().of(w);
        Tensor found = Autodiff.step(() -> Autodiff.checkpoint(t -> PLAIN.apply(t.mul(2)), w)
                .sum()
                .backward()
                .of(w));
        assertSameBits(expected, found);
        Tape tape = Tape.record(xs -> Autodiff.checkpoint(PLAIN, xs[0]).sum(), vector(19, 4));
        Tensor other = vector(20, 4);
        assertSameBits(PLAIN.apply(other).sum(), tape.replay(other));
        assertTrue(tape.toString().contains("tanh"));
    }

    // ---- what the function does beside

    @Test
    void drawsAreRepeated() {
        Rng rng = Rng.of(42);
        Rng same = Rng.of(42);
        Tensor x = Tensor.variable(vector(21, 100).value());
        Function<Rng, Function<Tensor, Tensor>> dropout = r -> t -> {
            Rng child = r.split();
            Tensor mask = Tensor.of(r.uniform(t.shape(), 0, 1)).greater(0.5);
            return t.square().mul(mask).add(t.mul(Tensor.of(child.normal(t.shape(), 0, 1))));
        };
        Tensor y = Autodiff.checkpoint(dropout.apply(rng), x).sum();
        Tensor z = dropout.apply(same).apply(x).sum();
        double between = rng.nextDouble();
        assertEquals(same.nextDouble(), between);
        assertSameBits(z, y);
        assertSameBits(z.backward().of(x), y.backward().of(x));
        assertEquals(same.state(), rng.state()); // as if nothing had been drawn again
    }

    @Test
    void drawsOfNestedOnesToo() {
        Function<Rng, Function<Tensor, Tensor>> noisy = r -> t -> t.mul(Tensor.of(r.normal(Shape.scalar(), 0, 1)));
        Rng rng = Rng.of(1);
        Rng same = Rng.of(1);
        Tensor x = Tensor.variable(2);
        Tensor y = Autodiff.checkpoint(
                t -> Autodiff.checkpoint(noisy.apply(rng), Autodiff.checkpoint(noisy.apply(rng), t))
                        .mul(t),
                x);
        Tensor z = noisy.apply(same).apply(noisy.apply(same).apply(x)).mul(x);
        assertEquals(z.backward().of(x).item(), y.backward().of(x).item(), 1e-15);
        assertEquals(same.state(), rng.state());
    }

    @Test
    void assignmentsAndEffectsAreDoneOnce() {
        Parameter mean = Parameter.of("mean", Tensor.of(0));
        AtomicInteger count = new AtomicInteger();
        Tensor x = Tensor.variable(4);
        Tensor y = Autodiff.checkpoint(
                t -> {
                    Tape.effect(count::incrementAndGet);
                    try (NoGrad scope = NoGrad.open()) {
                        mean.assign(mean.add(t));
                    }
                    return t.square();
                },
                x);
        assertEquals(8, y.backward().of(x).item());
        assertEquals(4, mean.item());
        assertEquals(1, count.get());
    }

    // ---- what is refused

    @Test
    void aParameterAssignedSince() {
        Parameter w = Parameter.of("weight", Tensor.of(2));
        Tensor x = Tensor.variable(1);
        Tensor y = Autodiff.checkpoint(t -> t.mul(w), x);
        w.assign(Tensor.of(3));
        IllegalStateException e = assertThrows(IllegalStateException.class, y::backward);
        assertTrue(e.getMessage().contains("'weight' was assigned"), e.getMessage());
    }

    private static String refusal(Function<Tensor, Tensor> f) {
        Tensor y = Autodiff.checkpoint(f, Tensor.variable(1, 2)).sum();
        String message = assertThrows(IllegalStateException.class, y::backward).getMessage();
        assertTrue(message.startsWith("checkpoint: when the function ran again"), message);
        assertFalse(Tensor.variable(1).mul(2).add(1).backward().size() == 0); // nothing is left behind
        return message;
    }

    @Test
    void aFunctionThatDoesSomethingElse() {
        Random random = new Random(1);
        assertTrue(refusal(x -> x.mul(random.nextDouble())).contains("other numbers"));
        AtomicInteger calls = new AtomicInteger();
        assertTrue(refusal(x -> calls.incrementAndGet() == 1 ? x : x.reshape(Shape.of(2, 1)))
                .contains("(2)"));
        Tensor v = Tensor.variable(2);
        Tensor w = Tensor.variable(2);
        assertTrue(refusal(x -> x.mul(calls.incrementAndGet() == 3 ? v : w)).contains("it had not read at first"));
        Tensor[] memo = new Tensor[1];
        assertTrue(refusal(x -> {
                    memo[0] = memo[0] == null ? w.mul(2) : memo[0];
                    return x.mul(memo[0]);
                })
                .contains("from outside"));
    }

    @Test
    void wrongArguments() {
        Tensor x = Tensor.variable(1);
        assertThrows(NullPointerException.class, () -> Autodiff.checkpoint((Function<Tensor, Tensor>) null, x));
        assertThrows(NullPointerException.class, () -> Autodiff.checkpoint(t -> null, x));
        assertThrows(NullPointerException.class, () -> Autodiff.checkpoint(t -> t, (Tensor) null));
        Parameter p = Parameter.of("p", Tensor.of(1));
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> Autodiff.checkpoint(
                        t -> {
                            Tensor y = t.mul(p);
                            p.assign(NdArray.of(5));
                            return y.mul(p);
                        },
                        x));
        assertTrue(e.getMessage().contains("assigned p"), e.getMessage());
    }

    @Test
    void whatTheFunctionLeavesElsewhereIsAConstant() {
        Tensor[] left = new Tensor[1];
        Tensor x = Tensor.variable(3);
        Autodiff.checkpoint(
                t -> {
                    left[0] = t.mul(2);
                    return t;
                },
                x);
        assertEquals(6, left[0].item());
        assertFalse(left[0].requiresGrad());
    }

    /** On the way back the inner one runs without the outer one, for which the weight is a constant. */
    @Test
    void nestedOnesReadAWeightWhoseGradientIsNotWanted() {
        Tensor w = Tensor.variable(2, 5);
        Parameter p = Parameter.of("p", Tensor.of(3, 7));
        Tensor x = Tensor.of(4, -1);
        Function<Tensor, Tensor> f = z -> z.square().mul(w).mul(p);
        Function<Tensor, Tensor> twice = u -> Autodiff.checkpoint(z -> Autodiff.checkpoint(f, z), u);
        Function<Tensor, Tensor> thrice = u -> Autodiff.checkpoint(twice, u);
        Function<Tensor, Tensor> loop = u -> Autodiff.checkpoint(z -> Autodiff.loop(1, z, (i, s) -> f.apply(s)), u);
        Function<Tensor, Tensor> within = u -> Autodiff.loop(1, u, (i, s) -> Autodiff.checkpoint(f, s));
        for (Function<Tensor, Tensor> g : List.of(twice, thrice, loop, within)) {
            assertArrayEquals(
                    new double[] {48, -70},
                    Autodiff.grad(u -> g.apply(u).sum(), x).toArray());
            assertArrayEquals(
                    new double[] {12, 0, 0, 70},
                    Autodiff.hessian(u -> g.apply(u).sum(), x).toArray());
            Gradients all = g.apply(Tensor.variable(4, -1)).sum().backward();
            assertArrayEquals(new double[] {48, 7}, all.of(w).toArray());
            assertArrayEquals(new double[] {32, 5}, all.of(p).toArray());
        }
    }
}
