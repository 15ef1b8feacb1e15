package org.autodiff.examples.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.autodiff.examples.train.Epoch.Score;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Layer;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.metric.ConfusionMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions from the logits of a model; the model here returns its features as logits. */
final class PredictionTest {
    private static final Layer IDENTITY = Activation.of("identity", x -> x);

    private static Prediction of(double[][] logits, int... labels) {
        return Prediction.of(IDENTITY, Dataset.of(NdArray.of(logits), Index.of(labels)));
    }

    /**
     * Samples are predicted 1,024 at a time. Sample i is of class i mod 3, and the next class is predicted with growing
     * probability.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 1023, 1024, 1025, 2048, 2500})
    void everySampleKeepsItsOwnAnswer(int samples) {
        double[] logits = new double[3 * samples];
        int[] labels = new int[samples];
        for (int i = 0; i < samples; i++) {
            labels[i] = i % 3;
            logits[3 * i + (i + 1) % 3] = 1 + i / 1000.0;
        }
        Prediction all =
                Prediction.of(IDENTITY, Dataset.of(NdArray.of(Shape.of(samples, 3), logits), Index.of(labels)));
        assertEquals(samples, all.samples());
        for (int i = 0; i < samples; i++) {
            assertEquals(i % 3, all.label(i));
            assertEquals((i + 1) % 3, all.predicted(i), "sample " + i);
            double surest = Math.exp(1 + i / 1000.0);
            assertEquals(surest / (surest + 2), all.probability(i, (i + 1) % 3), 1e-12, "sample " + i);
            assertEquals(1 / (surest + 2), all.probability(i, i % 3), 1e-12, "sample " + i);
        }
    }

    @Test
    void theScoreIsTheMeanCrossEntropyAndTheNumberThatIsRight() {
        double ln3 = Math.log(3);
        Score score = of(new double[][] {{ln3, 0}, {ln3, 0}, {0, ln3}, {0, 0}}, 0, 1, 1, 0)
                .score();
        // probabilities of the true classes: 3/4, 1/4, 3/4, 1/2; if several are equal, the first is predicted
        assertEquals(-(2 * Math.log(0.75) + Math.log(0.25) + Math.log(0.5)) / 4, score.loss(), 1e-15);
        assertEquals(3, score.right());
        assertEquals(4, score.samples());
        assertEquals(0.75, score.accuracy());
    }

    @Test
    void theWorstMistakesComeFirst() {
        Prediction four = of(new double[][] {{1, 0}, {3, 0}, {0, 5}, {2, 0}}, 1, 1, 1, 1);
        assertArrayEquals(new int[] {1, 3, 0}, four.mistakes());
    }

    @Test
    void aLineOfTheConfusionMatrixIsATrueClass() {
        double[][] logits = {{0, 1, 0}, {0, 2, 0}, {0, 0, 1}, {0, 0, 1}, {1, 0, 0}};
        ConfusionMatrix matrix = of(logits, 0, 0, 0, 2, 0).confusions(List.of("a", "b", "c"));
        assertEquals(2, matrix.count(0, 1)); // true class a, predicted b
        assertEquals(0, matrix.count(1, 0));
        assertEquals(1, matrix.count(0, 2));
        assertEquals(1, matrix.count(2, 2));
        assertEquals(4, matrix.total(0));
        assertEquals(0, matrix.total(1));
        assertEquals(
                List.of(new ConfusionMatrix.Confusion("a", "b", 2), new ConfusionMatrix.Confusion("a", "c", 1)),
                matrix.confusions());
        assertEquals("25.0 %", matrix.share(0));
    }
}
