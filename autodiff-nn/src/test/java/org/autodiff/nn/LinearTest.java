package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.autodiff.Gradients;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;
import org.junit.jupiter.api.Test;

class LinearTest {
    private final Linear linear = Linear.of(2, 3, Rng.of(7));

    @Test
    void valueIsXTimesWeightPlusBias() {
        linear.namedParameters().get("weight").assign(NdArray.of(new double[][] {{1, 2, 3}, {4, 5, 6}}));
        linear.namedParameters().get("bias").assign(NdArray.of(0.5, -0.5, 0.25));
        Tensor y = linear.apply(Tensor.of(new double[][] {{1, 0}, {2, -1}}));
        assertEquals(
                Tensor.of(new double[][] {{1.5, 1.5, 3.25}, {-1.5, -1.5, 0.25}}).value(), y.value());
    }

    @Test
    void gradientsOfASum() {
        Tensor x = Tensor.variable(new double[][] {{1, 2}, {3, 5}});
        Gradients gradients = linear.apply(x).sum().backward();
        assertEquals(
                NdArray.of(new double[][] {{4, 4, 4}, {7, 7, 7}}),
                gradients.of(linear.namedParameters().get("weight")).value());
        assertEquals(
                NdArray.of(2, 2, 2),
                gradients.of(linear.namedParameters().get("bias")).value());
        double[] w = linear.namedParameters().get("weight").toArray();
        double[] row = {w[0] + w[1] + w[2], w[3] + w[4] + w[5]};
        assertArrayEquals(
                new double[] {row[0], row[1], row[0], row[1]}, gradients.of(x).toArray(), 1e-14);
    }

    @Test
    void takesAnyNumberOfLeadingAxes() {
        assertEquals(Shape.of(3), linear.apply(Tensor.zeros(Shape.of(2))).shape());
        assertEquals(Shape.of(5, 3), linear.apply(Tensor.zeros(Shape.of(5, 2))).shape());
        assertEquals(
                Shape.of(4, 5, 3), linear.apply(Tensor.zeros(Shape.of(4, 5, 2))).shape());
        assertEquals(Shape.of(0, 3), linear.apply(Tensor.zeros(Shape.of(0, 2))).shape());
    }

    @Test
    void startsAsTold() {
        assertEquals(
                linear.parameters().get(0).value(),
                Linear.of(2, 3, Rng.of(7)).parameters().get(0).value());
        assertEquals(
                Initializer.heNormal().create(Shape.of(2, 3), Rng.of(3)),
                Linear.builder(2, 3)
                        .weights(Initializer.heNormal())
                        .build(Rng.of(3))
                        .parameters()
                        .get(0)
                        .value());
        assertArrayEquals(new double[3], linear.parameters().get(1).toArray());
    }

    @Test
    void fansOfItsParametersAreKnown() {
        linear.parameters().forEach(p -> assertEquals(new Fan(2, 3), linear.fan(p), p.name()));
    }

    @Test
    void withoutBiasThereIsOneParameter() {
        Linear plain = Linear.builder(2, 3)
                .weights(Initializer.constant(2))
                .bias(false)
                .build(Rng.of(0));
        assertEquals(1, plain.parameters().size());
        assertArrayEquals(
                new double[] {6, 6, 6}, plain.apply(Tensor.of(1.0, 2.0)).toArray());
    }

    @Test
    void sizesMustBePositive() {
        assertEquals(
                "linear: sizes must be positive, got 0 -> 3",
                assertThrows(IllegalArgumentException.class, () -> Linear.of(0, 3, Rng.of(0)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Linear.of(3, -1, Rng.of(0)));
    }

    @Test
    void nullIsNamed() {
        assertEquals(
                "linear: rng is null",
                assertThrows(NullPointerException.class, () -> Linear.of(2, 3, null))
                        .getMessage());
        assertEquals(
                "linear: initializer of the weights is null",
                assertThrows(
                                NullPointerException.class,
                                () -> Linear.builder(2, 3).weights(null).build(Rng.of(1)))
                        .getMessage());
    }
}
