package org.autodiff.nn.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Values that scikit-learn's documentation gives, and closed forms. */
class ClassMetricsTest {
    /** Scores for which these classes are predicted. */
    private static Tensor predicting(int classes, int... predicted) {
        double[] scores = new double[classes * predicted.length];
        for (int i = 0; i < predicted.length; i++) {
            scores[i * classes + predicted[i]] = 1;
        }
        return Tensor.of(NdArray.of(Shape.of(predicted.length, classes), scores));
    }

    private static double value(Metric metric, Tensor predictions, int... labels) {
        metric.update(predictions, Index.of(labels));
        return metric.value();
    }

    private static final int[] TRUTH = {0, 1, 2, 0, 1, 2};
    private static final Tensor PREDICTED = predicting(3, 0, 2, 1, 0, 0, 1);

    @Test
    void scikitLearnsPrecision() {
        assertEquals(2.0 / 9, value(Precision.of(3, Average.MACRO), PREDICTED, TRUTH), 1e-16);
        assertEquals(1.0 / 3, value(Precision.of(3, Average.MICRO), PREDICTED, TRUTH));
        assertEquals(2.0 / 9, value(Precision.of(3, Average.WEIGHTED), PREDICTED, TRUTH), 1e-16);
        Precision each = Precision.of(3, Average.MACRO);
        value(each, PREDICTED, TRUTH);
        assertArrayEquals(new double[] {2.0 / 3, 0, 0}, each.perClass());
    }

    @Test
    void scikitLearnsRecallAndF1() {
        assertEquals(1.0 / 3, value(Recall.of(3, Average.MACRO), PREDICTED, TRUTH), 1e-16);
        assertEquals(1.0 / 3, value(Recall.of(3, Average.MICRO), PREDICTED, TRUTH));
        assertEquals(4.0 / 15, value(F1.of(3, Average.MACRO), PREDICTED, TRUTH), 1e-16);
        assertEquals(1.0 / 3, value(F1.of(3, Average.MICRO), PREDICTED, TRUTH));
        F1 each = F1.of(3, Average.WEIGHTED);
        assertEquals(4.0 / 15, value(each, PREDICTED, TRUTH), 1e-16);
        assertArrayEquals(new double[] {0.8, 0, 0}, each.perClass());
    }

    @Test
    void scikitLearnsZeroDivision() {
        Tensor zeros = predicting(3, 0, 0, 0, 0, 0, 0);
        Precision zero = Precision.of(3, Average.MACRO);
        assertEquals(1.0 / 9, value(zero, zeros, TRUTH), 1e-16);
        Precision one = zero.zeroDivision(1);
        assertEquals(7.0 / 9, value(one, zeros, TRUTH), 1e-15);
        assertArrayEquals(new double[] {1.0 / 3, 1, 1}, one.perClass());
        Precision nan = zero.zeroDivision(Double.NaN);
        assertEquals(1.0 / 3, value(nan, zeros, TRUTH));
        assertArrayEquals(new double[] {1.0 / 3, Double.NaN, Double.NaN}, nan.perClass());
        assertEquals(0, value(Recall.binary(0.5), Tensor.of(1, 1), 0, 0));
        assertEquals(Double.NaN, value(Recall.binary(0.5).zeroDivision(Double.NaN), Tensor.of(1, 1), 0, 0));
        assertThrows(IllegalArgumentException.class, () -> zero.zeroDivision(0.5));
    }

    @Test
    void aClassThatNeitherOccursNorIsPredictedDoesNotCount() {
        assertEquals(0.75, value(Recall.of(5, Average.MACRO), predicting(5, 0, 0, 1, 0), 0, 0, 1, 1));
        assertEquals(0.75, value(Recall.of(5, Average.WEIGHTED), predicting(5, 0, 0, 1, 0), 0, 0, 1, 1));
        // predicted once and never true: its precision is 0, and counts
        assertEquals(0.25, value(Precision.of(5, Average.MACRO), predicting(5, 0, 2), 0, 0) / 2, 1e-16);
    }

    @Test
    void weightsAreTheSamplesOfEachClass() {
        // recalls 2/3 and 0 of classes with 3 samples and 1
        assertEquals(0.5, value(Recall.of(2, Average.WEIGHTED), predicting(2, 0, 0, 1, 0), 0, 0, 0, 1), 1e-16);
        assertEquals(1.0 / 3, value(Recall.of(2, Average.MACRO), predicting(2, 0, 0, 1, 0), 0, 0, 0, 1), 1e-16);
    }

    @Test
    void theScoreOfTwoClassesIsThatOfClassOne() {
        Tensor logits = Tensor.of(2, 0, -1, 3, -0.5); // predicts 1, 1, 0, 1, 0: 0 is at the threshold
        int[] labels = {1, 0, 1, 1, 0};
        assertEquals(2.0 / 3, value(Precision.binary(0), logits, labels));
        assertEquals(2.0 / 3, value(Recall.binary(0), logits, labels));
        assertEquals(2.0 / 3, value(F1.binary(0), logits, labels));
        assertEquals(0.6, value(Accuracy.binary(0), logits, labels));
        assertEquals(0.6, value(Accuracy.binary(0), logits.reshape(5, 1), labels)); // as Linear(.. -> 1) gives it
        assertEquals(0.6, value(ConfusionMatrix.binary(0), logits, labels));
    }

    @Test
    void accuracyPredictsTheFirstOfEqualScores() {
        Tensor scores = Tensor.of(NdArray.of(new double[][] {{1, 1}, {0, 0}, {0, 1}, {Double.NEGATIVE_INFINITY, -1}}));
        assertEquals(0.5, value(new Accuracy(), scores, 0, 1, 1, 0));
        // any leading axes, as of sequences
        Metric sequences = new Accuracy();
        sequences.update(scores.reshape(2, 2, 2), Index.of(Shape.of(2, 2), 0, 1, 1, 0));
        assertEquals(0.5, sequences.value());
    }

    @Test
    void scikitLearnsTopK() {
        Tensor scores = Tensor.of(
                NdArray.of(new double[][] {{0.5, 0.2, 0.2}, {0.3, 0.4, 0.2}, {0.2, 0.4, 0.3}, {0.7, 0.2, 0.1}}));
        assertEquals(0.75, value(new TopKAccuracy(2), scores, 0, 1, 2, 2));
        assertEquals(0.5, value(new TopKAccuracy(1), scores, 0, 1, 2, 2));
        assertEquals(1, value(new TopKAccuracy(3), scores, 0, 1, 2, 2));
        // of equal scores the earlier classes come first
        Tensor equal = Tensor.of(NdArray.of(new double[][] {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}));
        assertEquals(2.0 / 3, value(new TopKAccuracy(2), equal, 0, 1, 2));
        assertEquals("top5Accuracy", new TopKAccuracy(5).name());
        assertEquals(
                "top5Accuracy: predictions of shape (3, 3) have only 3 classes",
                assertThrows(IllegalArgumentException.class, () -> value(new TopKAccuracy(5), equal, 0, 1, 2))
                        .getMessage());
    }

    @Test
    void scikitLearnsConfusionMatrix() {
        ConfusionMatrix matrix = ConfusionMatrix.of(3);
        assertEquals(4.0 / 6, value(matrix, predicting(3, 0, 0, 2, 2, 0, 2), 2, 0, 2, 2, 0, 1));
        long[][] expected = {{2, 0, 0}, {0, 0, 1}, {1, 0, 2}};
        for (int t = 0; t < 3; t++) {
            for (int p = 0; p < 3; p++) {
                assertEquals(expected[t][p], matrix.count(t, p));
            }
        }
        assertEquals(3, matrix.total(2));
        assertEquals(6, matrix.samples());
    }

    @Test
    void ignoredLabelsAreNotSeen() {
        Tensor scores = predicting(3, 0, 2, 1, 0, 0, 1).reshape(2, 3, 3);
        Metric accuracy = new Accuracy().ignoring(-100);
        accuracy.update(scores, Index.of(Shape.of(2, 3), 0, -100, 1, 2, -100, 1));
        assertEquals(0.75, accuracy.value());
        accuracy.update(scores, Index.of(Shape.of(2, 3), -100, -100, -100, -100, -100, -100));
        assertEquals(0.75, accuracy.value());
        assertThrows(
                IllegalArgumentException.class,
                () -> accuracy.update(scores, Index.of(Shape.of(2, 3), 0, -1, 1, 2, -100, 1)));
        assertThrows(IllegalArgumentException.class, () -> accuracy.update(scores, Index.of(0, 1)));
        Metric auc = new RocAuc().ignoring(2); // NaN where nobody looks
        assertEquals(0.75, value(auc, Tensor.of(0.1, Double.NaN, 0.4, 0.35, 0.8), 0, 2, 0, 1, 1));
        assertEquals("rocAuc", auc.name());
        Metric whole = LogLoss.ofLogits();
        assertEquals(
                value(whole, scores.reshape(6, 3).narrow(0, 1, 5), 1, 2, 0, 1, 1),
                value(LogLoss.ofLogits().ignoring(7), scores.reshape(6, 3), 7, 1, 2, 0, 1, 1));
    }

    @Test
    void messagesSayWhatToDo() {
        Metric accuracy = new Accuracy();
        assertEquals(
                "accuracy: predictions of shape (2) for targets of shape (2): must be (..., classes) for labels (...);"
                        + " for one score of each sample the metric is made with binary",
                assertThrows(IllegalArgumentException.class, () -> value(accuracy, Tensor.of(1, 2), 0, 1))
                        .getMessage());
        assertEquals(
                "accuracy: label at position 1 of shape (2) is 3: must be a class, a whole number in [0, 2]",
                assertThrows(IllegalArgumentException.class, () -> value(accuracy, predicting(3, 0, 0), 0, 3))
                        .getMessage());
        assertEquals(
                "macroF1: predictions of shape (2, 3) for 4 classes: must be (..., 4)",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> value(F1.of(4, Average.MACRO), predicting(3, 0, 0), 0, 1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> F1.of(1, Average.MACRO));
        assertThrows(IllegalArgumentException.class, () -> Accuracy.binary(Double.NaN));
    }

    // ---- ROC-AUC

    @Test
    void scikitLearnsRocAuc() {
        assertEquals(0.75, value(new RocAuc(), Tensor.of(0.1, 0.4, 0.35, 0.8), 0, 0, 1, 1));
    }

    @Test
    void closedFormsOfRocAuc() {
        assertEquals(1, value(new RocAuc(), Tensor.of(1, 2, 3, 4), 0, 0, 1, 1));
        assertEquals(0, value(new RocAuc(), Tensor.of(4, 3, 2, 1), 0, 0, 1, 1));
        assertEquals(0.5, value(new RocAuc(), Tensor.of(1, 1, 1, 1), 0, 1, 0, 1));
        assertEquals(0.5, value(new RocAuc(), Tensor.of(0.0, -0.0), 0, 1));
        double infinite = Double.POSITIVE_INFINITY;
        assertEquals(1, value(new RocAuc(), Tensor.of(-infinite, infinite), 0, 1));
        assertEquals(Double.NaN, value(new RocAuc(), Tensor.of(1, 2), 1, 1));
    }

    @Test
    void twoLogitsAreOneScore() {
        Tensor logits = Tensor.of(NdArray.of(new double[][] {{0.9, 1}, {5, 5.4}, {1, 1.35}, {-1, -0.2}}));
        assertEquals(0.75, value(new RocAuc(), logits, 0, 0, 1, 1));
    }

    @Property(tries = 100)
    void rocAucIsTheShareOfPairsInOrder(@ForAll long seed) {
        Random random = new Random(seed);
        int n = 2 + random.nextInt(100);
        double[] scores = new double[n];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            scores[i] = random.nextInt(2) == 0 ? random.nextInt(5) : random.nextGaussian();
            labels[i] = i < 2 ? i : random.nextInt(2);
        }
        double inOrder = 0;
        int pairs = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (labels[i] == 1 && labels[j] == 0) {
                    inOrder += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        RocAuc auc = new RocAuc();
        assertEquals(inOrder / pairs, value(auc, Tensor.of(scores), labels), 1e-15);
        assertTrue(auc.value() <= 1);
    }
}
