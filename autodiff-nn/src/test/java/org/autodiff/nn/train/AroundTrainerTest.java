package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.autodiff.nn.Layer;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.train.TrainingReport.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An average of weights and a monitor in a {@link Trainer}. */
class AroundTrainerTest {
    @TempDir
    Path folder;

    private static WeightAverage average(Runs run) {
        return WeightAverage.biasCorrected(run.model, 0.9).ofBuffers();
    }

    private static TrainerBuilder<Layer> with(WeightAverage average, TrainerBuilder<Layer> builder) {
        return builder.listener(TrainingListener.onStep(step -> average.update()))
                .part("average", average);
    }

    @Test
    void anAverageOfWeightsIsResumedBitForBit() {
        Runs whole = new Runs();
        WeightAverage expected = average(whole);
        with(expected, whole.builder()).build().fit(whole.loader, Runs.EPOCHS);

        Runs first = new Runs();
        WeightAverage begun = average(first);
        Trainer<?>[] trainer = new Trainer<?>[1];
        Trainer<Layer> stopped = with(begun, first.builder(folder, 1))
                .listener(TrainingListener.onStep(step -> {
                    if (step.step() == 7) {
                        trainer[0].stop();
                    }
                }))
                .build();
        trainer[0] = stopped;
        stopped.fit(first.loader, Runs.EPOCHS);
        assertEquals(7, begun.updates());

        Runs second = new Runs();
        WeightAverage average = average(second);
        Trainer<Layer> resumed = with(average, second.builder(folder, 1)).build();
        assertTrue(resumed.resume(second.loader).isPresent());
        assertEquals(7, average.updates());
        resumed.fit(second.loader, Runs.EPOCHS);
        assertEquals(expected.updates(), average.updates());
        assertEquals(expected.weights().keySet(), average.weights().keySet());
        expected.weights()
                .forEach((name, a) -> assertArrayEquals(
                        a.toArray(), average.weights().get(name).toArray(), name));
    }

    @Test
    void theAveragedModelIsEvaluated() {
        Runs run = new Runs();
        WeightAverage average = average(run);
        Trainer<Layer> trainer = with(average, run.builder()).build();
        trainer.fit(run.loader, 2);
        BatchLoader validation = BatchLoader.inOrder(Runs.data(11, 6), 4);
        double[] before = run.model.namedParameters().get("0.weight").toArray();
        Map<String, Double> own = trainer.evaluate(validation);
        Map<String, Double> averaged = average.use(() -> trainer.evaluate(validation));
        assertEquals(own.keySet(), averaged.keySet());
        assertFalse(own.equals(averaged));
        assertEquals(own, trainer.evaluate(validation));
        assertArrayEquals(before, run.model.namedParameters().get("0.weight").toArray());
        average.apply();
        assertEquals(averaged, trainer.evaluate(validation));
    }

    @Test
    void aMonitorSeesEveryEpochAndChangesNothing() {
        Runs plain = new Runs();
        plain.builder().build().fit(plain.loader, Runs.EPOCHS);

        Runs watched = new Runs();
        List<TrainingReport> reports = new ArrayList<>();
        try (TrainingMonitor monitor = TrainingMonitor.of(watched.model)) {
            watched.builder()
                    .monitor(monitor)
                    .listener(TrainingListener.onEpoch(epoch -> reports.add(monitor.epoch())))
                    .build()
                    .fit(watched.loader, Runs.EPOCHS);
        }
        assertEquals(Runs.EPOCHS, reports.size());
        for (TrainingReport report : reports) {
            Size values = report.layer("4").values();
            assertEquals(2L * Runs.SAMPLES, values.count(), "those of the validation are not counted");
            assertTrue(report.layer("0").updates().rms() > 0);
        }
        plain.model
                .namedParameters()
                .forEach((name, p) -> assertTrue(
                        Arrays.equals(
                                p.toArray(),
                                watched.model.namedParameters().get(name).toArray()),
                        name));
    }
}
