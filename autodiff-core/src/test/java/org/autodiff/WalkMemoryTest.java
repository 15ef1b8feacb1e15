package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryGate;
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
        public NdArray forward(NdArray x) {
            return NdArray.of(x.shape(), x.toArray());
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
        public NdArray forward(NdArray x) {
            return NdArray.of(x.shape(), x.toArray());
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
