package org.autodiff.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** What a walk recycles within a step, and what it must not. Arrays are large enough to be recycled. */
class WalkMemoryTest {
    private static final int N = 300;
    private static final Shape SHAPE = Shape.of(N);

    private static double[] all(double value) {
        double[] array = new double[N];
        Arrays.fill(array, value);
        return array;
    }

    /** Arrays of this size that are written over: whoever lost one of his finds these numbers in it. */
    private static void useMemory() {
        Tensor t = Tensor.full(SHAPE, -1);
        for (int i = 0; i < 50; i++) {
            t = t.mul(1);
        }
        assertArrayEquals(all(-1), t.toArray());
    }

    @Test
    void theUpstreamThatTheProgramGaveIsItsOwn() {
        Autodiff.step(() -> {
            Tensor x = Tensor.variable(NdArray.full(SHAPE, 2));
            Tensor upstream = Tensor.full(SHAPE, 3).mul(1);
            Gradients g = x.square().backwardFrom(upstream);
            useMemory();
            assertArrayEquals(all(3), upstream.toArray());
            assertArrayEquals(all(12), g.of(x).toArray());
            assertArrayEquals(all(3), x.add(1).backwardFrom(upstream).of(x).toArray());
            useMemory();
            assertArrayEquals(all(3), upstream.toArray());
        });
    }

    /** Sends back an array that was there before the walk. */
    private record Handing(Tensor older) implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(x::at);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return older;
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }
    }

    @Test
    void whatARuleHandsOnMayBeOlderThanTheWalk() {
        Autodiff.step(() -> {
            Tensor older = Tensor.full(SHAPE, 5).mul(1);
            Tensor x = Tensor.variable(NdArray.full(SHAPE, 2));
            Tensor loss = new Handing(older).on(x.mul(2).neg()).sum();
            assertArrayEquals(all(-10), loss.backward().of(x).toArray());
            useMemory();
            assertArrayEquals(all(5), older.toArray());
        });
    }

    /** A kept value that is itself the gradient: the derivative of a b is b. */
    @Test
    void valuesThatNodesKeepOutliveTheWalk() {
        Autodiff.step(() -> {
            Tensor x = Tensor.variable(NdArray.full(SHAPE, 2));
            Tensor e = x.mul(3);
            Tensor y = e.mul(e).sin();
            double[] first = y.sum().backward().of(x).toArray();
            useMemory();
            assertArrayEquals(first, y.sum().backward().of(x).toArray());
            assertArrayEquals(all(6), e.toArray());
        });
    }

    /** A rule that makes a step of its own: what escapes from it belongs to the scope around. */
    private record Stepping() implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(x::at);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return Autodiff.step(() -> upstream.mul(4).mul(0.5));
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }
    }

    @Test
    void aRuleMayMakeAStepOfItsOwn() {
        Tensor x = Tensor.variable(NdArray.full(SHAPE, 2));
        for (boolean inside : new boolean[] {false, true}) {
            Runnable walk = () -> {
                Tensor y = new Stepping().on(new Stepping().on(x).neg());
                Gradients g = y.add(x).sum().backward();
                useMemory();
                assertArrayEquals(all(-3), g.of(x).toArray());
            };
            if (inside) {
                Autodiff.step(walk);
            } else {
                walk.run();
            }
        }
    }

    @Test
    void gradientsLiveAsLongAsTheStep() {
        Autodiff.step(() -> {
            Tensor x = Tensor.variable(NdArray.full(SHAPE, 2));
            Tensor w = Tensor.variable(NdArray.full(SHAPE, 3));
            Gradients first = x.mul(w).sum().backward();
            Gradients second = x.mul(w).square().sum().backward();
            useMemory();
            assertArrayEquals(all(3), first.of(x).toArray());
            assertArrayEquals(all(2), first.of(w).toArray());
            assertArrayEquals(all(36), second.of(x).toArray());
            assertArrayEquals(all(24), second.of(w).toArray());
        });
    }

    /** Of an addition both sides get the same array. */
    @Test
    void oneArrayMayBeTwoGradients() {
        Autodiff.step(() -> {
            Tensor x = Tensor.variable(NdArray.full(SHAPE, 2));
            Tensor w = Tensor.variable(NdArray.full(SHAPE, 3));
            Gradients g = x.add(w).add(x).mul(2).sum().backward();
            useMemory();
            assertArrayEquals(all(4), g.of(x).toArray());
            assertArrayEquals(all(2), g.of(w).toArray());
        });
    }

    /** Twice its input, by a rule that notes in what memory its upstream gradient comes, and its temporary. */
    private record Watching(Set<double[]> seen) implements UnaryGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(i -> 2 * x.at(i));
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            seen.add(ArrayAccess.data(upstream.value));
            Tensor temporary = upstream.mul(4);
            seen.add(ArrayAccess.data(temporary.value));
            return temporary.mul(0.5);
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }
    }

    /** A gradient that all its consumers have seen, and what a rule made on the way, is the memory of the next ones. */
    @Test
    void aLongChainKeepsToAFewArrays() {
        for (boolean inside : new boolean[] {false, true}) {
            Watching gate = new Watching(Collections.newSetFromMap(new IdentityHashMap<>()));
            Tensor x = Tensor.variable(NdArray.full(SHAPE, 1));
            Runnable walk = () -> {
                Tensor y = x;
                for (int i = 0; i < 50; i++) {
                    y = gate.on(y).mul(0.5);
                }
                assertArrayEquals(all(1), y.sum().backward().of(x).toArray());
            };
            if (inside) {
                Autodiff.step(walk);
            } else {
                walk.run();
            }
            assertTrue(gate.seen().size() <= 6, gate.seen().size() + " arrays");
        }
    }

    /** A transform of a constant records nothing, so it recycles. */
    @Test
    void soDoesATransform() {
        Watching gate = new Watching(Collections.newSetFromMap(new IdentityHashMap<>()));
        UnaryOperator<Tensor> chain = x -> {
            Tensor y = x;
            for (int i = 0; i < 50; i++) {
                y = gate.on(y).mul(0.5);
            }
            return y.sum();
        };
        assertArrayEquals(
                all(1), Autodiff.grad(chain::apply, Tensor.ones(SHAPE)).toArray());
        assertTrue(gate.seen().size() <= 6, gate.seen().size() + " arrays");
    }

    /** And what goes in chunks, with gradients that arrive before it or after it. */
    @Test
    void soDoRunsOverLargeArrays() {
        Watching gate = new Watching(Collections.newSetFromMap(new IdentityHashMap<>()));
        Tensor x = Tensor.variable(NdArray.full(Shape.of(20_000), 1));
        Tensor y = x;
        for (int i = 0; i < 30; i++) {
            Tensor z = gate.on(y);
            Tensor run = z.neg().neg();
            Tensor other = z.flip(0).flip(0);
            y = (i % 2 == 0 ? run.add(other) : other.add(run)).mul(0.25);
        }
        assertEquals(20_000, y.sum().backward().of(x).sum().item());
        assertTrue(gate.seen().size() <= 16, gate.seen().size() + " arrays");
    }

    /** The same where the gradients of several outputs meet. */
    @Test
    void soDoesAChainOfGatesWithSeveralOutputs() {
        Watching gate = new Watching(Collections.newSetFromMap(new IdentityHashMap<>()));
        Tensor x = Tensor.variable(NdArray.full(Shape.of(2, N), 1));
        Autodiff.step(() -> {
            Tensor y = x;
            for (int i = 0; i < 50; i++) {
                Tensor[] parts = y.unbind(0);
                y = Tensor.stack(0, gate.on(parts[0]).mul(0.5), parts[1].neg().neg());
            }
            assertEquals(2 * N, y.sum().backward().of(x).sum().item());
        });
        assertTrue(gate.seen().size() <= 10, gate.seen().size() + " arrays");
    }

    /** What a recording walk computes can be walked in turn: nothing of it may be recycled. */
    @Test
    void aRecordedGradientKeepsItsMemory() {
        Autodiff.step(() -> {
            Tensor x = Tensor.variable(NdArray.full(SHAPE, 2));
            Tensor first =
                    x.mul(x).mul(x).sum().backward(Tensor.Backward.RECORDED).of(x);
            useMemory();
            assertArrayEquals(all(12), first.toArray());
            assertArrayEquals(all(12), first.sum().backward().of(x).toArray()); // 6 x
        });
    }

    /** So can what a walk computes while a tape is recorded: it shows all values. */
    @Test
    void aTapeKeepsWhatAWalkComputed() {
        Tape tape = Tape.record(
                xs -> Autodiff.grad(v -> v.mul(v).mul(v).sum(), xs[0]).sum(), Tensor.full(SHAPE, 2));
        useMemory();
        assertEquals(12 * N, tape.output().item());
        for (Tape.Entry entry : tape.entries()) {
            assertTrue(entry.value().orElseThrow().toArray().length > 0);
        }
        assertEquals(27 * N, tape.replay(Tensor.full(SHAPE, 3)).item());
    }

    @Test
    void adoptedArraysAreRecycledByTheirNewScope() {
        Tensor[] kept = new Tensor[1];
        Tensor result = Autodiff.step(() -> {
            kept[0] = Autodiff.step(() -> Tensor.full(SHAPE, 3).mul(2));
            return kept[0].add(1);
        });
        assertArrayEquals(all(7), result.toArray());
        assertEquals("Tensor(300) [recycled]", kept[0].toString());
    }
}
