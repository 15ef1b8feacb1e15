package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class StepTest {
    @Test
    void whatIsReturnedEscapesAndTheRestIsGone() {
        Tensor[] leaked = new Tensor[1];
        Tensor result = Autodiff.step(() -> {
            leaked[0] = Tensor.ones(Shape.of(100)).mul(3);
            return leaked[0].add(1);
        });
        assertEquals(400, result.sum().item());
        String message = assertThrows(IllegalStateException.class, () -> leaked[0].toArray())
                .getMessage();
        assertTrue(message.contains("Autodiff.step"), message);
        assertThrows(IllegalStateException.class, () -> leaked[0].add(1));
    }

    @Test
    void evenSmallArraysAreGone() {
        Tensor[] leaked = new Tensor[1];
        Autodiff.step(() -> {
            leaked[0] = Tensor.of(1, 2).mul(3);
        });
        assertThrows(IllegalStateException.class, () -> leaked[0].toArray());
    }

    private record Result(Tensor a, List<Tensor> b, double loss) {}

    @Test
    void escapesThroughContainersAndRecords() {
        Tensor x = Tensor.variable(NdArray.full(Shape.of(50), 2));
        Result r = Autodiff.step(() -> {
            Gradients g = x.square().sum().backward();
            return new Result(g.of(x), List.of(x.mul(5)), 1);
        });
        assertEquals(4, r.a().value().get(49));
        assertEquals(10, r.b().get(0).value().get(0));
        Gradients g = Autodiff.step(() -> x.square().sum().backward());
        assertEquals(4, g.of(x).value().get(7));
        NdArray[] arrays = Autodiff.step(() -> new NdArray[] {x.mul(2).value()});
        assertEquals(4, arrays[0].get(3));
    }

    @Test
    void aReturnedTensorIsAValueWithoutHistory() {
        Tensor x = Tensor.variable(2);
        assertFalse(Autodiff.step(() -> x.square()).requiresGrad());
    }

    @Test
    void recycledMemoryIsNotConfused() {
        // Steps of the same shapes share memory; what one returned must not be overwritten by the next.
        Tensor kept = Autodiff.step(() -> Tensor.arange(64).mul(2));
        for (int i = 0; i < 10; i++) {
            int k = i;
            Tensor other = Autodiff.step(() -> Tensor.arange(64).mul(k).add(1).mul(2));
            assertEquals(2 * (63 * k + 1), other.value().get(63));
        }
        assertEquals(126, kept.value().get(63));
    }

    @Test
    void nestedStepsEscapeOutwards() {
        Tensor[] fromInner = new Tensor[1];
        Tensor outer = Autodiff.step(() -> {
            fromInner[0] = Autodiff.step(() -> Tensor.arange(40).add(1));
            Tensor scratch = Tensor.arange(40).mul(100); // would take over the memory, had it been recycled
            assertEquals(40, fromInner[0].value().get(39));
            return fromInner[0].add(scratch);
        });
        assertEquals(40 + 3900, outer.value().get(39));
        assertThrows(IllegalStateException.class, () -> fromInner[0].toArray());
    }

    @Test
    void anExceptionEndsTheStepAndRecyclesNothing() {
        Tensor[] made = new Tensor[1];
        assertThrows(
                ArithmeticException.class,
                () -> Autodiff.step(() -> {
                    made[0] = Tensor.arange(40);
                    throw new ArithmeticException();
                }));
        assertEquals(39, made[0].value().get(39));
    }

    @Test
    void gradientsInsideAStepEqualThoseOutside() {
        Rng rng = Rng.of(3);
        Tensor x = Tensor.of(rng.normal(Shape.of(16, 8), 0, 1));
        Tensor w = Tensor.variable(rng.normal(Shape.of(8, 8), 0, 1));
        Tensor b = Tensor.variable(rng.normal(Shape.of(8), 0, 1));
        Supplier<List<Tensor>> gradients = () -> {
            Tensor h = x.matmul(w).add(b).tanh();
            Tensor y = h.add(h.matmul(w).sigmoid()).reshape(8, 16).sum(0).logSoftmax(0);
            Gradients g = y.mul(y).sum().backward();
            return List.of(g.of(w), g.of(b));
        };
        List<Tensor> outside = gradients.get();
        for (int i = 0; i < 3; i++) {
            List<Tensor> inside = Autodiff.step(gradients);
            assertEquals(outside.get(0).value(), inside.get(0).value());
            assertEquals(outside.get(1).value(), inside.get(1).value());
        }
    }

    @Test
    void secondOrderAndForwardModeInsideAStep() {
        Tensor x = Tensor.of(Rng.of(4).normal(Shape.of(40), 0, 1));
        Tensor v = Tensor.of(Rng.of(5).normal(Shape.of(40), 0, 1));
        Supplier<Tensor> product =
                () -> Autodiff.hvp(t -> t.softmax(0).mul(t.sin()).sum(), x, v);
        assertEquals(product.get().value(), Autodiff.step(product).value());
        assertEquals(product.get().value(), Autodiff.step(product).value());
    }

    @Test
    void assigningAParameterMakesOlderGraphsStaleByName() {
        Parameter w = Parameter.of("encoder.weight", NdArray.of(1, 2));
        Tensor loss = w.square().sum();
        Tensor old = w.mul(1);
        w.assign(Tensor.of(3, 4));
        String message =
                assertThrows(IllegalStateException.class, loss::backward).getMessage();
        assertTrue(message.contains("encoder.weight"), message);
        assertArrayEquals(new double[] {1, 2}, old.toArray());
        assertArrayEquals(new double[] {6, 8}, w.square().sum().backward().of(w).toArray());
        // A rule that does not read the value does not care.
        Tensor sum = w.sum();
        w.assign(Tensor.of(5, 6));
        assertArrayEquals(new double[] {1, 1}, sum.backward().of(w).toArray());
        assertThrows(IllegalArgumentException.class, () -> w.assign(Tensor.of(1)));
    }

    @Test
    void anyObjectMayBeReturned() {
        assertEquals(Path.of("a"), Autodiff.step(() -> Path.of("a"))); // a path iterates over itself
        List<Object> cyclic = new ArrayList<>();
        cyclic.add(cyclic);
        Tensor inside = Autodiff.step(() -> {
            Tensor t = Tensor.arange(40).mul(2);
            cyclic.add(t);
            return (Tensor) cyclic.get(1);
        });
        assertEquals(78, inside.value().get(39));
        assertEquals(cyclic.size(), Autodiff.step(() -> cyclic).size());
    }
}
