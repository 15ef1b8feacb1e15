package org.autodiff.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.explain.DebugScope;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Within a debug scope every loss gives the same bits, and nothing is reported. */
class DebuggedLossesTest {
    static List<LossSample> samples() {
        return LossSamples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sameBits(LossSample sample) {
        LossSample.Case drawn = sample.make(Rng.of(7), Reduction.MEAN);
        List<NdArray> plain = evaluate(drawn);
        try (DebugScope scope = Autodiff.debug()) {
            assertEquals(plain, evaluate(drawn));
        }
    }

    private static List<NdArray> evaluate(LossSample.Case drawn) {
        Tensor[] variables =
                drawn.inputs().stream().map(x -> Tensor.variable(x.value())).toArray(Tensor[]::new);
        Tensor loss = drawn.apply().apply(variables);
        Gradients g = loss.backward();
        List<NdArray> all = new ArrayList<>(List.of(loss.value()));
        for (Tensor v : variables) {
            all.add(g.ofOrZero(v).value());
        }
        return all;
    }
}
