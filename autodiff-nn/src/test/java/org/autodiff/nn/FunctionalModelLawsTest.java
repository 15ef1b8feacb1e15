package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.tree.Tree;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model of this module can be applied with other parameters, one set of them or a batch. */
class FunctionalModelLawsTest {
    private static final int MEMBERS = 3;

    static List<ModelSample> samples() {
        return ModelSamples.all().stream()
                .filter(s -> !s.make(Rng.of(0)).model().parameters().isEmpty())
                .toList();
    }

    private static Tensor loss(ModelSample.Case drawn) {
        return drawn.apply()
                .apply(drawn.inputs().toArray(Tensor[]::new))
                .add(0.7)
                .square()
                .sum();
    }

    /** Parameters near those of the model, another set for each member of an ensemble. */
    private static List<Map<String, Tensor>> members(Model model) {
        List<Map<String, Tensor>> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            double factor = 1 + 0.1 * i;
            members.add(Tree.map(p -> p.mul(factor).add(0.01 * factor), model.parameterValues()));
        }
        return members;
    }

    private static Map<String, Tensor> stacked(List<Map<String, Tensor>> members) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (String name : members.get(0).keySet()) {
            all.put(name, Tensor.stack(0, members.stream().map(m -> m.get(name)).toArray(Tensor[]::new)));
        }
        return all;
    }

    private static void assertClose(double[] expected, double[] got, String what) {
        assertEquals(expected.length, got.length, what);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], got[i], 1e-11 * (1 + Math.abs(expected[i])), what + ", element " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void gradientsByNameAreThoseOfBackward(ModelSample sample) {
        ModelSample.Case drawn = sample.make(Rng.of(sample.name().hashCode()));
        drawn.model().eval();
        Map<String, Tensor> got = Autodiff.grad(drawn.model(), m -> loss(drawn));
        Gradients expected = loss(drawn).backward();
        assertEquals(drawn.model().namedParameters().keySet(), got.keySet());
        drawn.model()
                .namedParameters()
                .forEach((name, p) -> assertArrayEquals(
                        expected.ofOrZero(p).toArray(), got.get(name).toArray(), name));
    }

    /** Against a copy of the numbers into the parameters themselves. */
    @ParameterizedTest
    @MethodSource("samples")
    void otherParametersAreThoseThatAreAssigned(ModelSample sample) {
        ModelSample.Case drawn = sample.make(Rng.of(sample.name().hashCode()));
        Model model = drawn.model();
        model.eval();
        List<Map<String, Tensor>> members = members(model);
        Map<String, Tensor> all = stacked(members);
        Tensor losses = Autodiff.vmap(all, values -> model.with(values, () -> loss(drawn)));
        Map<String, Tensor> gradients =
                Autodiff.vmap(all, values -> model.with(values, () -> Autodiff.grad(model, m -> loss(drawn))));
        for (int i = 0; i < MEMBERS; i++) {
            Map<String, Tensor> values = members.get(i);
            double applied = model.with(values, () -> loss(drawn)).item();
            Map<String, double[]> own = new LinkedHashMap<>();
            model.namedParameters().forEach((name, p) -> own.put(name, p.toArray()));
            model.namedParameters().forEach((name, p) -> p.assign(values.get(name)));
            Tensor loss = loss(drawn);
            Gradients expected = loss.backward();
            assertEquals(loss.item(), applied, "member " + i);
            assertClose(loss.toArray(), losses.select(0, i).toArray(), "loss of member " + i);
            for (Map.Entry<String, Parameter> e : model.namedParameters().entrySet()) {
                assertClose(
                        expected.ofOrZero(e.getValue()).toArray(),
                        gradients.get(e.getKey()).select(0, i).toArray(),
                        e.getKey() + " of member " + i);
            }
            model.namedParameters().forEach((name, p) -> p.assign(Tensor.of(p.shape(), own.get(name))));
        }
        assertTrue(
                MEMBERS > 1 && losses.select(0, 0).item() != losses.select(0, 1).item());
    }
}
