package org.autodiff.nn;

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

/** Within a debug scope every model gives the same bits, and nothing is reported. */
class DebuggedModelsTest {
    static List<ModelSample> samples() {
        return ModelSamples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sameBits(ModelSample sample) {
        ModelSample.Case drawn = sample.make(Rng.of(7));
        List<NdArray> plain = evaluate(drawn);
        try (DebugScope scope = Autodiff.debug()) {
            assertEquals(plain, evaluate(drawn));
        }
    }

    private static List<NdArray> evaluate(ModelSample.Case drawn) {
        List<Tensor> variables = new ArrayList<>();
        drawn.inputs().forEach(x -> variables.add(Tensor.variable(x.value())));
        Tensor y = drawn.apply().apply(variables.toArray(Tensor[]::new));
        Gradients g = y.square().sum().backward();
        variables.addAll(drawn.model().parameters());
        List<NdArray> all = new ArrayList<>(List.of(y.value()));
        variables.forEach(v -> all.add(g.ofOrZero(v).value()));
        return all;
    }
}
