package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.autodiff.internal.engine.Batching;
import org.autodiff.memory.Loop;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Loops that keep a few states: the values and derivatives of the plain loop. */
class LoopTest {
    private static Tensor vector(long seed, int n) {
        return Tensor.of(Rng.of(seed).normal(Shape.of(n), 0, 1));
    }

    private static void assertSameBits(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.toArray(), actual.toArray(), 0);
    }

    private static Tensor plain(int n, Tensor state, Loop.Step step) {
        Tensor s = state;
        for (int i = 0; i < n; i++) {
            s = step.apply(i, s);
        }
        return s;
    }

    // ---- values and gradients

    @Test
    void geometricGrowthHasAClosedForm() {
        Tensor x = Tensor.variable(1.5);
        Tensor w = Tensor.variable(1.01);
        for (int n : new int[] {0, 1, 2, 3, 10, 57, 200}) {
            Tensor y = Autodiff.loop(n, x, (i, s) -> s.mul(w));
            assertEquals(1.5 * Math.pow(1.01, n), y.item(), 1e-12);
            Gradients g = y.backward();
            assertEquals(Math.pow(1.01, n), g.of(x).item(), 1e-12);
            if (n > 0) {
                assertEquals(1.5 * n * Math.pow(1.01, n - 1), g.of(w).item(), 1e-9);
            }
        }
    }

    @Test
    void noBitDependsOnHowManyStatesAreKept() {
        Tensor w = Tensor.variable(vector(1, 9).reshape(Shape.of(3, 3)).value());
        Tensor x = Tensor.variable(vector(2, 3).value());
        Loop.Step step = (i, s) -> s.matmul(w).add(i * 0.01).tanh();
        Gradients expected = Loop.of(40).keeping(40).run(x, step).sum().backward();
        for (int states : new int[] {1, 2, 3, 5, 8, 39}) {
            Gradients found = Loop.of(40).keeping(states).run(x, step).sum().backward();
            assertSameBits(expected.of(x), found.of(x));
            assertSameBits(expected.of(w), found.of(w));
        }
        Gradients byTape = plain(40, x, step).sum().backward();
        assertSameBits(byTape.of(x), expected.of(x));
        assertArrayEquals(byTape.of(w).toArray(), expected.of(w).toArray(), 1e-14);
        Gradients byDefault = Autodiff.loop(40, x, step).sum().backward();
        assertSameBits(expected.of(w), byDefault.of(w));
    }

    @Test
    void stepsRunNoOftenerThanTheScheduleSays() {
        int n = 66; // with 3 states and 6 runs at most 84 steps could be reversed
        AtomicInteger runs = new AtomicInteger();
        Tensor x = Tensor.variable(0.5);
        Tensor y = Loop.of(n).keeping(3).run(x, (i, s) -> {
            runs.incrementAndGet();
            return s.sin();
        });
        assertEquals(n, runs.get());
        Gradients once = y.backward();
        // Griewank and Walther: 6 * 66 - C(3 + 6, 6 - 1) = 270 steps forward to reverse 66. With 3 states the first one
        // that is kept after the beginning stands 45 steps on, as C(2 + 5, 2) = 21 can be reversed with two states in
        // 5 runs; the last one 15 further. The first run has gone these 60. Each step runs once more with recording.
        assertEquals(n + 270 - 60 + n, runs.get());
        assertSameBits(once.of(x), y.backward().of(x));
    }

    @Test
    void severalStates() {
        // leapfrog of a harmonic oscillator: the map is linear, and its Jacobian its matrix
        double h = 0.1;
        int n = 50;
        Tensor q = Tensor.variable(1);
        Tensor p = Tensor.variable(0.5);
        Tensor[] end = Autodiff.loop(n, new Tensor[] {q, p}, (i, s) -> {
            Tensor half = s[1].sub(s[0].mul(h / 2));
            Tensor next = s[0].add(half.mul(h));
            return new Tensor[] {next, half.sub(next.mul(h / 2))};
        });
        double[][] m = {{1, 0}, {0, 1}};
        double[][] one = {{1 - h * h / 2, h}, {-h + h * h * h / 4, 1 - h * h / 2}};
        for (int i = 0; i < n; i++) {
            m = new double[][] {
                {one[0][0] * m[0][0] + one[0][1] * m[1][0], one[0][0] * m[0][1] + one[0][1] * m[1][1]},
                {one[1][0] * m[0][0] + one[1][1] * m[1][0], one[1][0] * m[0][1] + one[1][1] * m[1][1]}
            };
        }
        assertEquals(m[0][0] + 0.5 * m[0][1], end[0].item(), 1e-13);
        assertEquals(m[0][0], end[0].backward().of(q).item(), 1e-13);
        assertEquals(m[0][1], end[0].backward().of(p).item(), 1e-13);
        Gradients both = end[0].add(end[1].mul(3)).backward();
        assertEquals(m[0][1] + 3 * m[1][1], both.of(p).item(), 1e-13);
    }

    // ---- scan

    /** A running sum of squares, damped: y_i = s_i x_i. */
    private static Loop.Scanned scan(Tensor s0, Tensor xs, Tensor decay) {
        return Autodiff.scan(s0, xs, (s, x) -> {
            Tensor next = s.mul(decay).add(x.square());
            return new Loop.Scanned(next, next.mul(x));
        });
    }

    private static Loop.Scanned plainScan(Tensor s0, Tensor xs, Tensor decay) {
        Tensor s = s0;
        List<Tensor> ys = new ArrayList<>();
        for (int i = 0; i < xs.shape().dim(0); i++) {
            Tensor x = xs.select(0, i);
            s = s.mul(decay).add(x.square());
            ys.add(s.mul(x));
        }
        return new Loop.Scanned(s, Tensor.stack(0, ys.toArray(Tensor[]::new)));
    }

    @Test
    void outputsAndRowsAreDifferentiable() {
        Tensor s0 = Tensor.variable(vector(3, 2).value());
        Tensor xs = Tensor.variable(vector(4, 24).reshape(Shape.of(12, 2)).value());
        Tensor decay = Tensor.variable(0.9);
        Tensor weights = vector(5, 24).reshape(Shape.of(12, 2));
        Loop.Scanned found = scan(s0, xs, decay);
        Loop.Scanned expected = plainScan(s0, xs, decay);
        assertSameBits(expected.state(), found.state());
        assertSameBits(expected.output(), found.output());
        Gradients f = found.output().mul(weights).sum().add(found.state().sum()).backward();
        Gradients e =
                expected.output().mul(weights).sum().add(expected.state().sum()).backward();
        for (Tensor t : List.of(s0, xs, decay)) {
            assertArrayEquals(e.of(t).toArray(), f.of(t).toArray(), 1e-13);
        }
        // of the outputs only, and of the state only
        assertArrayEquals(
                expected.output().sum().backward().of(xs).toArray(),
                found.output().sum().backward().of(xs).toArray(),
                1e-13);
        assertArrayEquals(
                expected.state().sum().backward().of(xs).toArray(),
                found.state().sum().backward().of(xs).toArray(),
                1e-13);
    }

    @Test
    void severalRowsAndOutputs() {
        Tensor a = Tensor.variable(1, 2, 3);
        Tensor b = Tensor.variable(4, 5, 6);
        Loop.ScannedAll y = Loop.of(3)
                .scan(
                        new Tensor[] {Tensor.of(0)},
                        new Tensor[] {a, b},
                        (i, s, x) -> new Loop.ScannedAll(
                                new Tensor[] {s[0].add(x[0].mul(x[1]))},
                                new Tensor[] {x[0].square(), s[0], Tensor.of(i)}));
        assertEquals(32, y.state()[0].item());
        assertArrayEquals(new double[] {1, 4, 9}, y.outputs()[0].toArray());
        assertArrayEquals(new double[] {0, 4, 14}, y.outputs()[1].toArray());
        assertArrayEquals(new double[] {0, 1, 2}, y.outputs()[2].toArray());
        Gradients g = y.outputs()[1].sum().backward();
        assertArrayEquals(new double[] {8, 5, 0}, g.of(a).toArray());
        assertArrayEquals(new double[] {4, 5, 6}, y.state()[0].backward().of(a).toArray());
    }

    // ---- orders, modes, batches

    @Test
    void secondOrder() {
        // s_{i+1} = w s_i: y = w^n x; d2y/dw2 = n (n - 1) w^(n - 2) x
        Tensor x = Tensor.of(1.5);
        int n = 12;
        Function<Tensor, Tensor> f = w -> Autodiff.loop(n, x, (i, s) -> s.mul(w));
        Tensor w = Tensor.of(1.1);
        double expected = n * (n - 1) * Math.pow(1.1, n - 2) * 1.5;
        assertEquals(expected, Autodiff.grad(Autodiff.grad(f)).apply(w).item(), 1e-10);
        assertEquals(expected, Autodiff.hvp(f, w, Tensor.of(1)).item(), 1e-10);
        assertEquals(
                expected,
                Autodiff.grad(t -> Autodiff.jvp(f, t, Tensor.of(1)).tangent(), w)
                        .item(),
                1e-10);
        assertEquals(
                expected * (n - 2) / 1.1,
                Autodiff.grad(Autodiff.grad(Autodiff.grad(f))).apply(w).item(),
                1e-9);
        assertEquals(
                expected * (n - 2) / 1.1,
                Autodiff.jvp(t -> Autodiff.hvp(f, t, Tensor.of(1)), w, Tensor.of(1))
                        .tangent()
                        .item(),
                1e-9);
    }

    @Test
    void scanUnderEveryTransform() {
        Tensor s0 = vector(6, 2);
        Tensor xs = vector(7, 10).reshape(Shape.of(5, 2));
        Tensor v = vector(8, 10).reshape(Shape.of(5, 2));
        Tensor decay = Tensor.variable(0.8);
        Function<Tensor, Tensor> loop =
                t -> scan(s0, t, decay).output().square().sum();
        Function<Tensor, Tensor> plain =
                t -> plainScan(s0, t, decay).output().square().sum();
        assertEquals(
                Autodiff.jvp(plain, xs, v).tangent().item(),
                Autodiff.jvp(loop, xs, v).tangent().item(),
                1e-11);
        assertArrayEquals(
                Autodiff.hvp(plain, xs, v).toArray(), Autodiff.hvp(loop, xs, v).toArray(), 1e-10);
        assertArrayEquals(
                Autodiff.grad(t -> Autodiff.jvp(plain, t, v).tangent(), xs).toArray(),
                Autodiff.grad(t -> Autodiff.jvp(loop, t, v).tangent(), xs).toArray(),
                1e-10);
        assertEquals(
                Autodiff.jvp(plain, xs, v).tangent().backward().of(decay).item(),
                Autodiff.jvp(loop, xs, v).tangent().backward().of(decay).item(),
                1e-10);
    }

    @Test
    void withinABatch() {
        Tensor s0 = Tensor.variable(vector(9, 6).reshape(Shape.of(3, 2)).value());
        Tensor xs = Tensor.variable(vector(10, 24).reshape(Shape.of(3, 4, 2)).value());
        Tensor decay = Tensor.variable(0.7);
        boolean[] both = {true, true};
        Tensor a = Batching.map(t -> new Tensor[] {plainScan(t[0], t[1], decay).output()}, 3, both, s0, xs)[0];
        Tensor b = Batching.map(t -> new Tensor[] {scan(t[0], t[1], decay).output()}, 3, both, s0, xs)[0];
        assertSameBits(a, b);
        Gradients ga = a.square().sum().backward();
        Gradients gb = b.square().sum().backward();
        for (Tensor t : List.of(s0, xs, decay)) {
            assertArrayEquals(ga.of(t).toArray(), gb.of(t).toArray(), 1e-12);
        }
        // only the rows are mapped; gradients of each example
        Tensor start = vector(11, 2);
        Function<Tensor, Tensor> plain = t -> plainScan(start, t, decay).state().sum();
        Function<Tensor, Tensor> loop = t -> scan(start, t, decay).state().sum();
        boolean[] mapped = {true};
        assertArrayEquals(
                Batching.map(t -> new Tensor[] {Autodiff.grad(plain, t[0])}, 3, mapped, xs)[0].toArray(),
                Batching.map(t -> new Tensor[] {Autodiff.grad(loop, t[0])}, 3, mapped, xs)[0].toArray(),
                1e-12);
    }

    @Test
    void loopsAndCheckpointsNest() {
        Parameter w = Parameter.of("w", Tensor.of(0.9));
        Tensor x = Tensor.variable(0.4);
        Tensor y = Autodiff.loop(
                6,
                x,
                (i, s) -> Autodiff.loop(
                        3,
                        Autodiff.checkpoint(t -> t.mul(w).sin(), s),
                        (j, t) -> t.add(s.mul(w).mul(0.1))));
        Tensor z = plain(
                6,
                x,
                (i, s) -> plain(3, s.mul(w).sin(), (j, t) -> t.add(s.mul(w).mul(0.1))));
        assertEquals(z.item(), y.item());
        assertEquals(z.backward().of(x).item(), y.backward().of(x).item(), 1e-14);
        assertEquals(z.backward().of(w).item(), y.backward().of(w).item(), 1e-14);
    }

    @Test
    void withinAStepAndARecording() {
        Parameter w = Parameter.of("w", vector(12, 200));
        Loop.Step step = (i, s) -> s.mul(w).sin();
        Tensor expected = Autodiff.loop(7, w, step).sum().backward().of(w);
        assertSameBits(
                expected,
                Autodiff.step(() -> Autodiff.loop(7, w, step).sum().backward().of(w)));
        Tensor decay = Tensor.of(0.5);
        Tape tape = Tape.record(xs -> scan(Tensor.of(0), xs[0], decay).output().sum(), vector(13, 4));
        Tensor other = vector(14, 4);
        assertEquals(
                plainScan(Tensor.of(0), other, decay).output().sum().item(),
                tape.replay(other).item());
    }

    // ---- draws, and what is refused

    @Test
    void drawsAreRepeatedWhereTheyWere() {
        Rng rng = Rng.of(5);
        Rng same = Rng.of(5);
        Rng late = Rng.of(6);
        Rng sameLate = Rng.of(6);
        Tensor x = Tensor.variable(0.1);
        Tensor y = Loop.of(30).keeping(3).run(x, (i, s) -> {
            Tensor noise = Tensor.of(rng.split().normal(Shape.scalar(), 0, 1)).mul(rng.nextDouble());
            return s.add(i > 20 ? s.mul(noise).mul(late.nextDouble()) : s.mul(noise))
                    .sin();
        });
        Tensor z = plain(30, x, (i, s) -> {
            Tensor noise = Tensor.of(same.split().normal(Shape.scalar(), 0, 1)).mul(same.nextDouble());
            return s.add(i > 20 ? s.mul(noise).mul(sameLate.nextDouble()) : s.mul(noise))
                    .sin();
        });
        assertEquals(z.item(), y.item());
        assertEquals(z.backward().of(x).item(), y.backward().of(x).item());
        assertEquals(same.state(), rng.state());
        assertEquals(sameLate.state(), late.state());
    }

    @Test
    void aStepThatDoesSomethingElse() {
        Random random = new Random(3);
        Tensor y = Autodiff.loop(20, Tensor.variable(1), (i, s) -> s.mul(random.nextDouble()));
        IllegalStateException e = assertThrows(IllegalStateException.class, y::backward);
        assertTrue(e.getMessage().startsWith("loop: when steps up to"), e.getMessage());
        Parameter w = Parameter.of("weight", Tensor.of(0.5));
        Tensor z = Autodiff.loop(20, Tensor.variable(1), (i, s) -> s.mul(w));
        w.assign(NdArray.of(0.6));
        e = assertThrows(IllegalStateException.class, z::backward);
        assertTrue(e.getMessage().contains("'weight' was assigned"), e.getMessage());
    }

    @Test
    void wrongArguments() {
        Tensor x = Tensor.variable(1, 2);
        Tensor[] none = {};
        for (Runnable wrong : List.<Runnable>of(
                () -> Autodiff.loop(-1, x, (i, s) -> s),
                () -> Loop.of(3).keeping(0),
                () -> Autodiff.loop(3, x, (i, s) -> s.sum()),
                () -> Autodiff.loop(3, new Tensor[] {x, x}, (i, s) -> new Tensor[] {s[0]}),
                () -> Loop.of(3).scan(x, x, (s, t) -> new Loop.Scanned(s, t)),
                () -> Loop.of(0).scan(none, none, (i, s, t) -> new Loop.ScannedAll(none, none)),
                () -> Loop.of(2)
                        .scan(none, none, (i, s, t) -> new Loop.ScannedAll(none, i == 0 ? none : new Tensor[] {x})),
                () -> Loop.of(2)
                        .scan(
                                none,
                                none,
                                (i, s, t) -> new Loop.ScannedAll(none, new Tensor[] {Tensor.zeros(Shape.of(i + 1))})),
                () -> Autodiff.scan(x, Tensor.of(1), (s, t) -> new Loop.Scanned(s, t)))) {
            String message =
                    assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
            assertTrue(message.startsWith("loop: ") || message.startsWith("scan: "), message);
        }
        assertThrows(NullPointerException.class, () -> Autodiff.loop(1, x, (i, s) -> null));
        assertThrows(NullPointerException.class, () -> Autodiff.loop(1, x, (Loop.Step) null));
    }
}
