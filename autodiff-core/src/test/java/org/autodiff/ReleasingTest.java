package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.autodiff.gate.LinearGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Backward gives up what it has used, as it goes. */
class ReleasingTest {
    private static final Shape LARGE = Shape.of(1000);

    /** The same numbers; on the way back it does something. */
    private record OnTheWayBack(Runnable action) implements LinearGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(x::at);
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            action.run();
            return upstream;
        }
    }

    /** Two halves of a chain; between them, on the way back, somebody looks. */
    private static Tensor chain(Tensor x, List<WeakReference<double[]>> kept, Runnable between) {
        UnaryOperator<Tensor> half = t -> {
            Tensor y = t;
            for (int i = 0; i < 10; i++) {
                y = y.mul(0.5).exp();
                kept.add(new WeakReference<>(ArrayAccess.data(y.value())));
            }
            return y;
        };
        return half.apply(new OnTheWayBack(between).on(half.apply(x))).sum();
    }

    private static long gone(List<WeakReference<double[]>> kept) {
        Collected.isGone(kept.get(19)); // or waits in vain
        return kept.stream().filter(w -> w.refersTo(null)).count();
    }

    @Test
    void memoryFallsOnTheWay() {
        Tensor x = Tensor.variable(NdArray.full(LARGE, 0.1));
        List<WeakReference<double[]>> kept = new ArrayList<>();
        long[] gone = new long[1];
        Tensor loss = chain(x, kept, () -> gone[0] = gone(kept));
        Gradients g = loss.backward(Tensor.Backward.RELEASING);
        assertEquals(10, gone[0]); // the second half, while the first one is still needed
        assertTrue(loss.requiresGrad()); // the loss was there all the time
        for (WeakReference<double[]> w : kept) {
            assertTrue(Collected.isGone(w));
        }
        Tensor again = chain(x, new ArrayList<>(), () -> {});
        assertArrayEquals(again.backward().of(x).toArray(), g.of(x).toArray(), 0);
    }

    @Test
    void aTransformReleasesByItself() {
        List<WeakReference<double[]>> kept = new ArrayList<>();
        long[] gone = new long[1];
        Tensor x = Tensor.of(NdArray.full(LARGE, 0.1));
        Tensor g = Autodiff.grad(t -> chain(t, kept, () -> gone[0] = gone(kept)), x);
        assertEquals(10, gone[0]);
        Tensor v = Tensor.variable(x.value());
        assertArrayEquals(chain(v, new ArrayList<>(), () -> {}).backward().of(v).toArray(), g.toArray(), 0);
    }

    @Test
    void whatOthersCanReachIsNotReleased() {
        Tensor w = Tensor.variable(2);
        Tensor square = w.square(); // on the tape of the program
        Tensor g = Autodiff.grad(t -> t.mul(square).exp(), Tensor.of(0.5));
        assertEquals(4 * Math.exp(2), g.item(), 1e-13);
        // d/dw of w^2 exp(w^2 / 2) = (2 w + w^3) exp(w^2 / 2)
        assertEquals(12 * Math.exp(2), g.backward().of(w).item(), 1e-12);
        assertEquals(4, square.backward().of(w).item());
    }

    @Test
    void thereIsNoSecondTime() {
        Tensor x = Tensor.variable(1, 2);
        Tensor trunk = x.exp();
        Tensor loss = trunk.square().sum();
        Tensor other = trunk.sin().sum();
        Gradients g = loss.backward(Tensor.Backward.RELEASING);
        assertEquals(2 * Math.exp(2), g.of(x).toArray()[0], 1e-13);
        for (Tensor t : List.of(loss, other)) {
            IllegalStateException e = assertThrows(IllegalStateException.class, t::backward);
            assertTrue(e.getMessage().contains("were released by an earlier backward"), e.getMessage());
        }
        assertEquals(Math.exp(1), trunk.toArray()[0], 1e-15); // the program holds it
        Tensor anew = x.exp().sum();
        assertEquals(Math.exp(1), anew.backward().of(x).toArray()[0], 1e-15);
        assertEquals(Math.exp(1), anew.backward().of(x).toArray()[0], 1e-15); // the default can be repeated
    }

    @Test
    void largeRunsOfElementwiseOperationsToo() {
        Tensor x = Tensor.variable(NdArray.full(Shape.of(300_000), 0.1));
        Tensor loss = x.exp().sin().mul(x).tanh().sum();
        double[] expected = loss.backward().of(x).toArray();
        assertArrayEquals(
                expected, loss.backward(Tensor.Backward.RELEASING, x).of(x).toArray(), 0);
        assertThrows(IllegalStateException.class, loss::backward);
        assertFalse(Tape.of(loss).saved().bytes() > 0);
    }

    @Test
    void gatesOfManyInputsAndOutputs() {
        Tensor x = Tensor.variable(new double[][] {{2, 1}, {1, 3}});
        Tensor loss = Linalg.slogdet(x)
                .logabsdet()
                .add(Tensor.concat(0, x, x.square()).sum());
        double[] expected = loss.backward().of(x).toArray();
        assertArrayEquals(
                expected, loss.backward(Tensor.Backward.RELEASING).of(x).toArray(), 0);
        assertThrows(IllegalStateException.class, loss::backward);
    }
}
