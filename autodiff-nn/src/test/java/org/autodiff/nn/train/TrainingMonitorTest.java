package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.conv.Conv1d;
import org.autodiff.nn.conv.Conv2d;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.train.TrainingReport.Finding;
import org.autodiff.nn.train.TrainingReport.LayerReport;
import org.autodiff.nn.train.TrainingReport.Problem;
import org.junit.jupiter.api.Test;

class TrainingMonitorTest {
    private static final Tensor X = Tensor.of(Rng.of(1).normal(Shape.of(32, 8), 0, 1));
    private static final Tensor Y = X.narrow(1, 0, 1).sin();

    /** One epoch of one batch. */
    private static TrainingReport epoch(Layer model, double rate) {
        Optimizer optimizer = Optimizer.of(model, new Sgd(), rate);
        try (TrainingMonitor monitor = TrainingMonitor.of(model)) {
            for (int i = 0; i < 3; i++) {
                Autodiff.step(() -> {
                    Gradients gradients = new Mse().apply(model.apply(X), Y).backward();
                    monitor.step(gradients, () -> optimizer.step(gradients));
                });
            }
            return monitor.epoch();
        }
    }

    private static Layer deep(int depth, Initializer weights, Supplier<Layer> activation) {
        Rng rng = Rng.of(2);
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            layers.add(Linear.builder(8, 8).weights(weights).build(rng));
            layers.add(activation.get());
        }
        layers.add(Linear.of(8, 1, rng));
        return Sequential.of(layers);
    }

    private static List<String> paths(TrainingReport report, Problem problem) {
        return report.findings().stream()
                .filter(f -> f.problem() == problem)
                .map(Finding::path)
                .toList();
    }

    // ---- planted faults

    @Test
    void aDeepNetworkOfSigmoidsVanishes() {
        TrainingReport report = epoch(deep(10, Initializer.xavierUniform(), Activation::sigmoid), 0.1);
        List<String> vanishing = paths(report, Problem.VANISHING);
        assertTrue(vanishing.containsAll(List.of("0", "2", "4")), report.toText());
        assertFalse(vanishing.contains("18"), report.toText());
        assertEquals(vanishing.size(), report.findings().size(), report.toText());
        String text = report.findings().get(0).text();
        assertTrue(
                text.matches("0 \\(Linear\\(8 -> 8\\)\\): gradients [0-9]e-[0-9]+ of those of the last layer, 20:"
                        + " vanishing; consider relu .*"),
                text);
    }

    @Test
    void tooLargeWeightsExplode() {
        TrainingReport report = epoch(deep(5, Initializer.normal(0, 10), Activation::relu), 0);
        assertTrue(paths(report, Problem.EXPLODING).containsAll(List.of("4", "6", "8")), report.toText());
        assertEquals(List.of(), paths(report, Problem.VANISHING), report.toText());
        String text = report.findings().get(0).text();
        assertTrue(text.contains("times those of the first layer, 0: exploding; consider smaller initial"), text);
    }

    @Test
    void gradientsThatGrowBackwardsExplode() {
        // 12 linear maps by 3, each followed by one that scales values down again: only gradients grow
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            layers.add(Linear.builder(8, 8).weights(Initializer.orthogonal(3)).build(Rng.of(i)));
            layers.add(Activation.of("scaled", x -> x.detach().div(3).add(x.sub(x.detach()))));
        }
        layers.add(Linear.of(8, 1, Rng.of(3)));
        TrainingReport report = epoch(Sequential.of(layers), 0);
        assertTrue(paths(report, Problem.EXPLODING).containsAll(List.of("0", "2")), report.toText());
        assertFalse(paths(report, Problem.EXPLODING).contains("22"), report.toText());
    }

    @Test
    void negativeBiasesAreDying() {
        Layer model = deep(2, Initializer.heNormal(), Activation::relu);
        Parameter bias = model.namedParameters().get("2.bias");
        double[] values = bias.toArray();
        for (int i = 0; i < 5; i++) {
            values[i] = -100;
        }
        bias.assign(NdArray.of(Shape.of(8), values));
        TrainingReport report = epoch(model, 0.01);
        assertEquals(List.of("3"), paths(report, Problem.DYING), report.toText());
        assertEquals(1, report.findings().size(), report.toText());
        assertEquals(
                "3 (relu): 5 of 8 units are 0 for all samples: dying; consider a smaller learning rate, initial biases"
                        + " of 0, or a leaky relu",
                report.findings().get(0).text());
        assertEquals(5, report.layer("3").deadUnits());
        assertEquals(8, report.layer("3").units());
    }

    @Test
    void onlyTheLayerWhereUnitsDieIsBlamed() {
        Linear hidden = Linear.of(8, 4, Rng.of(1));
        hidden.namedParameters().get("bias").assign(NdArray.of(-100, -100, 1, 1));
        Layer model = Sequential.of(
                hidden, Activation.relu(), Activation.of("passes on", x -> x.mul(2)), Linear.of(4, 1, Rng.of(2)));
        TrainingReport report = epoch(model, 0.001);
        assertEquals(List.of("1"), paths(report, Problem.DYING), report.toText());
        assertEquals(2, report.layer("2").deadUnits());
    }

    @Test
    void largeWeightsSaturateTanh() {
        TrainingReport report = epoch(deep(1, Initializer.normal(0, 30), Activation::tanh), 0);
        assertEquals(List.of("1"), paths(report, Problem.SATURATED), report.toText());
        assertTrue(report.layer("1").saturated() > 0.9);
        assertEquals(Double.NaN, report.layer("0").saturated());
    }

    @Test
    void tooLargeALearningRateExplodes() {
        TrainingReport report = epoch(deep(1, Initializer.heNormal(), Activation::tanh), 300);
        assertTrue(paths(report, Problem.EXPLODING).contains("2"), report.toText());
        assertTrue(report.toText().contains("a step changes its weights by"), report.toText());
    }

    @Test
    void theFirstLayerWithNaNIsNamed() {
        Layer model = Sequential.of(
                Linear.of(8, 4, Rng.of(1)), Activation.of("log", Tensor::log), Linear.of(4, 1, Rng.of(1)));
        TrainingReport report = epoch(model, 0.1);
        assertTrue(report.findings().get(0).text().startsWith("1 (log): "), report.toText());
        assertTrue(report.findings().get(0).text().contains("values are infinite or NaN: exploding"));
        assertEquals(
                1,
                report.findings().stream().filter(f -> f.text().contains("NaN")).count());
    }

    @Test
    void gradientsThatBreakFirstAreNamed() {
        // the square root of 0 has an infinite slope: values are finite, the gradients of what is before it are not
        Layer model = Sequential.of(
                Linear.of(8, 4, Rng.of(1)),
                Activation.of("root", x -> x.sub(x.detach()).sqrt()),
                Linear.of(4, 1, Rng.of(1)));
        TrainingReport report = epoch(model, 0.1);
        String text = report.findings().get(0).text();
        assertTrue(text.startsWith("0 (Linear(8 -> 4)): "), text);
        assertEquals(Problem.EXPLODING, report.findings().get(0).problem());
    }

    // ---- the numbers

    @Test
    void sizesOfValuesGradientsAndUpdates() {
        Layer model = Sequential.of(Linear.of(2, 1, Rng.of(1)));
        model.namedParameters().get("0.weight").assign(NdArray.of(Shape.of(2, 1), 1, -2));
        model.namedParameters().get("0.bias").assign(NdArray.of(Shape.of(1), 0));
        Tensor x = Tensor.of(NdArray.of(new double[][] {{1, 0}, {0, 1}})); // values 1 and -2
        Optimizer optimizer = Optimizer.of(model, new Sgd(), 0.5);
        TrainingMonitor monitor = TrainingMonitor.of(model);
        Gradients gradients = model.apply(x).sum().backward(); // of the weights 1 and 1, of the bias 2
        monitor.step(gradients, () -> optimizer.step(gradients));
        LayerReport layer = monitor.epoch().layer("0");
        assertEquals(new TrainingReport.Size(2, 1.5, Math.sqrt(2.5), 1.5, 0), layer.values());
        assertEquals(4.0 / 3, layer.gradients().meanAbs(), 1e-15);
        assertEquals(Math.sqrt(2), layer.gradients().rms(), 1e-15);
        assertEquals(1, layer.weightGradients());
        assertEquals(Math.sqrt(2) / 2, layer.updates().rms(), 1e-15);
        assertEquals(0.5 / Math.sqrt((0.25 + 6.25) / 2), layer.updateRatio(), 1e-15); // the new weights 0.5, -2.5
        assertEquals("Linear(2 -> 1)", layer.type());
        monitor.close();
    }

    @Test
    void spreadsFarFromZeroAndInParts() {
        Moments moments = new Moments();
        moments.add(new double[] {1e9 + 1, 1e9 + 2});
        moments.add(new double[0]);
        moments.add(new double[] {1e9 + 3, Double.NaN, 1e9 + 6});
        TrainingReport.Size size = moments.size();
        assertEquals(Math.sqrt(3.5), size.std(), 1e-9);
        assertEquals(1e9 + 3, size.meanAbs(), 1e-6);
        assertEquals(1, size.notFinite());
        assertEquals(5, size.count());
    }

    @Test
    void unitsAreChannelsAfterConvolutions() {
        Rng rng = Rng.of(1);
        Layer pictures = Sequential.of(Conv2d.of(1, 3, 2, rng), Activation.relu());
        Layer sequences = Sequential.of(Conv1d.of(1, 3, 2, rng), Activation.relu());
        Layer features = Sequential.of(Linear.of(6, 5, rng), Activation.relu());
        assertEquals(3, units(pictures, Shape.of(2, 1, 6, 6)));
        assertEquals(3, units(sequences, Shape.of(2, 1, 6)));
        assertEquals(5, units(features, Shape.of(2, 7, 6)));
        assertEquals(5, units(features, Shape.of(6)));
    }

    private static int units(Layer model, Shape input) {
        try (TrainingMonitor monitor = TrainingMonitor.of(model)) {
            Gradients gradients = model.apply(Tensor.ones(input)).sum().backward();
            monitor.step(gradients, () -> {});
            return monitor.epoch().layer("1").units();
        }
    }

    @Test
    void evaluationIsNotWatchedAndEpochsAreApart() {
        Layer model = Sequential.of(Linear.of(8, 1, Rng.of(1)));
        try (TrainingMonitor monitor = TrainingMonitor.of(model)) {
            assertThrows(IllegalStateException.class, monitor::epoch);
            Gradients gradients = model.apply(X).sum().backward();
            monitor.step(gradients, () -> {});
            model.eval();
            model.apply(X);
            model.train();
            assertEquals(32, monitor.epoch().layer("0").values().count());
            Gradients more = model.apply(X.narrow(0, 0, 2)).sum().backward();
            monitor.step(more, () -> {});
            TrainingReport report = monitor.epoch();
            assertEquals(2, report.layer("0").values().count());
            assertEquals(0, report.layer("0").updates().rms());
            assertTrue(assertThrows(IllegalArgumentException.class, () -> report.layer("7"))
                    .getMessage()
                    .contains("no layer is called '7'"));
        }
    }

    @Test
    void theTableHasALineForEachLayer() {
        TrainingReport report = epoch(deep(1, Initializer.heNormal(), Activation::relu), 0.01);
        List<String> lines = report.toText().lines().toList();
        assertEquals(1 + 4, lines.size(), report.toText());
        assertTrue(lines.get(0).startsWith("layer    type"), lines.get(0));
        assertTrue(lines.get(2).startsWith("0        Linear(8 -> 8)  "), lines.get(2));
        assertTrue(lines.get(3).matches("1 .*relu .* 0/8 +-"), lines.get(3));
    }
}
