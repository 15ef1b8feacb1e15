package org.autodiff.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.autodiff.Tensor.Backward;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.Memory;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/**
 * Large arrays go backward in chunks, unless the walk is recorded; the bits are the same. Sizes that are no multiple of
 * anything, so that the last chunk is a short one.
 */
class ChunkedBackwardTest {
    private static final int N = 50_021;

    private final NdArray at = NdArray.of(new Random(5).doubles(N, -2, 2).toArray());

    private void assertSameBits(UnaryOperator<Tensor> f) {
        Tensor x = Tensor.variable(at);
        Tensor y = f.apply(x);
        Tensor upstream =
                Tensor.of(new Random(6).doubles(y.size(), -1, 1).toArray()).reshape(y.shape());
        double[] recorded = y.backwardFrom(upstream, Backward.RECORDED).of(x).toArray();
        double[] inChunks = y.backwardFrom(upstream).of(x).toArray();
        assertArrayEquals(recorded, inChunks);
    }

    @Test
    void chain() {
        assertSameBits(x -> x.square().neg().exp().sin());
    }

    @Test
    void severalPathsAndTheSameInputTwice() {
        assertSameBits(x -> {
            Tensor e = x.square().neg().exp();
            return e.sin().mul(x.sigmoid()).add(e.mul(e)).sub(x.mul(x));
        });
    }

    @Test
    void constantsAndNumbers() {
        Tensor c = Tensor.of(new Random(7).doubles(N, 1, 2).toArray());
        assertSameBits(x -> x.mul(3).add(c).div(c).pow(2).sub(1).relu());
    }

    /** A sum of the whole array and a broadcast number are no part of a run, but may stand at both ends of one. */
    @Test
    void acrossReductions() {
        assertSameBits(x -> {
            Tensor centred = x.sub(x.mean());
            return centred.div(centred.square().mean().sqrt()).tanh().mul(2);
        });
    }

    @Test
    void matrices() {
        Tensor b = Tensor.of(new Random(8).doubles(N / 7 * 7 / 7, 1, 2).toArray());
        assertSameBits(x ->
                x.slice(0, 0, N / 7 * 7).reshape(7, N / 7).add(b).tanh().mul(2).exp());
    }

    /** Gradients that came from outside of a run, before it: at its lower end, and in its middle; in any order. */
    @Test
    void whatHadArrivedBefore() {
        Tensor x = Tensor.variable(at);
        Tensor run = x.neg().mul(3).sum(); // -3
        Tensor outside = x.sum().mul(5);
        Tensor middle = x.mul(2);
        Tensor runFromMiddle = middle.neg().mul(3).sum();
        Tensor outsideOfMiddle = middle.sum().mul(5);
        double[] two = Tensor.full(x.shape(), 2).toArray();
        double[] four = Tensor.full(x.shape(), 4).toArray();
        assertArrayEquals(two, run.add(outside).backward().of(x).toArray());
        assertArrayEquals(two, outside.add(run).backward().of(x).toArray());
        assertArrayEquals(
                four, runFromMiddle.add(outsideOfMiddle).backward().of(x).toArray());
        assertArrayEquals(
                four, outsideOfMiddle.add(runFromMiddle).backward().of(x).toArray());
    }

    /** The identity, whose rule gives one number for all elements; right where its output is summed. */
    private record OneForAll() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return Tensor.of(1);
        }
    }

    @Test
    void aGradientThatIsOneNumberIsBroadcast() {
        Tensor x = Tensor.variable(at);
        double[] gradient =
                new OneForAll().on(x.mul(3).neg()).sum().backward().of(x).toArray();
        assertArrayEquals(Tensor.full(x.shape(), -3).toArray(), gradient);
    }

    /** Nothing is wanted below a boundary, though it can be reached in another way; which would be -2 more. */
    @Test
    void aBoundaryWithin() {
        Tensor x = Tensor.variable(at);
        Tensor boundary = x.mul(2);
        Tensor y = x.mul(3).neg().add(boundary.neg());
        GradientTable found = BackwardWalk.run(
                y.node, Tensor.ones(y.shape()), new Node[] {x.node}, BackwardWalk.Recording.NO, new Node[] {
                    boundary.node
                });
        assertArrayEquals(
                Tensor.full(x.shape(), -3).toArray(), found.get(x.node).toArray());
    }

    /** An intermediate result whose gradient is asked for ends a run and begins the next. */
    @Test
    void targetsWithin() {
        Tensor x = Tensor.variable(at);
        Tensor middle = x.exp().sin();
        Tensor y = middle.square().tanh().sum();
        Gradients chunks = y.backward(x, middle);
        Gradients recorded = y.backward(Backward.RECORDED, x, middle);
        assertArrayEquals(recorded.of(middle).toArray(), chunks.of(middle).toArray());
        assertArrayEquals(recorded.of(x).toArray(), chunks.of(x).toArray());
    }

    /** Known derivatives at every element: 2 x cos(x^2). */
    @Test
    void values() {
        Tensor x = Tensor.variable(at);
        double[] gradient = x.square().sin().sum().backward().of(x).toArray();
        double[] expected = Arrays.stream(at.toArray())
                .map(v -> 2 * v * StrictMath.cos(v * v))
                .toArray();
        assertArrayEquals(expected, gradient, 1e-14);
    }

    /** Inside of a step, where what the chunks leave is recycled. */
    @Test
    void withinAStep() {
        Tensor x = Tensor.variable(at);
        double[] once = x.exp().sin().mul(x).sum().backward().of(x).toArray();
        for (int i = 0; i < 3; i++) {
            Tensor again =
                    Autodiff.step(() -> x.exp().sin().mul(x).sum().backward().of(x));
            assertArrayEquals(once, again.toArray());
        }
    }

    /** Each node below a run gets its own gradient. */
    @Test
    void severalNodesBelow() {
        Tensor a = Tensor.variable(at);
        Tensor b = Tensor.variable(at);
        Tensor c = Tensor.variable(at);
        Gradients g = a.mul(2).add(b.mul(3).neg()).sub(c.mul(5)).sum().backward();
        assertArrayEquals(Tensor.full(a.shape(), 2).toArray(), g.of(a).toArray());
        assertArrayEquals(Tensor.full(a.shape(), -3).toArray(), g.of(b).toArray());
        assertArrayEquals(Tensor.full(a.shape(), -5).toArray(), g.of(c).toArray());
    }

    /** The identity, which notes in what memory its upstream gradients come. */
    private record Watching(Set<double[]> seen, AtomicInteger chunks) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            throw new AssertionError("not asked for");
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            synchronized (seen) {
                seen.add(ArrayAccess.data(upstream.value));
            }
            chunks.incrementAndGet();
            return upstream;
        }
    }

    /** What a chunk leaves is the memory of the next one; else they would be in no cache. */
    @Test
    void chunksShareMemory() {
        Watching gate = watch(x -> x);
        assertEquals(49, gate.chunks().get());
        assertTrue(gate.seen().size() <= 24, gate.seen().size() + " arrays");
    }

    /** A gate goes in chunks if the one below it does. */
    private static Watching watch(UnaryOperator<Tensor> below) {
        Watching gate = new Watching(Collections.newSetFromMap(new IdentityHashMap<>()), new AtomicInteger());
        Tensor x = Tensor.variable(Tensor.ones(Shape.of(200_000)).value());
        gate.on(below.apply(x.neg())).sum().backward();
        return gate;
    }

    @Test
    void gatesOfTwoInputsBelongToRuns() {
        Tensor c = Tensor.ones(Shape.of(200_000));
        List<UnaryOperator<Tensor>> all = List.of(
                x -> x.mul(3),
                x -> Tensor.of(3).mul(x),
                x -> x.mul(x),
                x -> x.mul(c),
                x -> c.mul(x),
                x -> x.pow(c),
                x -> x.maximum(c));
        for (UnaryOperator<Tensor> below : all) {
            assertEquals(
                    49,
                    watch(x -> below.apply(x.square().sum().mul(c))).chunks().get());
        }
    }

    /** Though all their arrays have one shape. */
    @Test
    void gatesThatMixElementsDoNot() {
        assertSameBits(x -> x.sin().flip(0).exp().neg());
        assertSameBits(x -> x.sin().cumsum(0).square().neg());
        assertSameBits(x -> x.sin().softmax(0).square().neg());
        assertSameBits(x -> {
            Tensor square = x.slice(0, 0, 130 * 130).reshape(130, 130);
            return square.sin().matmul(square).exp().neg();
        });
    }

    /** The other threads that did chunks go on to other work, whose arrays are not the run's. */
    @Test
    void noScopeStaysOpenOnAnyThread() throws Exception {
        Tensor x = Tensor.variable(at);
        for (int i = 0; i < 20; i++) {
            x.square().sin().exp().sum().backward();
            List<Callable<Boolean>> questions = Collections.nCopies(20, () -> Memory.currentScope() == null);
            for (Future<Boolean> none : ForkJoinPool.commonPool().invokeAll(questions)) {
                assertTrue(none.get());
            }
            assertNull(Memory.currentScope());
        }
    }

    /** The rule of a gate that does not declare what it reads. */
    private record Undeclared() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.mul(y);
        }

        @Override
        public Reads reads() {
            return Reads.INPUT;
        }
    }

    @Test
    void mistakesOfAGate() {
        Tensor y = new Undeclared().on(Tensor.variable(at)).neg().sum();
        String message =
                assertThrows(IllegalStateException.class, () -> y.backward()).getMessage();
        assertEquals(
                "gate Undeclared[]: its backward reads its output, which its reads() does not declare: add Reads.OUTPUT"
                        + " to what it returns",
                message);
    }
}
