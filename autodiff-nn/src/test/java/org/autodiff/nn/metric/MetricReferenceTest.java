package org.autodiff.nn.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.nn.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same numbers as scikit-learn: see {@code src/test/python/metrics.py}. */
class MetricReferenceTest {
    private static final Reference REFERENCE = Reference.load("metrics");

    private static void assertMatches(String name, Metric metric, Tensor predictions, Tensor targets) {
        metric.update(predictions, targets);
        assertEquals(REFERENCE.array(name).get(), metric.value(), 2e-15 * Math.max(1, Math.abs(metric.value())), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"three", "absent", "few"})
    void ofClasses(String name) {
        Tensor logits = REFERENCE.tensor(name + "/logits");
        Tensor labels = REFERENCE.tensor(name + "/labels");
        int k = logits.shape().dim(1);
        assertMatches(name + "/accuracy", new Accuracy(), logits, labels);
        assertMatches(name + "/top2", new TopKAccuracy(2), logits, labels);
        assertMatches(name + "/top3", new TopKAccuracy(3), logits, labels);
        assertMatches(name + "/logLoss", LogLoss.ofLogits(), logits, labels);
        assertMatches(name + "/logLoss", LogLoss.ofProbabilities(), REFERENCE.tensor(name + "/probabilities"), labels);
        for (Average average : Average.values()) {
            for (String zero : new String[] {"0", "1", "nan"}) {
                double value = zero.equals("nan") ? Double.NaN : Double.parseDouble(zero);
                String end = "/" + average.name().toLowerCase(Locale.ROOT) + "/" + zero;
                assertMatches(
                        name + "/precision" + end, Precision.of(k, average).zeroDivision(value), logits, labels);
                assertMatches(name + "/recall" + end, Recall.of(k, average).zeroDivision(value), logits, labels);
                assertMatches(name + "/f1" + end, F1.of(k, average).zeroDivision(value), logits, labels);
            }
        }
        ConfusionMatrix matrix = ConfusionMatrix.of(k);
        matrix.update(logits, labels);
        for (int t = 0; t < k; t++) {
            for (int p = 0; p < k; p++) {
                assertEquals(REFERENCE.array(name + "/confusion").get(t, p), matrix.count(t, p), name);
            }
        }
    }

    @Test
    void ofTwoClasses() {
        Tensor p = REFERENCE.tensor("binary/probabilities");
        Tensor labels = REFERENCE.tensor("binary/labels");
        assertMatches("binary/rocAuc", new RocAuc(), p, labels);
        assertMatches("binary/logLoss", LogLoss.ofProbabilities(), p, labels);
        assertMatches("binary/precision", Precision.binary(0.5), p, labels);
        assertMatches("binary/recall", Recall.binary(0.5), p, labels);
        assertMatches("binary/f1", F1.binary(0.5), p, labels);
        assertMatches("binary/accuracy", Accuracy.binary(0.5), p, labels);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "several", "far"})
    void ofNumbers(String name) {
        Tensor predictions = REFERENCE.tensor(name + "/predictions");
        Tensor targets = REFERENCE.tensor(name + "/targets");
        assertMatches(name + "/rmse", new RootMeanSquaredError(), predictions, targets);
        assertMatches(name + "/mae", new MeanAbsoluteError(), predictions, targets);
        assertMatches(name + "/r2", new R2(), predictions, targets);
    }
}
