package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.explain.DebugScope;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Within a debug scope every gate gives the same bits, and inside its domain none is reported. */
class DebuggedGatesTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyGateGivesTheSameBits(long seed) {
        Draw d = new Draw(seed);
        for (Sample sample : Samples.all()) {
            Sample.On on = sample.draw().apply(d);
            List<NdArray> plain = evaluate(on.gate(), on.inputs());
            try (DebugScope scope = Autodiff.debug()) {
                assertEquals(plain, evaluate(on.gate(), on.inputs()), () -> "" + on.gate());
            }
        }
    }

    /** The outputs, gradients, and tangents of gradients. */
    private static List<NdArray> evaluate(Gate gate, Tensor... inputs) {
        List<NdArray> all = new ArrayList<>();
        for (Tensor y : Tensor.applyAll(gate, inputs)) {
            all.add(y.value());
        }
        for (int i = 0; i < inputs.length; i++) {
            if (gate.differentiable(i) && inputs[i].size() > 0) {
                int moving = i;
                Tensor ones = Tensor.ones(inputs[i].shape());
                var moved = Autodiff.jvp(x -> Autodiff.grad(t -> sum(gate, moving, t, inputs), x), inputs[i], ones);
                all.add(moved.value().value());
                all.add(moved.tangent().value());
            }
        }
        return all;
    }

    private static Tensor sum(Gate gate, int moving, Tensor x, Tensor... inputs) {
        Tensor[] replaced = inputs.clone();
        replaced[moving] = x;
        Tensor sum = Tensor.of(0);
        for (Tensor y : Tensor.applyAll(gate, replaced)) {
            sum = sum.add(y.sin().sum());
        }
        return sum;
    }
}
