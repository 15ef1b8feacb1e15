package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.gates.PlantedBuiltIns;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.PoisonedMemory;
import org.autodiff.ndarray.Shape;

/** Arrays come with what they held before: whatever that is, every gate gives the same bits as in clean memory. */
class RecycledMemoryPropertyTest {
    /** NaN shows in sums, products and copies; a large number in what asks whether something is NaN, or is larger. */
    private static final double[] GARBAGE = {Double.NaN, 1e9, -1e9};

    @Property(shrinking = ShrinkingMode.OFF)
    void everyGateWritesAllOfItsOutput(@ForAll long seed) {
        Draw d = new Draw(seed);
        double garbage = GARBAGE[(int) Long.remainderUnsigned(seed, GARBAGE.length)];
        for (Sample sample : Samples.all()) {
            Sample.On on = sample.draw().apply(d);
            assertEquals(
                    evaluate(on.gate(), on.inputs()),
                    poisoned(garbage, on),
                    () -> "around " + garbage + ", " + on.gate() + " on "
                            + Arrays.stream(on.inputs()).map(Tensor::shape).toList());
        }
    }

    /** First in fresh memory, then in what that left. */
    private static List<NdArray> poisoned(double garbage, Sample.On on) {
        Supplier<List<NdArray>> evaluation = () -> evaluate(on.gate(), on.inputs());
        return PoisonedMemory.with(garbage, () -> {
            List<NdArray> fresh = evaluation.get();
            Autodiff.step(() -> evaluate(on.gate(), on.inputs()));
            assertEquals(fresh, Autodiff.step(evaluation));
            return fresh;
        });
    }

    /** The outputs, gradients, tangents, and tangents of gradients. */
    private static List<NdArray> evaluate(Gate gate, Tensor... inputs) {
        List<NdArray> all = new ArrayList<>();
        for (Tensor y : Tensor.applyAll(gate, inputs)) {
            all.add(y.value());
        }
        for (int i = 0; i < inputs.length; i++) {
            if (gate.differentiable(i) && inputs[i].size() > 0) {
                int moving = i;
                Tensor direction = weights(inputs[i].shape(), 5);
                Autodiff.ValueAndTangent moved = Autodiff.jvp(
                        x -> Autodiff.grad(t -> weightedSum(gate, with(inputs, moving, t)), x), inputs[i], direction);
                all.add(moved.value().value());
                all.add(moved.tangent().value());
                all.add(Autodiff.jvp(t -> weightedSum(gate, with(inputs, moving, t)), inputs[i], direction)
                        .tangent()
                        .value());
            }
        }
        return all;
    }

    private static Tensor[] with(Tensor[] inputs, int i, Tensor x) {
        Tensor[] replaced = inputs.clone();
        replaced[i] = x;
        return replaced;
    }

    private static Tensor weightedSum(Gate gate, Tensor... inputs) {
        Tensor sum = Tensor.of(0);
        for (Tensor y : Tensor.applyAll(gate, inputs)) {
            sum = sum.add(y.mul(weights(y.shape(), 7)).sum());
        }
        return sum;
    }

    private static Tensor weights(Shape shape, long seed) {
        return Tensor.of(shape, new Random(seed).doubles(shape.size(), -1, 1).toArray());
    }

    // ---- the test sees what it is for

    @Example
    void aGateThatForgetsAnElementIsSeen() {
        for (int n : new int[] {1, 2, 24, 300}) {
            Sample.On on = new Sample.On(new PlantedBuiltIns.Forgetful(), weights(Shape.of(n), 1));
            List<NdArray> clean = evaluate(on.gate(), on.inputs());
            for (double garbage : GARBAGE) {
                assertThrows(AssertionError.class, () -> assertEquals(clean, poisoned(garbage, on)));
            }
        }
    }

    /** Within a step memory of every size comes back, and what it held is gone. */
    @Example
    void memoryIsPoisonedAlsoWhenItIsGivenUp() {
        for (int n : new int[] {1, 3, 300}) {
            double[] seen = PoisonedMemory.with(-7, () -> {
                Autodiff.step(() -> Tensor.arange(n).add(1).mul(3));
                return Autodiff.step(() ->
                        new PlantedBuiltIns.Untouched().on(Tensor.arange(n)).toArray());
            });
            double[] expected = new double[n];
            Arrays.fill(expected, -7);
            assertArrayEquals(expected, seen);
        }
        assertTrue(Arrays.stream(
                        new PlantedBuiltIns.Untouched().on(Tensor.arange(5)).toArray())
                .allMatch(y -> y == 0)); // off again
    }
}
