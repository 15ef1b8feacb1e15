package org.autodiff.nn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
    private static final CrossEntropy MEAN = new CrossEntropy();
    private static final CrossEntropy SUM = new CrossEntropy().reduction(Reduction.SUM);
    private static final CrossEntropy NONE = new CrossEntropy().reduction(Reduction.NONE);

    private final Tensor logits = Tensor.variable(Rng.of(1).normal(Shape.of(4, 3), 0, 2));
    private final Index labels = Index.of(2, 0, 1, 2);

    /** By the definition, sample by sample. */
    private double[] expected() {
        double[] x = logits.toArray();
        double[] losses = new double[4];
        for (int i = 0; i < 4; i++) {
            double sum = Math.exp(x[3 * i]) + Math.exp(x[3 * i + 1]) + Math.exp(x[3 * i + 2]);
            losses[i] = Math.log(sum) - x[3 * i + labels.get(i)];
        }
        return losses;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum;
    }

    @Test
    void reductions() {
        assertArrayEquals(expected(), NONE.apply(logits, labels).toArray(), 1e-14);
        assertEquals(sum(expected()), SUM.apply(logits, labels).item(), 1e-14);
        assertEquals(sum(expected()) / 4, MEAN.apply(logits, labels).item(), 1e-14);
        assertEquals(Shape.scalar(), MEAN.apply(logits, labels).shape());
        assertEquals(Reduction.MEAN, MEAN.reduction());
    }

    @Test
    void gradientIsProbabilityMinusTarget() {
        double[] gradient = MEAN.apply(logits, labels).backward().of(logits).toArray();
        double[] p = logits.softmax(1).toArray();
        for (int i = 0; i < p.length; i++) {
            double target = labels.get(i / 3) == i % 3 ? 1 : 0;
            assertEquals((p[i] - target) / 4, gradient[i], 1e-15);
        }
    }

    @Test
    void labelsAreCertainProbabilities() {
        Tensor certain = Tensor.of(new double[][] {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
        assertArrayEquals(
                NONE.apply(logits, labels).toArray(),
                NONE.apply(logits, certain).toArray(),
                1e-15);
        assertEquals(
                MEAN.apply(logits, labels).item(), MEAN.apply(logits, certain).item(), 1e-15);
    }

    @Test
    void probabilities() {
        Tensor targets = Tensor.of(new double[][] {{0.2, 0.3, 0.5}});
        double[] x = {1, -2, 0.5};
        double log = Math.log(Math.exp(1) + Math.exp(-2) + Math.exp(0.5));
        double loss = -(0.2 * (1 - log) + 0.3 * (-2 - log) + 0.5 * (0.5 - log));
        assertEquals(loss, MEAN.apply(Tensor.of(x).unsqueeze(0), targets).item(), 1e-15);
    }

    @Test
    void hugeLogitsGiveFiniteLosses() {
        Tensor huge = Tensor.variable(new double[][] {{1000, -1000}, {-1000, 1000}});
        Tensor loss = NONE.apply(huge, Index.of(0, 0));
        assertArrayEquals(new double[] {0, 2000}, loss.toArray(), 1e-12);
        assertArrayEquals(
                new double[] {0, 0, -1, 1}, loss.sum().backward().of(huge).toArray(), 1e-15);
    }

    @Test
    void logitsAtTheEdgeOfTheNumbers() {
        double inf = Double.POSITIVE_INFINITY;
        Tensor edge = Tensor.variable(
                new double[][] {{1e300, -1e300}, {-1e300, 1e300}, {1e-300, -1e-300}, {inf, 0}, {0, -40}});
        Tensor loss = NONE.apply(edge, Index.of(0, 0, 1, 0, 0));
        double small = Math.log1p(Math.exp(-40));
        double[] expected = {0, 2e300, Math.log(2), 0, small};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], loss.toArray()[i], 1e-15 * expected[i]);
        }
        assertArrayEquals(
                new double[] {0, 0, -1, 1, 0.5, -0.5, 0, 0, -small, small},
                loss.sum().backward().of(edge).toArray(),
                1e-16);
    }

    @Test
    void aMaskedClassContributesNothing() {
        Tensor masked = Tensor.variable(new double[][] {{0, Double.NEGATIVE_INFINITY, 0}});
        Tensor loss = MEAN.apply(masked, Tensor.of(new double[][] {{0.5, 0, 0.5}}));
        assertEquals(Math.log(2), loss.item(), 1e-15);
        assertArrayEquals(new double[] {0, 0, 0}, loss.backward().of(masked).toArray(), 1e-15);
    }

    @Test
    void samplesMayHaveSeveralAxesOrNone() {
        Tensor x = Tensor.of(Rng.of(2).normal(Shape.of(2, 2, 3), 0, 1));
        Index y = Index.of(Shape.of(2, 2), 0, 1, 2, 1);
        Tensor each = NONE.apply(x, y);
        assertEquals(Shape.of(2, 2), each.shape());
        assertEquals(
                NONE.apply(x.reshape(4, 3), Index.of(0, 1, 2, 1)).reshape(2, 2).value(), each.value());
        assertEquals(
                Math.log(2),
                MEAN.apply(Tensor.of(1.0, 1.0), Index.of(Shape.scalar(), 1)).item(),
                1e-15);
    }

    private static String message(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    @Test
    void aLabelThatIsNoClassIsNamed() {
        assertEquals(
                "crossEntropy: label 3 at position 1 is not a class of scores of shape (4, 3): must "
                        + "be in [0, 2], or -100 to be ignored",
                message(() -> MEAN.apply(logits, Index.of(0, 3, 1, 2))));
        assertEquals(
                "crossEntropy: label -1 at position 3 is not a class of scores of shape (4, 3): must "
                        + "be in [0, 2], or -100 to be ignored",
                message(() -> MEAN.apply(logits, Index.of(0, 0, 1, -1))));
    }

    @Test
    void shapesMustFit() {
        assertEquals(
                "crossEntropy: labels of shape (3) for scores of shape (4, 3): must be (4), the shape of the scores"
                        + " without the last axis, the classes",
                message(() -> MEAN.apply(logits, Index.of(0, 1, 2))));
        assertEquals(
                "crossEntropy: prediction of shape (4, 3) and target of shape (1, 3): must be the same, losses do not"
                        + " broadcast",
                message(() -> MEAN.apply(logits, Tensor.zeros(Shape.of(1, 3)))));
        assertEquals(
                "crossEntropy: target of shape (4) for logits of shape (4, 3): must be probabilities of the same shape;"
                        + " labels of classes are given as an Index",
                message(() -> MEAN.apply(logits, Tensor.zeros(Shape.of(4)))));
        assertEquals(
                "crossEntropy: logits need a last axis with the classes, at least one, got shape ()",
                message(() -> MEAN.apply(Tensor.of(1), Index.of(Shape.scalar(), 0))));
        assertThrows(IllegalArgumentException.class, () -> MEAN.apply(Tensor.zeros(Shape.of(2, 0)), Index.of(0, 0)));
    }

    @Test
    void theMeanOfNothingIsRefused() {
        Tensor none = Tensor.zeros(Shape.of(0, 3));
        assertEquals(
                "crossEntropy: the mean of no losses is not defined: got shape (0): use SUM",
                message(() -> MEAN.apply(none, Index.of())));
        assertThrows(IllegalArgumentException.class, () -> MEAN.apply(none, none));
        assertEquals(0, SUM.apply(none, Index.of()).item());
        assertEquals(Shape.of(0), NONE.apply(none, none).shape());
    }
}
