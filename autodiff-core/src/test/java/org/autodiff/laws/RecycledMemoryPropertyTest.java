package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Within a step arrays come with what they held before: every gate gives the same bits there as in fresh memory. */
class RecycledMemoryPropertyTest {

    @Property(shrinking = ShrinkingMode.OFF)
    void everyGateWritesAllOfItsOutput(@ForAll long seed) {
        Draw d = new Draw(seed);
        for (Sample sample : Samples.all()) {
            Sample.On on = sample.draw().apply(d);
            List<NdArray> fresh = evaluate(on.gate(), on.inputs());
            Autodiff.step(() -> soil(fresh));
            assertEquals(
                    fresh,
                    Autodiff.step(() -> evaluate(on.gate(), on.inputs())),
                    () -> on.gate() + " on "
                            + Arrays.stream(on.inputs()).map(Tensor::shape).toList());
        }
    }

    /** Leaves arrays behind that hold NaN, some of each size that will be asked for. */
    private static void soil(List<NdArray> sizes) {
        for (NdArray size : sizes) {
            for (int i = 0; i < 4; i++) {
                Tensor.full(Shape.of(size.size()), Double.NaN).neg();
            }
        }
    }

    /** The outputs, and the gradients of their sum. */
    private static List<NdArray> evaluate(Gate gate, Tensor... inputs) {
        Tensor[] x = Arrays.stream(inputs).map(t -> Tensor.variable(t.value())).toArray(Tensor[]::new);
        List<NdArray> all = new ArrayList<>();
        Tensor sum = Tensor.of(0);
        for (Tensor y : Tensor.applyAll(gate, x)) {
            all.add(y.value());
            sum = sum.add(y.sum());
        }
        if (sum.requiresGrad()) {
            for (int i = 0; i < x.length; i++) {
                if (gate.differentiable(i)) {
                    all.add(sum.backward().ofOrZero(x[i]).value());
                }
            }
        }
        return all;
    }
}
