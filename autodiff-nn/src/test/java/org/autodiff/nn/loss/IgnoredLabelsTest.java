package org.autodiff.nn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.BiFunction;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** An ignored sample contributes exactly 0, to the loss and to every gradient, whatever its values. */
class IgnoredLabelsTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final Tensor WEIGHT = Tensor.of(2, 3);

    private static double[][] rowsWith(double a, double b) {
        return new double[][] {{1, 2}, {a, b}, {0.5, -0.5}};
    }

    private static final List<double[][]> WITH_A_BAD_ROW = List.of(
            rowsWith(Double.NaN, 1),
            rowsWith(INF, INF),
            rowsWith(-INF, -INF),
            rowsWith(-INF, INF),
            rowsWith(1e308, -1e308),
            rowsWith(Double.NaN, Double.NaN));

    private static final Index LABELS = Index.of(0, -100, 1);

    private void check(BiFunction<Tensor, Index, Tensor> loss) {
        Tensor good = Tensor.variable(new double[][] {{1, 2}, {0.5, -0.5}});
        Tensor expected = loss.apply(good, Index.of(0, 1));
        double[] g = expected.backward().of(good).toArray();
        for (double[][] rows : WITH_A_BAD_ROW) {
            Tensor bad = Tensor.variable(rows);
            Tensor actual = loss.apply(bad, LABELS);
            assertEquals(expected.item(), actual.item(), 1e-15);
            Tensor gradient = actual.backward(bad).of(bad);
            assertArrayEquals(new double[] {g[0], g[1], 0, 0, g[2], g[3]}, gradient.toArray(), 1e-15);
        }
    }

    private void checkSecondDerivative(BiFunction<Tensor, Index, Tensor> loss) {
        for (double[][] rows : WITH_A_BAD_ROW) {
            Tensor bad = Tensor.variable(rows);
            Tensor gradient = loss.apply(bad, LABELS)
                    .backward(Tensor.Backward.RECORDED, bad)
                    .of(bad);
            double[] second = gradient.square().sum().backward().of(bad).toArray();
            assertArrayEquals(new double[] {0, 0}, new double[] {second[2], second[3]});
            assertTrue(Double.isFinite(second[0]) && second[0] != 0);
        }
    }

    @Test
    void crossEntropy() {
        CrossEntropy loss = new CrossEntropy();
        for (Reduction reduction : new Reduction[] {Reduction.MEAN, Reduction.SUM}) {
            check(loss.reduction(reduction)::apply);
            check(loss.reduction(reduction).weight(WEIGHT)::apply);
            check(loss.reduction(reduction).labelSmoothing(0.1)::apply);
            check(loss.reduction(reduction).labelSmoothing(0.1).weight(WEIGHT).temperature(2)::apply);
        }
        checkSecondDerivative(loss::apply);
        checkSecondDerivative(loss.labelSmoothing(0.1).weight(WEIGHT)::apply);
    }

    @Test
    void nll() {
        check(new Nll()::apply);
        check(new Nll().weight(WEIGHT).reduction(Reduction.SUM)::apply);
    }

    @Test
    void withoutReductionItIsZero() {
        Tensor x = Tensor.of(rowsWith(Double.NaN, 1));
        assertEquals(
                0, new CrossEntropy().reduction(Reduction.NONE).apply(x, LABELS).toArray()[1]);
        assertEquals(0, new Nll().reduction(Reduction.NONE).apply(x, LABELS).toArray()[1]);
    }

    /** The batch keeps its size: 3, of which one is ignored. */
    @Test
    void theBatchMeanCountsIt() {
        Tensor x = Tensor.of(rowsWith(7, 8));
        double sum =
                new CrossEntropy().reduction(Reduction.SUM).apply(x, LABELS).item();
        CrossEntropy batch = new CrossEntropy().reduction(Reduction.BATCH_MEAN);
        assertEquals(sum / 3, batch.apply(x, LABELS).item(), 1e-15);
    }

    @Test
    void theMeanOfIgnoredSamplesIsRefused() {
        Tensor x = Tensor.zeros(Shape.of(2, 2));
        Index ignored = Index.of(-100, -100);
        assertEquals(
                "crossEntropy: the mean of no losses is not defined: all targets are ignored or have weight 0: use SUM",
                assertThrows(IllegalArgumentException.class, () -> new CrossEntropy().apply(x, ignored))
                        .getMessage());
        Nll weightless = new Nll().weight(Tensor.of(0, 1));
        assertThrows(IllegalArgumentException.class, () -> weightless.apply(x, Index.of(0, 0)));
        assertEquals(
                0, new CrossEntropy().reduction(Reduction.SUM).apply(x, ignored).item());
        assertArrayEquals(
                new double[2],
                new Nll().reduction(Reduction.NONE).apply(x, ignored).toArray());
    }

    /** A class of weight 0 may have probability 0. */
    @Test
    void aWeightOfZeroTakesOutAnInfiniteLoss() {
        Tensor x = Tensor.variable(new double[][] {{-INF, 0}, {1, 1}});
        Tensor loss = new CrossEntropy().weight(Tensor.of(0, 1)).apply(x, Index.of(0, 1));
        assertEquals(Math.log(2), loss.item(), 1e-15);
        assertArrayEquals(new double[] {0, 0, 0.5, -0.5}, loss.backward().of(x).toArray(), 1e-15);
    }
}
