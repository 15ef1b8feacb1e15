package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.norm.BatchNorm1d;
import org.junit.jupiter.api.Test;

/** Checks of models: every parameter by name, nothing moved, and what to do about dropout. */
class GradCheckOfModelsTest {
    private final Rng rng = Rng.of(3);
    private final Tensor batch = Tensor.of(rng.normal(Shape.of(5, 4), 0, 1));

    private static Map<String, NdArray> numbers(Model model) {
        Map<String, NdArray> all = new TreeMap<>();
        model.namedParameters().forEach((n, p) -> all.put(n, NdArray.of(p.shape(), p.toArray())));
        model.namedBuffers()
                .forEach((n, b) ->
                        all.put(n, NdArray.of(b.value().shape(), b.value().toArray())));
        return all;
    }

    @Test
    void runningStatisticsKeepTheirBits() {
        Sequential model = Sequential.of(Linear.of(4, 3, rng), BatchNorm1d.of(3), Linear.of(3, 2, rng));
        Map<String, NdArray> before = numbers(model);
        GradCheckReport report = GradCheck.of(
                        model, (Sequential m, Tensor x) -> m.apply(x).square().mean())
                .on(batch)
                .report();
        assertEquals(before, numbers(model));
        assertTrue(report.coordinates().stream().anyMatch(c -> c.name().equals("2.weight[0, 1]")), report::toString);
        GradCheck.of(() -> model.apply(batch).square().mean())
                .parameters(model.parameters())
                .report();
        assertEquals(before, numbers(model));
    }

    @Test
    void dropoutIsToldToBeEvaluated() {
        Sequential model = Sequential.of(Linear.of(4, 3, rng), Dropout.of(0.5, rng));
        GradCheckReport report = GradCheck.of(
                        model, (Sequential m, Tensor x) -> m.apply(x).square().mean())
                .on(batch)
                .report();
        assertEquals(Verdict.NONDETERMINISTIC, report.verdict(), report::toString);
        assertTrue(report.reason().contains("eval()"), report::reason);
        model.eval();
        GradCheck.of(model, (Sequential m, Tensor x) -> m.apply(x).square().mean())
                .on(batch)
                .assertPasses();
    }
}
