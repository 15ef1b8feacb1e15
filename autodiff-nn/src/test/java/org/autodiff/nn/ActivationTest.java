package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class ActivationTest {
    private static String refused(Supplier<?> make) {
        return assertThrows(IllegalArgumentException.class, make::get).getMessage();
    }

    @Test
    void namesTellTheConstants() {
        assertEquals("leakyRelu(0.01)", Activation.leakyRelu().toString());
        assertEquals("softmax(-1, temperature 0.5)", Activation.softmax(-1, 0.5).toString());
        assertEquals("glu(1)", Activation.glu(1).toString());
    }

    @Test
    void badConstantsAreRefusedAtOnce() {
        assertEquals("leakyRelu: slope must be finite, got NaN", refused(() -> Activation.leakyRelu(Double.NaN)));
        assertEquals("celu: alpha must be positive and finite, got 0.0", refused(() -> Activation.celu(0)));
        assertEquals("softplus: beta must be positive and finite, got -1.0", refused(() -> Activation.softplus(-1)));
        assertEquals("hardTanh: needs min < max, got 1.0 and 1.0", refused(() -> Activation.hardTanh(1, 1)));
        assertEquals(
                "softshrink: lambda must be finite and at least 0, got -0.5",
                refused(() -> Activation.softshrink(-0.5)));
        assertEquals(
                "softmax: temperature must be finite and above 0, got 0.0", refused(() -> Activation.softmax(0, 0)));
        refused(() -> Activation.elu(Double.POSITIVE_INFINITY));
        refused(() -> Activation.swish(Double.NaN));
        refused(() -> Activation.hardshrink(Double.NaN));
        refused(() -> Activation.logSoftmax(0, -1));
    }

    @Test
    void errorsOfShapeNameTheLayer() {
        Sequential model = Sequential.of(Activation.relu(), Activation.glu(-1));
        Tensor odd = Tensor.zeros(Shape.of(2, 3));
        assertEquals("1: expected an even size of axis -1, got (2, 3)", refused(() -> model.apply(odd)));
        Layer softmax = Activation.softmax(2);
        assertEquals("softmax: expected an axis 2, got (2, 3)", refused(() -> softmax.apply(odd)));
        assertEquals("softmax: expected an axis 2, got ()", refused(() -> softmax.apply(Tensor.of(1))));
    }

    @Test
    void infinitiesGiveTheLimits() {
        Tensor ends = Tensor.of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        double inf = Double.POSITIVE_INFINITY;
        assertArrayEquals(
                new double[] {0, inf}, Activation.hardSwish().apply(ends).toArray());
        assertArrayEquals(
                new double[] {-inf, inf}, Activation.softshrink(0.5).apply(ends).toArray());
        assertArrayEquals(
                new double[] {-inf, inf}, Activation.hardshrink(0.5).apply(ends).toArray());
        assertArrayEquals(
                new double[] {0, 1}, Activation.hardLogistic().apply(ends).toArray());
    }

    @Test
    void everyoneTakesAnEmptyTensorAndAScalar() {
        for (Activation a : List.of(Activation.relu6(), Activation.hardshrink(1), Activation.tanhshrink())) {
            assertEquals(Shape.of(0, 3), a.apply(Tensor.zeros(Shape.of(0, 3))).shape());
            assertEquals(Shape.scalar(), a.apply(Tensor.of(2)).shape());
        }
        assertEquals(
                Shape.of(0, 3),
                Activation.softmax(-1).apply(Tensor.zeros(Shape.of(0, 3))).shape());
    }

    @Test
    void temperatureSharpensOrLevels() {
        Tensor x = Tensor.of(1.0, 2.0, 4.0);
        double[] cold = Activation.softmax(0, 0.01).apply(x).toArray();
        assertArrayEquals(new double[] {0, 0, 1}, cold, 1e-12);
        double[] hot = Activation.softmax(0, 1e9).apply(x).toArray();
        assertTrue(Arrays.stream(hot).allMatch(p -> Math.abs(p - 1.0 / 3) < 1e-8));
        // e^(c x) / sum e^(c x) with c = 2
        double[] e = {Math.exp(2), Math.exp(4), Math.exp(8)};
        double sum = Arrays.stream(e).sum();
        assertArrayEquals(
                Arrays.stream(e).map(v -> v / sum).toArray(),
                Activation.softmax(0, 0.5).apply(x).toArray(),
                1e-15);
    }
}
