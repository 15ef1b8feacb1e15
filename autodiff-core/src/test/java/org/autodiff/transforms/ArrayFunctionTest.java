package org.autodiff.transforms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Functions of plain arrays, with derivatives. */
class ArrayFunctionTest {
    /** x^3 y. */
    private static final ArrayFunction F =
            Autodiff.ofArrays(t -> t.select(0, 0).pow(3).mul(t.select(0, 1)));

    /** (x y, sin x, y^2). */
    private static final ArrayFunction G = Autodiff.ofArrays(t -> {
        Tensor x = t.select(0, 0);
        Tensor y = t.select(0, 1);
        return Tensor.stack(0, x.mul(y), x.sin(), y.square());
    });

    private static final double[] AT = {2, 5};

    private static void assertRows(double[][] expected, double[][] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], actual[i], 1e-13);
        }
    }

    @Test
    void aScalarFunction() {
        assertEquals(40, F.value(AT));
        assertArrayEquals(new double[] {60, 8}, F.gradient(AT), 1e-13);
        ArrayFunction.ValueAndGradient both = F.valueAndGradient(AT);
        assertEquals(40, both.value());
        assertArrayEquals(new double[] {60, 8}, both.gradient(), 1e-13);
        assertRows(new double[][] {{60, 12}, {12, 0}}, F.hessian(AT));
        assertArrayEquals(new double[] {60, 12, 12, 0}, F.hessianMatrix(AT).getData(), 1e-13);
        assertArrayEquals(new double[] {60 - 12, 12}, F.hvp(AT, new double[] {1, -1}), 1e-13);
        assertRows(new double[][] {{60, 8}}, F.jacobian(AT));
    }

    @Test
    void aVectorFunction() {
        assertArrayEquals(new double[] {10, Math.sin(2), 25}, G.values(AT), 1e-15);
        double[][] expected = {{5, 2}, {Math.cos(2), 0}, {0, 10}};
        assertRows(expected, G.jacobian(AT));
        DMatrixRMaj matrix = G.jacobianMatrix(AT);
        assertEquals(3, matrix.numRows);
        assertEquals(2, matrix.numCols);
        assertEquals(Math.cos(2), matrix.get(1, 0), 1e-15);
        assertArrayEquals(new double[] {7, Math.cos(2), 10}, G.jvp(AT, new double[] {1, 1}), 1e-13);
    }

    @Test
    void severalTensorsStandOneAfterTheOther() {
        ArrayFunction f = Autodiff.ofArrays(xs -> xs[0].matmul(xs[1]), Shape.of(2, 2), Shape.of(2));
        double[] x = {1, 2, 3, 4, 5, 6};
        assertArrayEquals(new double[] {17, 39}, f.values(x));
        assertRows(new double[][] {{5, 6, 0, 0, 1, 2}, {0, 0, 5, 6, 3, 4}}, f.jacobian(x));
        assertThrows(IllegalArgumentException.class, () -> f.values(new double[5]));
    }

    @Test
    void theResultsAreFresh() {
        double[] x = {2, 5};
        double[] g = F.gradient(x);
        x[0] = 1;
        g[0] = -1;
        assertArrayEquals(new double[] {60, 8}, F.gradient(AT), 1e-13);
        assertArrayEquals(new double[] {15, 1}, F.gradient(x), 1e-13);
    }

    @Test
    void nothingIsRecordedForAValue() {
        Parameter w = Parameter.of("w", Tensor.of(3));
        boolean[] recorded = new boolean[1];
        ArrayFunction f = Autodiff.ofArrays(x -> {
            Tensor y = x.sum().mul(w);
            recorded[0] = y.requiresGrad();
            return y;
        });
        assertEquals(21, f.value(AT));
        assertFalse(recorded[0]);
        assertArrayEquals(new double[] {3, 3}, f.gradient(AT));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertEquals(
                "value: the function gives shape (3): use values",
                assertThrows(IllegalArgumentException.class, () -> G.value(AT)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> G.gradient(AT));
        assertThrows(IllegalArgumentException.class, () -> G.hessian(AT));
        assertThrows(IllegalArgumentException.class, () -> F.hvp(AT, new double[3]));
        assertThrows(NullPointerException.class, () -> F.value(null));
        assertThrows(NullPointerException.class, () -> Autodiff.ofArrays(null));
    }

    @Test
    void onManyThreadsTheSameBits() {
        double[][] once = F.hessian(AT);
        IntStream.range(0, 200).parallel().forEach(i -> assertRows(once, F.hessian(AT)));
    }
}
