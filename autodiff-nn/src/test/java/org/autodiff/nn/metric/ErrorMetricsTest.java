package org.autodiff.nn.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.loss.CrossEntropy;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.loss.Reduction;
import org.junit.jupiter.api.Test;

class ErrorMetricsTest {
    private static final Tensor TRUTH = Tensor.of(3, -0.5, 2, 7);
    private static final Tensor PREDICTED = Tensor.of(2.5, 0, 2, 8);

    private static double value(Metric metric, Tensor predictions, Tensor targets) {
        metric.update(predictions, targets);
        return metric.value();
    }

    @Test
    void scikitLearnsErrors() {
        assertEquals(0.6123724356957945, value(new RootMeanSquaredError(), PREDICTED, TRUTH));
        assertEquals(0.5, value(new MeanAbsoluteError(), PREDICTED, TRUTH));
        assertEquals(0.9486081370449679, value(new R2(), PREDICTED, TRUTH), 1e-15);
    }

    @Test
    void r2OfSeveralOutputsIsTheirMean() {
        Tensor truth = Tensor.of(NdArray.of(new double[][] {{0.5, 1}, {-1, 1}, {7, -6}}));
        Tensor predicted = Tensor.of(NdArray.of(new double[][] {{0, 2}, {-1, 2}, {8, -5}}));
        // errors 1.25 and 3; spreads 50.25 - 6.5^2 / 3 and 38 - 16 / 3
        double first = 1 - 1.25 / (50.25 - 42.25 / 3);
        double second = 1 - 3 / (38 - 16.0 / 3);
        assertEquals((first + second) / 2, value(new R2(), predicted, truth), 1e-15);
    }

    @Test
    void r2WithoutSpread() {
        assertEquals(1, value(new R2(), Tensor.of(0.1, 0.1, 0.1), Tensor.of(0.1, 0.1, 0.1)));
        assertEquals(0, value(new R2(), Tensor.of(0.1, 0.1, 0.2), Tensor.of(0.1, 0.1, 0.1)));
        assertEquals(Double.NaN, value(new R2(), Tensor.of(new double[] {1}), Tensor.of(new double[] {1})));
        assertEquals(0, value(new R2(), Tensor.of(2, 2, 2), Tensor.of(1, 2, 3)));
        assertEquals(-3, value(new R2(), Tensor.of(3, 2, 1), Tensor.of(1, 2, 3)));
    }

    @Test
    void r2FarFromZero() {
        // 2^40 + 0, 1, 2, 3, and errors of 1/4: 1 - 4 / 16 / 5
        double far = 0x1p40;
        Tensor truth = Tensor.of(far, far + 1, far + 2, far + 3);
        assertEquals(0.95, value(new R2(), truth.add(0.25), truth));
        Random random = new Random(1);
        double[] small =
                random.doubles(1000).map(x -> Math.rint(x * 1e6) / 0x1p20).toArray();
        double[] off =
                random.doubles(1000).map(x -> Math.rint(x * 1e3) / 0x1p20).toArray();
        Tensor near = Tensor.of(small);
        double expected = value(new R2(), near.add(Tensor.of(off)), near);
        Tensor shifted = near.add(0x1p30); // exact, as all numbers are multiples of 2^-20
        assertEquals(expected, value(new R2(), shifted.add(Tensor.of(off)), shifted));
        assertTrue(expected > 0.99 && expected < 1);
    }

    @Test
    void shapesAreNotBroadcast() {
        assertEquals(
                "rmse: predictions of shape (4, 1) for targets of shape (4): must be the same; they are not broadcast",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> value(new RootMeanSquaredError(), PREDICTED.reshape(4, 1), TRUTH))
                        .getMessage());
        assertEquals(
                "mae: prediction at position 1 of shape (2) is Infinity: must be finite",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> value(
                                        new MeanAbsoluteError(),
                                        Tensor.of(1, Double.POSITIVE_INFINITY),
                                        Tensor.of(1, 1)))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> value(new RootMeanSquaredError(), Tensor.of(1e200, 1), Tensor.of(1, 1)));
        R2 r2 = new R2();
        value(r2, PREDICTED.reshape(2, 2), TRUTH.reshape(2, 2));
        assertEquals(
                "r2: targets of shape (4) have 1 outputs: must be 2, as before",
                assertThrows(IllegalArgumentException.class, () -> r2.update(PREDICTED, TRUTH))
                        .getMessage());
    }

    // ---- log-loss

    @Test
    void scikitLearnsLogLoss() {
        Tensor p = Tensor.of(NdArray.of(new double[][] {{0.1, 0.9}, {0.9, 0.1}, {0.8, 0.2}, {0.35, 0.65}}));
        Tensor labels = Tensor.of(1, 0, 0, 1);
        assertEquals(0.21616187468057912, value(LogLoss.ofProbabilities(), p, labels), 1e-15);
        assertEquals(0.21616187468057912, value(LogLoss.ofLogits(), p.log(), labels), 1e-15);
        Tensor one = Tensor.of(0.9, 0.1, 0.2, 0.65);
        assertEquals(0.21616187468057912, value(LogLoss.ofProbabilities(), one, labels), 1e-15);
        Tensor logit = one.div(one.neg().add(1)).log();
        assertEquals(0.21616187468057912, value(LogLoss.ofLogits(), logit.reshape(4, 1), labels), 1e-15);
    }

    @Test
    void largeLogitsHaveFiniteLosses() {
        Tensor logits = Tensor.of(NdArray.of(new double[][] {{1000, 0}, {0, 1000}}));
        assertEquals(500, value(LogLoss.ofLogits(), logits, Tensor.of(0, 0)));
        assertEquals(500, value(LogLoss.ofLogits(), Tensor.of(1000, -1000), Tensor.of(0, 0)));
        // scikit-learn's bound: one that is sure and wrong has -log 2^-52
        assertEquals(
                52 * Math.log(2),
                value(LogLoss.ofProbabilities(), Tensor.of(new double[] {1}), Tensor.of(new double[] {0})),
                1e-13);
        assertEquals( // and one that is sure and right has not 0
                0x1p-52,
                value(LogLoss.ofProbabilities(), Tensor.of(new double[] {1}), Tensor.of(new double[] {1})),
                1e-30);
    }

    @Test
    void whatIsNoProbabilityIsRefused() {
        Tensor logits = Tensor.of(NdArray.of(new double[][] {{0.5, 0.6}}));
        Tensor label = Tensor.of(new double[] {0});
        assertEquals(
                "logLoss: the probabilities of sample 0 of shape (1, 2) sum to 1.1: must be 1; for logits: ofLogits",
                assertThrows(IllegalArgumentException.class, () -> value(LogLoss.ofProbabilities(), logits, label))
                        .getMessage());
        assertEquals(
                "logLoss: probability at position 0 of shape (1) is 2: must be in [0, 1]; for logits: ofLogits",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> value(LogLoss.ofProbabilities(), Tensor.of(new double[] {2}), label))
                        .getMessage());
    }

    // ---- the mean of a loss

    @Test
    void theMeanLossOfAllElementsOrOfBatches() {
        MeanLoss each = new MeanLoss(new Mse(Reduction.NONE));
        assertEquals(0.375, value(each, PREDICTED, TRUTH));
        MeanLoss batches = new MeanLoss(new Mse());
        batches.update(Tensor.of(1, 1, 1), Tensor.of(0, 0, 0)); // 1, of three samples
        batches.update(Tensor.of(new double[] {3}), Tensor.of(new double[] {0})); // 9, of one
        assertEquals(3, batches.value());
        batches.add(0.5, 4);
        assertEquals(14.0 / 8, batches.value());
        assertThrows(IllegalArgumentException.class, () -> batches.add(Double.NaN, 1));
        assertEquals(14.0 / 8, batches.value());
    }

    @Test
    void theMeanLossOfLabelsIsTheLogLoss() {
        MeanLoss loss = new MeanLoss((logits, labels) ->
                new CrossEntropy().reduction(Reduction.NONE).apply(logits, Index.of(labels.value())));
        Tensor logits = Tensor.of(NdArray.of(Shape.of(2, 3), 1, 2, 3, -1, 0, 4));
        Tensor labels = Tensor.of(2, 0);
        assertEquals(value(LogLoss.ofLogits(), logits, labels), value(loss, logits, labels), 1e-14);
    }

    @Test
    void predictionsThatAreRecordedAreRead() {
        Parameter weight = Parameter.of("w", NdArray.of(1.0, 2.0));
        assertEquals(0, value(new RootMeanSquaredError(), weight.mul(2), Tensor.of(2, 4)));
        assertEquals(0, value(new MeanLoss(new Mse()), weight.mul(2), Tensor.of(2, 4)));
    }
}
