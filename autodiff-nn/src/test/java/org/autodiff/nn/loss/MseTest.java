package org.autodiff.nn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class MseTest {
    private final Tensor prediction = Tensor.variable(new double[][] {{1, 2}, {3, 4}});
    private final Tensor target = Tensor.variable(new double[][] {{1, 0}, {5, 3}});

    @Test
    void reductions() {
        assertArrayEquals(
                new double[] {0, 4, 4, 1},
                new Mse(Reduction.NONE).apply(prediction, target).toArray());
        assertEquals(9, new Mse(Reduction.SUM).apply(prediction, target).item());
        assertEquals(2.25, new Mse().apply(prediction, target).item());
    }

    @Test
    void gradientsOfBothSides() {
        Gradients gradients = new Mse().apply(prediction, target).backward();
        assertArrayEquals(new double[] {0, 1, -1, 0.5}, gradients.of(prediction).toArray(), 1e-15);
        assertArrayEquals(new double[] {0, -1, 1, -0.5}, gradients.of(target).toArray(), 1e-15);
    }

    @Test
    void nothingIsBroadcast() {
        Tensor column = Tensor.zeros(Shape.of(8, 1));
        Tensor vector = Tensor.zeros(Shape.of(8));
        assertEquals(
                "mse: prediction of shape (8, 1) and target of shape (8): must be the same, losses do not broadcast",
                assertThrows(IllegalArgumentException.class, () -> new Mse().apply(column, vector))
                        .getMessage());
    }

    @Test
    void theMeanOfNothingIsRefused() {
        Tensor none = Tensor.zeros(Shape.of(0));
        assertThrows(IllegalArgumentException.class, () -> new Mse().apply(none, none));
        assertEquals(0, new Mse(Reduction.SUM).apply(none, none).item());
    }
}
