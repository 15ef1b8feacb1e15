package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.norm.BatchNorm2d;
import org.autodiff.nn.norm.GroupNorm;
import org.autodiff.nn.norm.InstanceNorm;
import org.autodiff.nn.norm.LayerNorm;
import org.autodiff.nn.norm.RmsNorm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalisations of numbers that lie far from 0, or are so large or small that their squares are not doubles. */
class NormEdgesTest {
    /** Each normalisation as a function of one row of numbers that are normalised together. */
    private static Map<String, UnaryOperator<Tensor>> centring(int n, double eps) {
        Map<String, UnaryOperator<Tensor>> all = new LinkedHashMap<>();
        all.put("layerNorm", row -> LayerNorm.builder(n).eps(eps).build().apply(row));
        all.put(
                "layerNorm over two axes",
                row -> LayerNorm.builder(1, n)
                        .eps(eps)
                        .build()
                        .apply(row.reshape(1, n))
                        .reshape(n));
        all.put(
                "groupNorm",
                row -> GroupNorm.builder(1, n)
                        .eps(eps)
                        .build()
                        .apply(row.reshape(1, n))
                        .reshape(n));
        all.put(
                "instanceNorm",
                row -> InstanceNorm.builder(1)
                        .eps(eps)
                        .affine(true)
                        .build()
                        .apply(row.reshape(1, 1, n))
                        .reshape(n));
        all.put(
                "batchNorm1d",
                row -> BatchNorm1d.builder(1)
                        .eps(eps)
                        .build()
                        .apply(row.reshape(n, 1))
                        .reshape(n));
        all.put(
                "batchNorm2d",
                row -> BatchNorm2d.builder(1)
                        .eps(eps)
                        .build()
                        .apply(row.reshape(1, 1, 1, n))
                        .reshape(n));
        return all;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e12 + 0.3, -7e5 / 3, 0.1, 1e300, 1e-300})
    void aConstantRowGivesZeros(double x) {
        for (int n : new int[] {2, 3, 49, 1000}) {
            Tensor row = Tensor.full(Shape.of(n), x);
            centring(n, 1e-5)
                    .forEach((name, norm) ->
                            assertArrayEquals(new double[n], norm.apply(row).toArray(), name + " of " + n));
        }
    }

    @Test
    void numbersFarFromZeroKeepTheirDigits() {
        int n = 777;
        double[] offsets =
                Rng.of(5).doubles(n).map(x -> Math.rint(x * 4096) / 1024).toArray();
        Tensor near = Tensor.of(offsets);
        Tensor far = near.add(0x1p41 + 1); // exact
        centring(n, 1e-5)
                .forEach((name, norm) -> assertArrayEquals(
                        norm.apply(near).toArray(), norm.apply(far).toArray(), 1e-12, name));
    }

    /** mean 0, deviation sqrt(2/3) of the size. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e100, 1e160, 1e200, -1e300, 1.6e308, -Double.MAX_VALUE})
    void hugeNumbersAreNormalisedLikeOthers(double size) {
        double root = Math.sqrt(1.5) * Math.signum(size);
        Tensor row = Tensor.of(size, -size, 0.0);
        centring(3, 1e-12)
                .forEach((name, norm) -> assertArrayEquals(
                        new double[] {root, -root, 0}, norm.apply(row).toArray(), 1e-11, name));
        assertArrayEquals(
                new double[] {root, -root, 0}, RmsNorm.of(3).apply(row).toArray(), 1e-11, "rmsNorm");
    }

    /** Without eps, tiny numbers are normalised like others; with it, they are divided by its root. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-100, 1e-170, 1e-300})
    void tinyNumbersAreNormalisedLikeOthers(double size) {
        double root = Math.sqrt(1.5);
        Tensor row = Tensor.of(size, -size, 0.0);
        centring(3, 0)
                .forEach((name, norm) -> assertArrayEquals(
                        new double[] {root, -root, 0}, norm.apply(row).toArray(), 1e-14, name));
        assertArrayEquals(
                new double[] {root, -root, 0},
                RmsNorm.builder(3).eps(0).build().apply(row).toArray(),
                1e-14,
                "rmsNorm");
        double small = size / Math.sqrt(size * size * 2 / 3 + 0.25);
        centring(3, 0.25)
                .forEach((name, norm) -> assertEquals(1, norm.apply(row).toArray()[0] / small, 1e-14, name));
    }

    /** Huge and tiny rows in one argument: each is normalised independently. */
    @Test
    void rowsDoNotDisturbEachOther() {
        Tensor rows = Tensor.of(new double[][] {{1e200, -1e200, 0}, {1, -1, 0}, {1e-5, -1e-5, 0}, {7, 7, 7}});
        double r = Math.sqrt(1.5);
        double last = 1e-5 / Math.sqrt(1e-10 * 2 / 3 + 1e-5);
        double[][] expected = {{r, -r, 0}, {1 / Math.sqrt(2 / 3.0 + 1e-5), 0, 0}, {last, -last, 0}, {0, 0, 0}};
        expected[1][1] = -expected[1][0];
        double[] flat = Arrays.stream(expected).flatMapToDouble(Arrays::stream).toArray();
        assertArrayEquals(flat, LayerNorm.of(3).apply(rows).toArray(), 1e-14);
        assertArrayEquals(
                flat,
                BatchNorm1d.of(4).apply(rows.transpose(0, 1)).transpose(0, 1).toArray(),
                1e-14);
    }

    @Test
    void runningMeansAreAsExactAsTheirNumbers() {
        BatchNorm1d layer = BatchNorm1d.builder(1).cumulative().build();
        Tensor batch = Tensor.full(Shape.of(1000, 1), 1e12 + 0.3);
        layer.apply(batch);
        assertEquals(1e12 + 0.3, layer.namedBuffers().get("runningMean").value().item());
        layer.eval();
        assertArrayEquals(new double[1000], layer.apply(batch).toArray());
    }

    /** When a running variance has overflowed, its value is unknown, so the result must be NaN and not 0. */
    @Test
    void anInfiniteRunningVarianceIsNotHidden() {
        BatchNorm1d layer = BatchNorm1d.of(2);
        layer.apply(Tensor.of(new double[][] {{1e200, 1}, {-1e200, 2}}));
        layer.eval();
        double[] y = layer.apply(Tensor.of(new double[][] {{1e200, 1}})).toArray();
        assertTrue(Double.isNaN(y[0]), Arrays.toString(y));
        assertTrue(Double.isFinite(y[1]), Arrays.toString(y));
    }

    /**
     * At a constant row y = c / sqrt(eps) to first order, and c (1 - c'c / (2 n eps)) / sqrt(eps) to third: third
     * derivatives there are those of this polynomial.
     */
    @Test
    void derivativesAtAConstantRow() {
        double eps = 0.5;
        int n = 3;
        Tensor at = Tensor.of(4.0, 4.0, 4.0);
        Tensor direction = Tensor.of(1.0, -1.0, 0.5); // centred: 5/6, -7/6, 1/3
        double[] c = {5 / 6.0, -7 / 6.0, 1 / 3.0};
        double square = Arrays.stream(c).map(x -> x * x).sum();
        centring(n, eps).forEach((name, norm) -> {
            UnaryOperator<Tensor> alongLine =
                    t -> norm.apply(at.add(direction.mul(t))).select(0, 0);
            UnaryOperator<Tensor> d1 = Autodiff.grad(alongLine);
            UnaryOperator<Tensor> d2 = Autodiff.grad(d1);
            UnaryOperator<Tensor> d3 = Autodiff.grad(d2);
            double third = -3 * c[0] * square / (n * eps) / Math.sqrt(eps);
            assertEquals(c[0] / Math.sqrt(eps), d1.apply(Tensor.of(0)).item(), 1e-13, name);
            assertEquals(0, d2.apply(Tensor.of(0)).item(), 1e-13, name);
            assertEquals(third, d3.apply(Tensor.of(0)).item(), 1e-12, name);
        });
    }

    @Test
    void aSingleValueIsRefused() {
        List<String> messages = new ArrayList<>();
        for (Layer layer : List.of(LayerNorm.of(1), LayerNorm.of(1, 1), GroupNorm.of(3, 3), InstanceNorm.of(3))) {
            Shape shape = layer instanceof LayerNorm ? Shape.of(4, 1, 1) : Shape.of(4, 3, 1);
            messages.add(assertThrows(IllegalArgumentException.class, () -> layer.apply(Tensor.ones(shape)))
                    .getMessage());
        }
        assertEquals(
                List.of(
                        "layerNorm: expected more than one value for each sample, got (4, 1, 1)",
                        "layerNorm: expected more than one value for each sample, got (4, 1, 1)",
                        "groupNorm: expected more than one value for each group, got (4, 3, 1)",
                        "instanceNorm: expected more than one value for each channel, got (4, 3, 1)"),
                messages);
        assertThrows(IllegalArgumentException.class, () -> GroupNorm.of(4, 4).apply(Tensor.ones(Shape.of(2, 4))));
        assertArrayEquals(
                new double[] {1, -1},
                RmsNorm.of(1)
                        .apply(Tensor.of(NdArray.of(new double[][] {{3}, {-0.1}})))
                        .toArray(),
                1e-12,
                "of one value its sign remains");
        assertEquals(
                Shape.of(2, 4),
                GroupNorm.of(2, 4).apply(Tensor.ones(Shape.of(2, 4))).shape());
    }
}
