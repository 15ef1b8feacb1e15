package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.norm.BatchNorm2d;
import org.autodiff.nn.norm.GroupNorm;
import org.autodiff.nn.norm.InstanceNorm;
import org.autodiff.nn.norm.LayerNorm;
import org.autodiff.nn.norm.RmsNorm;
import org.autodiff.options.Correction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the comparison with PyTorch does not cover of normalisations: errors, limits, running statistics, texts. */
class NormTest {
    private static final Tensor ROWS = Tensor.of(new double[][] {{1, 10}, {3, 30}, {5, 20}});

    private static void assertRefused(String message, Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    private static Tensor zeros(int... dims) {
        return Tensor.zeros(Shape.of(dims));
    }

    private static double[] buffer(Layer layer, String name) {
        return layer.namedBuffers().get(name).value().toArray();
    }

    @Test
    void runningStatisticsMoveByMomentumAndOnlyInTraining() {
        BatchNorm1d layer = BatchNorm1d.of(2);
        layer.apply(ROWS);
        assertArrayEquals(new double[] {0.1 * 3, 0.1 * 20}, buffer(layer, "runningMean"), 1e-15);
        assertArrayEquals(new double[] {0.9 + 0.1 * 4, 0.9 + 0.1 * 100}, buffer(layer, "runningVar"), 1e-14);
        layer.eval();
        double[] before = buffer(layer, "runningVar");
        layer.apply(ROWS);
        assertArrayEquals(before, buffer(layer, "runningVar"));
        layer.train();
        layer.summary(Shape.of(1, 2)); // made in evaluation mode, so a batch of one is allowed, and nothing changes
        assertArrayEquals(before, buffer(layer, "runningVar"));
    }

    @Test
    void cumulativeStatisticsAreMeans() {
        BatchNorm1d layer = BatchNorm1d.builder(2).cumulative().build();
        layer.apply(ROWS);
        layer.apply(ROWS.mul(3));
        assertArrayEquals(new double[] {2 * 3, 2 * 20}, buffer(layer, "runningMean"), 1e-14);
        assertArrayEquals(new double[] {5 * 4, 5 * 100}, buffer(layer, "runningVar"), 1e-12);
        assertArrayEquals(new double[] {2}, buffer(layer, "batches"));
    }

    @Test
    void runningStatisticsSurviveAStep() {
        BatchNorm1d layer = BatchNorm1d.of(2);
        for (int i = 0; i < 5; i++) {
            Autodiff.step(() -> layer.apply(ROWS).square().sum().backward());
            Autodiff.step(() -> ROWS.mul(7).exp().sum().item()); // overwrites recycled memory
        }
        double kept = Math.pow(0.9, 5);
        assertArrayEquals(new double[] {(1 - kept) * 3, (1 - kept) * 20}, buffer(layer, "runningMean"), 1e-13);
    }

    @Test
    void noGradientLeadsToRunningStatistics() {
        BatchNorm1d layer = BatchNorm1d.of(2);
        layer.apply(Tensor.variable(ROWS.value()));
        assertFalse(layer.namedBuffers().get("runningMean").value().requiresGrad());
    }

    @Test
    void aConstantBatchGivesTheBias() {
        Layer layer = BatchNorm1d.of(2);
        assertArrayEquals(
                new double[4], layer.apply(Tensor.full(Shape.of(2, 2), 1e9)).toArray());
        assertArrayEquals(
                new double[3],
                LayerNorm.of(3).apply(Tensor.full(Shape.of(3), -7)).toArray());
        assertArrayEquals(new double[3], RmsNorm.of(3).apply(zeros(3)).toArray());
    }

    @Test
    void dataFarFromZeroKeepTheirDigits() {
        Tensor x = Tensor.of(-1.0, 0.0, 1.0, 2.0);
        Layer norm = LayerNorm.of(4);
        assertArrayEquals(norm.apply(x).toArray(), norm.apply(x.add(0x1p40)).toArray(), 1e-12);
    }

    @Test
    void theVarianceOfOneValueIsNotKnown() {
        assertRefused(
                "batchNorm1d: expected more than one value for each channel, got (1, 2)",
                () -> BatchNorm1d.of(2).apply(zeros(1, 2)));
        assertRefused(
                "batchNorm2d: expected more than one value for each channel, got (0, 2, 3, 3)",
                () -> BatchNorm2d.of(2).apply(zeros(0, 2, 3, 3)));
        assertRefused(
                "instanceNorm: expected more than one value for each channel, got (5, 2, 1)",
                () -> InstanceNorm.of(2).apply(zeros(5, 2, 1)));
        BatchNorm1d untracked = BatchNorm1d.builder(2).trackRunningStats(false).build();
        untracked.eval();
        assertThrows(IllegalArgumentException.class, () -> untracked.apply(zeros(1, 2)));
        BatchNorm1d layer = BatchNorm1d.of(2);
        layer.eval();
        assertEquals(Shape.of(1, 2), layer.apply(zeros(1, 2)).shape());
        assertEquals(Shape.of(0, 2), layer.apply(zeros(0, 2)).shape());
        assertArrayEquals(new double[2], buffer(layer, "runningMean"));
    }

    @Test
    void aRefusedBatchLeavesTheStatisticsAlone() {
        BatchNorm1d layer = BatchNorm1d.of(2);
        assertThrows(IllegalArgumentException.class, () -> layer.apply(zeros(1, 2)));
        assertArrayEquals(new double[2], buffer(layer, "runningMean"));
        assertArrayEquals(new double[] {1, 1}, buffer(layer, "runningVar"));
    }

    @Test
    void argumentsAreChecked() {
        assertRefused(
                "batchNorm1d: expected (n, 2) or (n, 2, length), got (2)",
                () -> BatchNorm1d.of(2).apply(zeros(2)));
        assertRefused(
                "batchNorm1d: expected (n, 2) or (n, 2, length), got (5, 3)",
                () -> BatchNorm1d.of(2).apply(zeros(5, 3)));
        assertRefused(
                "batchNorm2d: expected (n, 2, rows, columns), got (5, 2, 3)",
                () -> BatchNorm2d.of(2).apply(zeros(5, 2, 3)));
        assertRefused(
                "layerNorm: expected last dimension 4, got (4, 3)",
                () -> LayerNorm.of(4).apply(zeros(4, 3)));
        assertRefused(
                "layerNorm: expected last dimensions (3, 4), got (4)",
                () -> LayerNorm.of(3, 4).apply(zeros(4)));
        assertRefused(
                "rmsNorm: expected last dimension 4, got ()",
                () -> RmsNorm.of(4).apply(zeros()));
        assertRefused(
                "groupNorm: expected (n, 4, ...), got (4)",
                () -> GroupNorm.of(2, 4).apply(zeros(4)));
        assertRefused(
                "groupNorm: expected (n, 4, ...), not empty, got (2, 4, 0)",
                () -> GroupNorm.of(2, 4).apply(zeros(2, 4, 0)));
        assertRefused(
                "instanceNorm: expected (n, 2, ...) with at least 3 axes, got (5, 2)",
                () -> InstanceNorm.of(2).apply(zeros(5, 2)));
    }

    @Test
    void emptyBatchesGiveEmptyOnes() {
        assertEquals(Shape.of(0, 4), LayerNorm.of(4).apply(zeros(0, 4)).shape());
        assertEquals(Shape.of(0, 4), RmsNorm.of(4).apply(zeros(0, 4)).shape());
        assertEquals(Shape.of(0, 4, 3), GroupNorm.of(2, 4).apply(zeros(0, 4, 3)).shape());
    }

    @Test
    void optionsAreChecked() {
        assertRefused(
                "batchNorm1d: eps must be finite and at least 0, got -1.0",
                () -> BatchNorm1d.builder(2).eps(-1));
        assertRefused(
                "batchNorm2d: momentum must be in [0, 1], got 1.5",
                () -> BatchNorm2d.builder(2).momentum(1.5));
        assertRefused(
                "batchNorm1d: momentum must be in [0, 1], got NaN",
                () -> BatchNorm1d.builder(2).momentum(Double.NaN));
        assertRefused("batchNorm1d: needs at least one channel, got 0", () -> BatchNorm1d.of(0));
        assertRefused(
                "layerNorm: eps must be finite and at least 0, got NaN",
                () -> LayerNorm.builder(3).eps(Double.NaN));
        assertRefused("layerNorm: needs sizes, all of them positive, got []", LayerNorm::of);
        assertRefused("rmsNorm: needs sizes, all of them positive, got [3, 0]", () -> RmsNorm.of(3, 0));
        assertRefused(
                "rmsNorm: eps must be finite and at least 0, got Infinity",
                () -> RmsNorm.builder(3).eps(Double.POSITIVE_INFINITY).build());
        assertRefused("groupNorm: 3 groups do not divide 4 channels", () -> GroupNorm.of(3, 4));
        assertRefused("instanceNorm: needs at least one channel, got -1", () -> InstanceNorm.of(-1));
    }

    @Test
    void everyParameterHasAFan() {
        for (Layer layer : List.of(BatchNorm2d.of(3), LayerNorm.of(2, 3), RmsNorm.of(4), GroupNorm.of(2, 4))) {
            layer.parameters().forEach(p -> assertEquals(new Fan(1, 1), layer.fan(p)));
        }
    }

    @Test
    void partsHaveTheirNames() {
        assertEquals(
                Set.of("runningMean", "runningVar"),
                BatchNorm2d.of(3).namedBuffers().keySet());
        assertEquals(
                Set.of("weight", "bias"), BatchNorm2d.of(3).namedParameters().keySet());
        assertEquals(Set.of("weight"), RmsNorm.of(3).namedParameters().keySet());
        assertEquals(Set.of(), InstanceNorm.of(3).namedParameters().keySet());
        BatchNorm1d bare =
                BatchNorm1d.builder(3).affine(false).trackRunningStats(false).build();
        assertEquals(Set.of(), bare.namedParameters().keySet());
        assertEquals(Set.of(), bare.namedBuffers().keySet());
    }

    @Test
    void textsTellTheOptions() {
        assertEquals("BatchNorm2d(16): 32 parameters", BatchNorm2d.of(16).toString());
        assertEquals(
                "BatchNorm1d(2, eps 0.1, momentum 0.5, not affine, not tracked)",
                BatchNorm1d.builder(2)
                        .eps(0.1)
                        .momentum(0.5)
                        .affine(false)
                        .trackRunningStats(false)
                        .build()
                        .toString());
        assertEquals(
                "BatchNorm1d(2, cumulative): 4 parameters",
                BatchNorm1d.builder(2).cumulative().build().toString());
        assertEquals("LayerNorm(64): 128 parameters", LayerNorm.of(64).toString());
        assertEquals(
                "LayerNorm((2, 3), eps 0.1, no bias): 6 parameters",
                LayerNorm.builder(2, 3).eps(0.1).bias(false).build().toString());
        assertEquals("RmsNorm(8): 8 parameters", RmsNorm.of(8).toString());
        assertEquals(
                "RmsNorm(8, eps 1.0E-6, no weight)",
                RmsNorm.builder(8).eps(1e-6).elementwiseAffine(false).build().toString());
        assertEquals(
                "GroupNorm(2 groups of 4 channels): 8 parameters",
                GroupNorm.of(2, 4).toString());
        assertEquals("InstanceNorm(3 channels, not affine)", InstanceNorm.of(3).toString());
    }

    @Test
    void normalisedNumbersHaveMeanZeroAndVarianceOne() {
        Tensor x = Tensor.of(Rng.of(1).normal(Shape.of(8, 4, 5, 5), 3, 2));
        for (Tensor y : List.of(
                BatchNorm2d.of(4).apply(x).movedim(1, 0).flatten(1, -1),
                GroupNorm.of(2, 4).apply(x).reshape(16, -1),
                InstanceNorm.of(4).apply(x).reshape(32, -1),
                LayerNorm.of(5).apply(x).reshape(-1, 5))) {
            for (double mean : y.mean(1).toArray()) {
                assertEquals(0, mean, 1e-12);
            }
            for (double var : y.var(Correction.NONE, 1).toArray()) {
                assertEquals(1, var, 1e-3); // less by eps
            }
        }
    }
}
