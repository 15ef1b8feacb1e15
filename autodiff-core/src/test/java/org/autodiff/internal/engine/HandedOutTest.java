package org.autodiff.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.internal.Raw;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.PadMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that a program has taken out of a parameter stay what they were, whatever it is assigned afterwards. */
class HandedOutTest {
    private static Parameter parameter(int n) {
        double[] numbers = new double[n];
        Arrays.setAll(numbers, i -> i + 1);
        return Parameter.of("weight", NdArray.of(Shape.of(1, n), numbers));
    }

    /** Ways to take all the numbers out, in their order. */
    static Stream<Function<Parameter, Object>> ways() {
        return Stream.of(
                p -> p.value(),
                p -> p.detach(),
                p -> Autodiff.jvp(x -> x, p, p).value(),
                p -> Autodiff.jvp(x -> x, p, p).tangent(),
                p -> Autodiff.vjp(x -> x, p, p).value(),
                p -> Autodiff.vjp(x -> x, p, p).gradient(),
                p -> Autodiff.vjp(x -> p, Tensor.zeros(p.shape()), p).value(),
                p -> {
                    Tensor w = Tensor.variable(p.value());
                    return w.backwardFrom(p).of(w);
                },
                p -> p.detach().detach().value(),
                p -> p.value().reshape(Shape.of(p.size())),
                p -> p.reshape(-1),
                p -> p.reshape(p.shape()),
                p -> p.broadcastTo(p.shape()),
                p -> p.broadcastTo(Shape.of(1, 1, p.size())),
                p -> p.sumTo(p.shape()),
                p -> p.expand(1, -1),
                p -> p.squeeze(),
                p -> p.unsqueeze(0),
                p -> p.flatten(),
                p -> p.transpose(),
                p -> p.transpose(0, 0),
                p -> p.permute(0, 1),
                p -> p.movedim(0, 0),
                p -> p.roll(1, 0),
                p -> p.roll(1, p.size()),
                p -> p.flip(0),
                p -> p.pad(new int[0]),
                p -> p.pad(new int[] {0, 0}),
                p -> p.pad(1, 0, 0, PadMode.REFLECT),
                p -> p.pad(1, 0, 0, PadMode.REPLICATE),
                p -> p.pad(1, 0, 0, PadMode.CIRCULAR),
                p -> p.pad(new int[] {0, 0}, 3.0),
                p -> p.slice(1, 0, p.size()),
                p -> p.select(0, 0),
                p -> p.split(1, p.size())[0],
                p -> Tensor.concat(0, p),
                p -> Tensor.stack(0, p),
                p -> Tensor.einsum("ij->ij", p),
                p -> Tensor.einsum("ij->ji", p),
                p -> p.triu(-p.size()),
                p -> p.tril(p.size()),
                p -> p.add(0),
                p -> p.mul(1),
                p -> p.pow(1),
                p -> p.clampMin(0),
                p -> p.relu(),
                p -> Index.of(p.value()),
                p -> Tensor.of(p.value()),
                p -> Tensor.variable(p.value()),
                p -> Tensor.of(p.detach().value()).reshape(-1),
                p -> Autodiff.step(() -> p.value()),
                p -> Autodiff.step(() -> p.detach()),
                p -> Autodiff.step(() -> p.reshape(-1)),
                p -> Autodiff.step(() -> Map.of("best", List.of(p.detach()))),
                p -> Autodiff.valueAndGrad(x -> x.square().sum(), p.detach())
                        .gradient()
                        .div(2),
                p -> Autodiff.vjp(x -> x, p, Tensor.ones(p.shape())).value().value(),
                p -> Autodiff.jvp(x -> x, p, Tensor.ones(p.shape())).value().value(),
                p -> Autodiff.jvp(x -> x.mul(2), Tensor.ones(p.shape()), p)
                        .tangent()
                        .div(2),
                p -> p.mul(Tensor.ones(p.shape())).sum().backward().of(p).mul(p),
                p -> chained(p),
                p -> Tape.record(xs -> xs[0].mul(p).sum(), Tensor.ones(p.shape()))
                        .entries()
                        .get(1)
                        .value()
                        .orElseThrow(),
                p -> Tape.record(xs -> xs[0].add(p.detach()).sum(), Tensor.zeros(p.shape()))
                        .entries()
                        .get(2)
                        .value()
                        .orElseThrow());
    }

    /** The gradient of a product with respect to one side is the other side. */
    private static Tensor chained(Parameter p) {
        Tensor w = Tensor.variable(NdArray.full(p.shape(), 3));
        return p.chain(w).sum().backward().of(w);
    }

    private static double[] numbers(Object taken) {
        if (taken instanceof NdArray a) {
            return a.toArray();
        } else if (taken instanceof Index index) {
            return Arrays.stream(index.toArray()).asDoubleStream().toArray();
        } else if (taken instanceof Map<?, ?> map) {
            return numbers(((List<?>) map.get("best")).get(0));
        }
        return ((Tensor) taken).toArray();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void stays(Function<Parameter, Object> way) {
        for (int n : new int[] {1, 3, 300}) {
            double[] expected = new double[n];
            Arrays.setAll(expected, i -> i + 1);
            Parameter p = parameter(n);
            Object taken = way.apply(p);
            for (int k = 0; k < 3; k++) {
                p.assign(p.mul(-2));
                Autodiff.step(() -> p.assign(p.add(1)));
                assertArrayEquals(expected, numbers(taken));
            }
            assertTrue(p.toArray()[0] != 1);
        }
    }

    @Test
    void theBestWeightsOfATraining() {
        Parameter w = Parameter.of("w", NdArray.of(4, -4));
        Tensor best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 20; i++) {
            double loss = Autodiff.step(() -> {
                Tensor l = w.square().sum();
                double value = l.item();
                w.assign(w.sub(l.backward().of(w).mul(0.75)));
                return value;
            });
            if (i == 10) {
                best = w.detach();
            }
            least = Math.min(least, loss);
        }
        assertArrayEquals(new double[] {-4.0 / 2048, 4.0 / 2048}, best.toArray()); // halved and turned round 11 times
        Parameter again = Parameter.of("w", NdArray.of(0, 0));
        again.assign(best);
        assertArrayEquals(best.toArray(), again.toArray());
    }

    /** Taken out within the step, and put where it outlives it. */
    @Test
    void fromWithinAStep() {
        Parameter w = parameter(300);
        Tensor[] kept = new Tensor[1];
        Autodiff.step(() -> {
            kept[0] = w.detach();
            w.assign(w.mul(5));
        });
        Autodiff.step(() -> w.assign(w.mul(5)));
        assertEquals(300, kept[0].toArray()[299]);
        assertEquals(7500, w.toArray()[299]);
    }

    /** Nothing was taken out: the memory is that of before. */
    @ParameterizedTest
    @ValueSource(ints = {2, 300})
    void trainingAssignsInPlace(int n) {
        Parameter w = parameter(n);
        Tensor x = Tensor.ones(Shape.of(n, 2));
        Supplier<double[]> memory = () -> Raw.data(w.value);
        double[] before = memory.get();
        for (int i = 0; i < 3; i++) {
            Autodiff.step(() -> {
                Tensor l = x.transpose().matmul(w.reshape(n, 1)).square().sum();
                w.assign(w.sub(l.backward().of(w).mul(1e-6)));
                w.toArray();
                w.toString();
            });
        }
        assertSame(before, memory.get());
        w.value();
        w.assign(w.mul(2));
        double[] after = memory.get();
        assertNotSame(before, after);
        w.assign(w.mul(2));
        assertSame(after, memory.get());
    }

    /** What reads the old values on its way back says so, also if somebody has kept them. */
    @Test
    void graphsOfOlderValuesAreStaleAllTheSame() {
        Parameter w = parameter(3);
        Tensor loss = w.square().sum();
        NdArray kept = w.value();
        w.assign(w.mul(2));
        String message =
                assertThrows(IllegalStateException.class, loss::backward).getMessage();
        assertTrue(message.contains("'weight'"), message);
        assertEquals(3, kept.get(0, 2));
    }

    @Test
    void aRefusedAssignmentChangesNothing() {
        Parameter w = parameter(300);
        NdArray kept = w.value();
        Tensor stale = Tensors.snapshot(w);
        w.assign(w.mul(2));
        assertThrows(IllegalStateException.class, () -> w.assign(stale));
        assertThrows(IllegalArgumentException.class, () -> w.assign(Tensor.of(1)));
        assertEquals(600, w.toArray()[299]);
        assertEquals(300, kept.get(0, 299));
        Tensor loss = w.square().sum(); // no version was counted for what was refused
        assertEquals(1200, loss.backward().of(w).toArray()[299]);
    }

    @Test
    void assignedItsOwnNumbers() {
        Parameter w = parameter(300);
        NdArray kept = w.value();
        w.assign(w);
        w.assign(kept);
        w.assign(w.detach());
        assertArrayEquals(kept.toArray(), w.toArray());
    }

    @Test
    void aParameterCopiesWhatItStartsFrom() {
        Parameter a = parameter(300);
        Parameter b = Parameter.of("b", a);
        Parameter c = Parameter.of("c", a.value());
        a.assign(a.mul(2));
        b.assign(b.mul(3));
        assertEquals(600, a.toArray()[299]);
        assertEquals(900, b.toArray()[299]);
        assertEquals(300, c.toArray()[299]);
    }
}
