package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Rng;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.junit.jupiter.api.Test;

/** What a person sees of a training. */
class TrainingProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TrainingProgress progress =
            TrainingProgress.lines(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aLineForEachEpoch() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("validation loss", 0.0001234);
        metrics.put("accuracy", 0.98765);
        progress.begin(0, 20, 1000);
        progress.stepEnded(new TrainingListener.Step(3, 7, 32, 32, 0.5));
        progress.epochEnded(new History.Epoch(3, 96, 0.25, 1e-3, 0.5, metrics));
        progress.epochEnded(new History.Epoch(4, 128, Double.NaN, 1e-3, 0, Map.of()));
        assertEquals(
                List.of(
                        "epoch  3/20  loss 0.2500  validation loss 1.234e-04  accuracy 0.9877  2,000 samples/s",
                        "epoch  4/20  loss NaN"),
                lines());
    }

    @Test
    void inATraining() {
        Layer model = Linear.of(3, 2, Rng.of(1));
        Trainer<Layer> trainer = Trainer.builder(model, Optimizer.of(model, new Adam(), 1e-2))
                .loss(Runs::loss)
                .validation(BatchLoader.inOrder(Runs.data(20, 4), 10))
                .metrics(new Accuracy())
                .listener(progress)
                .build();
        BatchLoader loader = BatchLoader.shuffled(Runs.data(40, 2), 8, Rng.of(3));
        trainer.fit(loader, 2);
        trainer.fit(loader, 3);
        List<String> lines = lines();
        assertEquals(4, lines.size(), lines.toString());
        assertTrue(lines.get(0).matches("epoch 1/2 {2}loss [0-9.]+ {2}validation loss [0-9.]+ {2}accuracy .*"));
        assertEquals("goes on after epoch 2", lines.get(2));
        assertTrue(lines.get(3).startsWith("epoch 3/3  "), lines.get(3));
    }
}
