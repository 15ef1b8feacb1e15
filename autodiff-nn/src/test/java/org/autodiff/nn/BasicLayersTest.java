package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What the comparison with PyTorch does not cover of the layers without a package of their own: shapes, errors, limits.
 */
class BasicLayersTest {
    private static void assertRefused(String message, Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    private static Tensor zeros(int... dims) {
        return Tensor.zeros(Shape.of(dims));
    }

    @Test
    void bilinearChecksBothArguments() {
        Bilinear layer = Bilinear.of(3, 2, 4, Rng.of(0));
        assertEquals(Shape.of(4), layer.apply(zeros(3), zeros(2)).shape());
        assertEquals(Shape.of(0, 4), layer.apply(zeros(0, 3), zeros(0, 2)).shape());
        assertRefused("bilinear: expected last dimension 3, got (5, 2)", () -> layer.apply(zeros(5, 2), zeros(5, 2)));
        assertRefused("bilinear: expected last dimension 2, got (5, 3)", () -> layer.apply(zeros(5, 3), zeros(5, 3)));
        assertRefused(
                "bilinear: expected a second argument of shape (5, 2), got (1, 2)",
                () -> layer.apply(zeros(5, 3), zeros(1, 2)));
        assertRefused("bilinear: sizes must be positive, got 3, 0 -> 4", () -> Bilinear.of(3, 0, 4, Rng.of(0)));
        assertEquals("Bilinear(3, 2 -> 4): 28 parameters", layer.toString());
        assertEquals(new Fan(6, 4), layer.fan(layer.parameters().get(1)));
    }

    @Test
    void embeddingLooksUp() {
        Embedding layer = Embedding.of(3, 2, Rng.of(0));
        layer.parameters().get(0).assign(NdArray.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}));
        assertArrayEquals(
                new double[] {5, 6, 1, 2, 5, 6}, layer.apply(Index.of(2, 0, -1)).toArray());
        assertEquals(Shape.of(2), layer.apply(Tensor.of(1)).shape());
        assertEquals(Shape.of(0, 4, 2), layer.apply(zeros(0, 4)).shape());
        assertRefused("embedding: index: not a whole number: 0.5", () -> layer.apply(Tensor.of(0.5)));
        assertThrows(IndexOutOfBoundsException.class, () -> layer.apply(Index.of(3)));
        assertThrows(IndexOutOfBoundsException.class, () -> layer.apply(Index.of(-4)));
        assertEquals("Embedding(3 x 2): 6 parameters", layer.toString());
    }

    @Test
    void paddingStartsAtZeroAndStaysThere() {
        Embedding layer = Embedding.builder(3, 2)
                .paddingIdx(1)
                .weights(Initializer.constant(7))
                .build(Rng.of(0));
        Parameter weight = layer.parameters().get(0);
        assertArrayEquals(new double[] {7, 7, 0, 0, 7, 7}, weight.toArray());
        Tensor y = layer.apply(Index.of(1, -2, 2));
        assertArrayEquals(
                new double[] {0, 0, 0, 0, 1, 1}, y.sum().backward().of(weight).toArray());
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> Embedding.builder(3, 2)
                        .paddingIdx(3)
                        .weights(Initializer.zeros())
                        .build(Rng.of(0)));
        assertEquals("Embedding(3 x 2, padding 1): 6 parameters", layer.toString());
    }

    @Test
    void flattenTakesAnyRange() {
        Tensor x = zeros(2, 3, 4, 5);
        assertEquals(Shape.of(2, 60), Flatten.of().apply(x).shape());
        assertEquals(Shape.of(120), Flatten.of(0, -1).apply(x).shape());
        assertEquals(Shape.of(2, 12, 5), Flatten.of(1, 2).apply(x).shape());
        assertEquals(Shape.of(2, 3, 20), Flatten.of(-2, 3).apply(x).shape());
        assertEquals(Shape.of(2, 3), Flatten.of().apply(zeros(2, 3)).shape());
        assertEquals(Shape.of(0, 6), Flatten.of().apply(zeros(0, 2, 3)).shape());
        assertRefused(
                "flatten: expected axes 1 to -1, got (2)", () -> Flatten.of().apply(zeros(2)));
        assertRefused(
                "flatten: expected axes 2 to 1, got (2, 3, 4, 5)",
                () -> Flatten.of(2, 1).apply(x));
        assertRefused(
                "flatten: expected axes 0 to 4, got (2, 3, 4, 5)",
                () -> Flatten.of(0, 4).apply(x));
    }

    @Test
    void unflattenGoesBack() {
        Tensor x = Tensor.of(Rng.of(0).normal(Shape.of(2, 12, 5), 0, 1));
        assertEquals(Shape.of(2, 3, 4, 5), Unflatten.of(1, 3, 4).apply(x).shape());
        assertEquals(
                x.value(),
                Flatten.of(1, 2).apply(Unflatten.of(-2, 3, 4).apply(x)).value());
        assertRefused(
                "unflatten: expected axis 1 of size 10, got (2, 12, 5)",
                () -> Unflatten.of(1, 2, 5).apply(x));
        assertRefused(
                "unflatten: expected axis 3 of size 10, got (2, 12, 5)",
                () -> Unflatten.of(3, 2, 5).apply(x));
        assertRefused("unflatten: needs sizes, none of them negative, got [2, -1]", () -> Unflatten.of(1, 2, -1));
        assertRefused("unflatten: needs sizes, none of them negative, got []", () -> Unflatten.of(1));
    }

    @Test
    void maxoutIsTheLargestPiece() {
        Maxout layer = Maxout.of(1, 1, 3, Rng.of(0));
        layer.namedParameters().get("weight").assign(NdArray.of(new double[][] {{-1, 0, 2}}));
        layer.namedParameters().get("bias").assign(NdArray.of(0.0, 1.0, 0.0));
        double[] y = layer.apply(Tensor.of(new double[][] {{-3}, {0}, {4}})).toArray();
        assertArrayEquals(new double[] {3, 1, 8}, y);
        assertRefused("maxout: expected last dimension 1, got (2)", () -> layer.apply(zeros(2)));
        assertRefused("maxout: sizes must be positive, got 2 -> 3 of 0 pieces", () -> Maxout.of(2, 3, 0, Rng.of(0)));
        assertEquals("Maxout(1 -> 1, 3 pieces): 6 parameters", layer.toString());
    }

    @Test
    void preluTakesChannelsAlongAnyAxis() {
        Prelu layer = Prelu.along(-3, 2, 0.5);
        layer.parameters().get(0).assign(NdArray.of(0.5, 2.0));
        double[] y = layer.apply(Tensor.full(Shape.of(2, 1, 2), -1)).toArray();
        assertArrayEquals(new double[] {-0.5, -0.5, -2, -2}, y);
        assertEquals(Shape.scalar(), Prelu.of(0.1).apply(Tensor.of(-1)).shape());
        assertRefused(
                "prelu: expected 3 channels along axis 1, got (3)",
                () -> Prelu.ofChannels(3).apply(zeros(3)));
        assertRefused(
                "prelu: expected 3 channels along axis 1, got (3, 2)",
                () -> Prelu.ofChannels(3).apply(zeros(3, 2)));
        assertRefused("prelu: needs at least one channel, got 0", () -> Prelu.ofChannels(0));
        assertRefused("prelu: slope must be finite, got NaN", () -> Prelu.of(Double.NaN));
    }

    @Test
    void swishGoesFromHalfTheLineToRelu() {
        Tensor x = Tensor.of(-2.0, 0.0, 3.0);
        assertArrayEquals(new double[] {-1, 0, 1.5}, Swish.of(0).apply(x).toArray());
        assertArrayEquals(new double[] {0, 0, 3}, Swish.of(1e3).apply(x).toArray(), 1e-300);
        assertArrayEquals(
                Activation.silu().apply(x).toArray(), Swish.of().apply(x).toArray());
        // d/dbeta of x sigmoid(beta x) is x^2 s (1 - s)
        Swish layer = Swish.of(0.5);
        double slope = Arrays.stream(x.toArray())
                .map(v -> {
                    double s = 1 / (1 + Math.exp(-0.5 * v));
                    return v * v * s * (1 - s);
                })
                .sum();
        Parameter beta = layer.parameters().get(0);
        assertEquals(slope, layer.apply(x).sum().backward().of(beta).item(), 1e-14);
        assertRefused("swish: beta must be finite, got Infinity", () -> Swish.of(Double.POSITIVE_INFINITY));
    }

    @Test
    void everyParameterHasAFan() {
        for (Model model : new Model[] {
            Bilinear.of(2, 3, 4, Rng.of(0)),
            Embedding.of(5, 3, Rng.of(0)),
            Maxout.of(2, 3, 4, Rng.of(0)),
            Prelu.of(),
            Prelu.ofChannels(3),
            Swish.of()
        }) {
            model.parameters().forEach(model::fan);
        }
        Maxout maxout = Maxout.of(2, 3, 4, Rng.of(0));
        assertEquals(new Fan(2, 3), maxout.fan(maxout.parameters().get(0)));
    }
}
