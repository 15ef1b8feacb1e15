package org.autodiff.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** What losses refuse, and with what message. */
class LossErrorsTest {
    private static final Tensor TWO = Tensor.zeros(Shape.of(2));
    private static final Tensor THREE = Tensor.zeros(Shape.of(3));
    private static final Tensor ROWS = Tensor.zeros(Shape.of(2, 3));

    private static void refused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    private static final Map<String, Loss> LOSSES = Map.ofEntries(
            Map.entry("mse", new Mse()),
            Map.entry("mae", new Mae()),
            Map.entry("huber", new Huber()),
            Map.entry("logCosh", new LogCosh()),
            Map.entry("smoothL1", new SmoothL1()),
            Map.entry("poissonNll", new PoissonNll()),
            Map.entry("binaryCrossEntropy", new BinaryCrossEntropy()),
            Map.entry("binaryCrossEntropyWithLogits", new BinaryCrossEntropyWithLogits()),
            Map.entry("multiLabelSoftMargin", new MultiLabelSoftMargin()),
            Map.entry("klDivergence", new KlDivergence()),
            Map.entry("hinge", new Hinge()),
            Map.entry("squaredHinge", new SquaredHinge()),
            Map.entry("softMargin", new SoftMargin()),
            Map.entry("hingeEmbedding", new HingeEmbedding()));

    @Test
    void predictionAndTargetMustHaveTheSameShape() {
        LOSSES.forEach((name, loss) -> {
            refused(
                    name
                            + ": prediction of shape (2) and target of shape (3): must be the same, "
                            + "losses do not broadcast",
                    () -> loss.apply(TWO, THREE));
            assertThrows(IllegalArgumentException.class, () -> loss.apply(ROWS, THREE));
            assertThrows(IllegalArgumentException.class, () -> loss.apply(ROWS, Tensor.zeros(Shape.of(2, 1))));
            assertEquals(
                    name + ": target is null",
                    assertThrows(NullPointerException.class, () -> loss.apply(TWO, null))
                            .getMessage());
        });
    }

    @Test
    void theMeanOfNothing() {
        Tensor none = Tensor.zeros(Shape.of(0, 3));
        LOSSES.forEach((name, loss) -> {
            String message = assertThrows(IllegalArgumentException.class, () -> loss.apply(none, none))
                    .getMessage();
            assertTrue(message.startsWith(name + ": the mean of no losses is not defined: got shape (0"), message);
        });
        Index noLabels = Index.of();
        assertThrows(IllegalArgumentException.class, () -> new Nll().apply(none, noLabels));
        assertThrows(IllegalArgumentException.class, () -> new MultiMargin().apply(none, noLabels));
        assertEquals(
                0,
                new MultiMargin().reduction(Reduction.SUM).apply(none, noLabels).item());
        assertEquals(
                0,
                new CosineEmbedding()
                        .reduction(Reduction.SUM)
                        .apply(none, none, Tensor.zeros(Shape.of(0)))
                        .item());
    }

    @Test
    void threeTensors() {
        refused(
                "marginRanking: first of shape (2) and target of shape (3): must be the same, losses do not broadcast",
                () -> new MarginRanking().apply(TWO, TWO, THREE));
        refused(
                "maxMargin: score of shape (2) and corrupt of shape (3): must be the same, losses do not broadcast",
                () -> new MaxMargin().apply(TWO, THREE));
        refused(
                "tripletMargin: anchor of shape (2, 3) and negative of shape (3): must be the same, losses do not"
                        + " broadcast",
                () -> new TripletMargin().apply(ROWS, ROWS, THREE));
        refused(
                "tripletMargin: vectors need a last axis with the features, at least one, got shape ()",
                () -> new TripletMargin().apply(Tensor.of(1), Tensor.of(1), Tensor.of(1)));
        refused(
                "cosineEmbedding: target of shape (3) for vectors of shape (2, 3): must be (2), the "
                        + "shape of the vectors"
                        + " without the last axis",
                () -> new CosineEmbedding().apply(ROWS, ROWS, THREE));
        refused(
                "gaussianNll: variance of shape (2) for means of shape (2, 3): must be the same, or 1 at some axes",
                () -> new GaussianNll().apply(ROWS, ROWS, TWO));
        refused(
                "gaussianNll: variance of shape (3) for means of shape (2, 3): must be the same, or 1 at some axes",
                () -> new GaussianNll().apply(ROWS, ROWS, THREE));
    }

    @Test
    void labels() {
        refused(
                "multiMargin: label 3 at position 1 is not a class of scores of shape (2, 3): must be in [0, 2]",
                () -> new MultiMargin().apply(ROWS, Index.of(0, 3)));
        refused(
                "multiClassHinge: label 3 at position 1 is not a class of scores of shape (2, 3): must be in [0, 2]",
                () -> new MultiClassHinge().apply(ROWS, Index.of(0, 3)));
        refused(
                "nll: label -1 at position 0 is not a class of scores of shape (2, 3): must be in [0, 2], or -100 to be"
                        + " ignored",
                () -> new Nll().apply(ROWS, Index.of(-1, 0)));
        refused(
                "nll: label -100 at position 0 is not a class of scores of shape (2, 3): must be in [0, 2], or -1 to be"
                        + " ignored",
                () -> new Nll().ignoreIndex(-1).apply(ROWS, Index.of(-100, 0)));
        refused(
                "multiLabelMargin: scores of shape (2, 3) and labels of shape (2): must be the same, losses do not"
                        + " broadcast",
                () -> new MultiLabelMargin().apply(ROWS, Index.of(0, 1)));
        refused(
                "multiLabelMargin: label 3 at position 4 is not a class of scores of shape (2, 3): "
                        + "must be in [0, 2], or -1"
                        + " after the last one",
                () -> new MultiLabelMargin().apply(ROWS, Index.of(Shape.of(2, 3), 0, 1, 2, 0, 3, -1)));
        refused(
                "crossEntropy: ignoreIndex 0 needs labels of classes, got probabilities",
                () -> new CrossEntropy().ignoreIndex(0).apply(ROWS, ROWS));
        assertEquals(
                "nll: labels are null",
                assertThrows(NullPointerException.class, () -> new Nll().apply(ROWS, null))
                        .getMessage());
    }

    @Test
    void targetsOfTheWrongKind() {
        Tensor half = Tensor.of(1, 0.5);
        for (String name : List.of("hinge", "squaredHinge", "softMargin", "hingeEmbedding")) {
            refused(
                    name + ": target must be +1 or -1, got 0.5",
                    () -> LOSSES.get(name).apply(TWO, half));
        }
        refused("marginRanking: target must be +1 or -1, got 0.5", () -> new MarginRanking().apply(TWO, TWO, half));
        refused(
                "cosineEmbedding: target must be +1 or -1, got 0.5",
                () -> new CosineEmbedding().apply(ROWS, ROWS, half));
        refused(
                "binaryCrossEntropy: prediction must be in [0, 1], got -0.25",
                () -> new BinaryCrossEntropy().apply(Tensor.of(0.5, -0.25), half));
        refused(
                "binaryCrossEntropy: prediction must be in [0, 1], got NaN",
                () -> new BinaryCrossEntropy().apply(Tensor.of(0.5, Double.NaN), half));
        for (String name : List.of("binaryCrossEntropy", "binaryCrossEntropyWithLogits", "multiLabelSoftMargin")) {
            refused(
                    name + ": target must be in [0, 1], got 1.5",
                    () -> LOSSES.get(name).apply(half, Tensor.of(1, 1.5)));
        }
        for (String name : List.of("klDivergence", "poissonNll")) {
            refused(
                    name + ": target must be at least 0, got -2.0",
                    () -> LOSSES.get(name).apply(TWO, Tensor.of(1, -2)));
        }
        refused(
                "gaussianNll: variance must be at least 0, got -1.0",
                () -> new GaussianNll().apply(TWO, TWO, Tensor.of(1, -1)));
    }

    @Test
    void weights() {
        refused(
                "crossEntropy: weight of shape (2): must be (3), a number for each class",
                () -> new CrossEntropy().weight(TWO).apply(ROWS, Index.of(0, 1)));
        assertThrows(IllegalArgumentException.class, () -> new Nll().weight(TWO).apply(ROWS, Index.of(0, 1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MultiMargin().weight(TWO).apply(ROWS, Index.of(0, 1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MultiLabelSoftMargin().weight(TWO).apply(ROWS, ROWS));
        refused(
                "binaryCrossEntropy: weight of shape (2) for losses of shape (2, 3): must broadcast to it",
                () -> new BinaryCrossEntropy().weight(TWO).apply(ROWS, ROWS));
        refused(
                "binaryCrossEntropyWithLogits: posWeight of shape (2) for losses of shape (2, 3): must broadcast to it",
                () -> new BinaryCrossEntropyWithLogits().posWeight(TWO).apply(ROWS, ROWS));
        assertEquals(
                "nll: weight is null",
                assertThrows(NullPointerException.class, () -> new Nll().weight(null))
                        .getMessage());
    }

    @Test
    void options() {
        refused("huber: delta must be finite and above 0, got 0.0", () -> new Huber().delta(0));
        refused("smoothL1: beta must be finite and at least 0, got -1.0", () -> new SmoothL1().beta(-1));
        refused(
                "crossEntropy: labelSmoothing must be in [0, 1], got 1.5",
                () -> new CrossEntropy().labelSmoothing(1.5));
        refused(
                "crossEntropy: temperature must be finite and above 0, got NaN",
                () -> new CrossEntropy().temperature(Double.NaN));
        refused("multiClassHinge: margin must be finite, got NaN", () -> new MultiClassHinge().margin(Double.NaN));
        refused("multiMargin: p must be 1 or 2, got 3", () -> new MultiMargin().p(3));
        refused("multiMargin: margin must be finite, got NaN", () -> new MultiMargin().margin(Double.NaN));
        refused("cosineEmbedding: margin must be in [-1, 1], got 2.0", () -> new CosineEmbedding().margin(2));
        refused("tripletMargin: margin must be finite and above 0, got 0.0", () -> new TripletMargin().margin(0));
        refused("tripletMargin: p must be above 0, got -1.0", () -> new TripletMargin().p(-1));
        refused("gaussianNll: eps must be finite and above 0, got 0.0", () -> new GaussianNll().eps(0));
        refused("poissonNll: eps must be finite and at least 0, got -1.0", () -> new PoissonNll().eps(-1));
        refused("penalty: lambda must be finite and at least 0, got -1.0", () -> Penalty.l2(-1));
        refused("penalty: lambda must be finite and at least 0, got NaN", () -> Penalty.elasticNet(1, Double.NaN));
        refused("penalty: needs at least one term, got none", () -> new Penalty(List.of(), name -> true));
        for (Runnable infinite : List.<Runnable>of(
                () -> new HingeEmbedding().margin(Double.POSITIVE_INFINITY),
                () -> new MarginRanking().margin(Double.NEGATIVE_INFINITY),
                () -> new MaxMargin().margin(Double.POSITIVE_INFINITY))) {
            assertThrows(IllegalArgumentException.class, infinite::run);
        }
        assertEquals(
                "multiLabelMargin: reduction is null",
                assertThrows(NullPointerException.class, () -> new MultiLabelMargin(null))
                        .getMessage());
        assertEquals(
                "crossEntropy: reduction is null",
                assertThrows(NullPointerException.class, () -> new CrossEntropy().reduction(null))
                        .getMessage());
        assertEquals(
                "mse: prediction is null",
                assertThrows(NullPointerException.class, () -> new Mse().apply(null, TWO))
                        .getMessage());
        assertEquals(
                "crossEntropy: logits are null",
                assertThrows(NullPointerException.class, () -> new CrossEntropy().apply(null, Index.of(0)))
                        .getMessage());
        assertEquals(
                "mse: reduction is null",
                assertThrows(NullPointerException.class, () -> new Mse(null)).getMessage());
    }
}
