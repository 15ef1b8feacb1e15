package org.autodiff.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a program makes of its own numbers outlives the step in which it happens to be made first. */
class ConstantsInStepTest {
    private static final class Lazy {
        static final Tensor SMALL = Tensor.of(1, 2, 3);
        static final Tensor LARGE = Tensor.arange(500);
    }

    @Test
    void aStaticConstantMayBeTouchedFirstInsideAStep() {
        for (int i = 0; i < 3; i++) {
            assertEquals(6, Autodiff.step(() -> Lazy.SMALL.sum().item()));
            assertEquals(499 * 250, Autodiff.step(() -> Lazy.LARGE.sum().item()));
        }
    }

    private static final int N = 300;

    /** Each of N numbers or more, and of three. */
    static Stream<Supplier<NdArray>> made() {
        return Stream.of(3, N).flatMap(n -> {
            double[] numbers = new double[n];
            Arrays.setAll(numbers, i -> 1 + i);
            int[] whole = new int[n];
            Arrays.setAll(whole, i -> 1 + i);
            Shape shape = Shape.of(n);
            return Stream.<Supplier<NdArray>>of(
                    () -> NdArray.of(numbers),
                    () -> NdArray.of(shape, numbers),
                    () -> NdArray.of(new double[][] {numbers, numbers}),
                    () -> NdArray.full(shape, 7),
                    () -> NdArray.zeros(shape),
                    () -> NdArray.build(shape, data -> Arrays.fill(data, 4)),
                    () -> NdArray.of(numbers).reshape(Shape.of(1, n)),
                    () -> Tensor.of(numbers).value(),
                    () -> Tensor.of(shape, numbers).value(),
                    () -> Tensor.of(new double[][] {numbers}).value(),
                    () -> Tensor.of(new DMatrixRMaj(n, 1, true, numbers)).value(),
                    () -> Tensor.zeros(shape).value(),
                    () -> Tensor.ones(shape).value(),
                    () -> Tensor.full(shape, 2).value(),
                    () -> Tensor.eye(n).value(),
                    () -> Tensor.arange(n).value(),
                    () -> Tensor.variable(numbers).value(),
                    () -> Tensor.variable(shape, numbers).value(),
                    () -> Tensor.variable(new double[][] {numbers}).value(),
                    () -> Tensor.variable("v", NdArray.of(numbers)).value(),
                    () -> Parameter.of("p", NdArray.of(numbers)).value(),
                    () -> Parameter.of("p", Tensor.of(numbers).mul(2)).value(),
                    () -> Index.of(whole).asArray(),
                    () -> Tensor.oneHot(Index.of(whole), n + 1).value(),
                    () -> Rng.of(1).uniform(shape, 0, 1),
                    () -> Rng.of(2).normal(shape, 0, 1));
        });
    }

    @ParameterizedTest
    @MethodSource("made")
    void staysAsItIs(Supplier<NdArray> made) {
        double[] before = made.get().toArray();
        NdArray[] inside = new NdArray[1];
        for (int i = 0; i < 3; i++) {
            Autodiff.step(() -> {
                inside[0] = made.get();
                Tensor.full(inside[0].shape(), -1).mul(3).neg(); // would take over the memory
            });
            Autodiff.step(() -> Tensor.full(inside[0].shape(), -1).mul(3));
        }
        assertArrayEquals(before, inside[0].toArray());
    }

    @Test
    void whatIsComputedIsRecycledAndTheMessageThinksOfConstants() {
        Tensor[] computed = new Tensor[1];
        Autodiff.step(() -> {
            computed[0] = Tensor.arange(N).mul(2);
        });
        String message = assertThrows(IllegalStateException.class, () -> computed[0].sum())
                .getMessage();
        assertTrue(message.contains("made inside Autodiff.step"), message);
        assertTrue(message.contains("static constant"), message);
    }

    @Test
    void printingNeverThrows() {
        for (int n : new int[] {1, 2, N}) {
            Parameter p = Parameter.of("weight", NdArray.full(Shape.of(n), 1));
            Tensor beforeAssign = Tensors.snapshot(p);
            Tape tape = Tape.record(xs -> xs[0].mul(p).sum(), Tensor.variable(NdArray.full(Shape.of(n), 2)));
            Object[] made = new Object[8];
            Autodiff.step(() -> {
                Tensor x = Tensor.variable(NdArray.full(Shape.of(n), 2));
                Tensor y = x.mul(2);
                Gradients gradients = y.mul(x).sum().backward();
                made[0] = y;
                made[1] = y.value();
                made[2] = gradients;
                made[3] = gradients.of(x);
                made[4] = Index.of(y.value());
                made[5] = Autodiff.valueAndGrad(t -> t.square().sum(), y);
                made[6] = Tape.record(xs -> xs[0].mul(2).sum(), y);
                made[7] = List.of(Map.of("y", y));
            });
            p.assign(p.mul(2));
            assertEquals("Tensor(" + n + ") [recycled], by mul", made[0].toString());
            assertEquals("[recycled]", made[1].toString());
            assertTrue(made[2].toString().contains("Gradients"), made[2].toString());
            assertTrue(made[3].toString().startsWith("Tensor(" + n + ") [recycled]"), made[3].toString());
            assertEquals("Index(" + n + ")[recycled]", made[4].toString());
            assertTrue(made[5].toString().contains("[recycled]"), made[5].toString());
            assertTrue(made[6].toString().contains("[recycled]"), made[6].toString());
            assertTrue(made[7].toString().contains("[recycled]"), made[7].toString());
            assertEquals("Tensor(" + n + ") [overwritten], variable 'weight'", beforeAssign.toString());
            assertTrue(p.toString().startsWith("Parameter weight(" + n + ") [2.0"), p.toString());
            assertTrue(tape.toString().contains("= mul(%0, %1)"), tape.toString());
            assertEquals(
                    "Tensor(3) [not declared in reads()]",
                    Tensors.unread(Shape.of(3), 0).toString());
        }
    }
}
