package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Dropout;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.junit.jupiter.api.Test;

/** What a check of a model says that is not a function in training mode. */
class CheckedModelsTest {
    private static final Tensor X = Tensor.of(Rng.of(1).uniform(Shape.of(6, 4), -1, 1));

    @Test
    void dropoutIsNamedWithWhatToDo() {
        Rng rng = Rng.of(2);
        Sequential model = Sequential.of(Linear.of(4, 8, rng), Dropout.of(0.5, rng), Linear.of(8, 2, rng));
        GradCheckReport report =
                GradCheck.of(model, m -> m.apply(X).square().mean()).report();
        assertEquals(Verdict.NONDETERMINISTIC, report.verdict());
        String text = report.toString();
        assertTrue(text.contains("Random numbers are drawn at CheckedModelsTest.java:"), text);
        assertTrue(text.contains(" in Dropout:"), text);
        assertTrue(text.contains("eval()"), text);
        model.eval();
        assertEquals(
                Verdict.PASS,
                GradCheck.of(model, m -> m.apply(X).square().mean()).report().verdict());
    }
}
