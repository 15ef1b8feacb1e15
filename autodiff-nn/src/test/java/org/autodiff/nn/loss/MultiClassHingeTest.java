package org.autodiff.nn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.junit.jupiter.api.Test;

/** Values by hand: the margin, plus the best wrong score, minus the true one, if that is positive. */
class MultiClassHingeTest {
    private static final Tensor SCORES = Tensor.variable(new double[][] {{3, 1, 2.5}, {0.5, 4, -1}, {1, 1, 0.25}});

    private static final Index LABELS = Index.of(0, 1, 2);

    private static double[] each(MultiClassHinge loss) {
        return loss.reduction(Reduction.NONE).apply(SCORES, LABELS).toArray();
    }

    @Test
    void values() {
        assertArrayEquals(new double[] {0.5, 0, 1.75}, each(new MultiClassHinge()));
        assertArrayEquals(new double[] {3.5, 0.5, 4.75}, each(new MultiClassHinge().margin(4)));
        assertArrayEquals(new double[] {0.5, 0, 17.5}, each(new MultiClassHinge().weight(Tensor.of(1, 2, 10))));
        assertEquals(2.25 / 3, new MultiClassHinge().apply(SCORES, LABELS).item(), 1e-15);
        assertEquals(
                2.25,
                new MultiClassHinge()
                        .reduction(Reduction.SUM)
                        .apply(SCORES, LABELS)
                        .item());
    }

    /** In the third sample, the wrong classes tie and share the gradient. */
    @Test
    void gradients() {
        Tensor sum = new MultiClassHinge().reduction(Reduction.SUM).apply(SCORES, LABELS);
        assertArrayEquals(
                new double[] {-1, 0, 1, 0, 0, 0, 0.5, 0.5, -1},
                sum.backward().of(SCORES).toArray());
    }

    /** With two classes it is the hinge loss of the difference of the scores. */
    @Test
    void ofTwoClassesItIsTheHingeLoss() {
        Tensor scores = Tensor.of(new double[][] {{0.25, 1}, {3, -1}, {0.5, 0.5}});
        double expected = (1 + 0.75 + 0 + 1) / 3;
        assertEquals(
                expected, new MultiClassHinge().apply(scores, Index.of(0, 0, 1)).item(), 1e-15);
    }

    @Test
    void ofOneClassThereIsNothingToMistake() {
        Tensor one = Tensor.variable(new double[][] {{-5}});
        Tensor loss = new MultiClassHinge().apply(one, Index.of(0));
        assertEquals(0, loss.item());
        assertEquals(0, loss.backward().of(one).item());
    }

    @Test
    void scoresOfAnySize() {
        double inf = Double.POSITIVE_INFINITY;
        Tensor scores = Tensor.of(new double[][] {{1e308, 0, -inf}, {0, inf, 1}, {Double.NaN, 1, 0}});
        Tensor each =
                new MultiClassHinge(1, java.util.Optional.empty(), Reduction.NONE).apply(scores, Index.of(0, 2, 1));
        assertArrayEquals(new double[] {0, inf, Double.NaN}, each.toArray());
    }
}
