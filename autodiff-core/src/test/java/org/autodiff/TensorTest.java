package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TensorTest {
    private static final Tensor M = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});

    @Test
    void factories() {
        assertEquals(Shape.scalar(), Tensor.of(2).shape());
        assertEquals(Shape.of(2), Tensor.of(2, 3).shape());
        assertEquals(Shape.of(2, 3), M.shape());
        assertArrayEquals(new double[] {1, 0, 0, 1}, Tensor.eye(2).toArray());
        assertArrayEquals(new double[] {0, 1, 2}, Tensor.arange(3).toArray());
        assertArrayEquals(new double[] {7, 7}, Tensor.full(Shape.of(2), 7).toArray());
        assertEquals("Tensor(2) [1.0, 2.0], variable", Tensor.variable(1, 2).toString());
        Tensor w = Tensor.variable("w", 3.0);
        assertEquals("Tensor() 3.0, variable 'w'", w.toString());
        assertEquals("Tensor() 9.0, by square", w.square().toString());
        Tensor[] leaked = new Tensor[1];
        Autodiff.grad(x -> leaked[0] = x.square(), Tensor.of(3));
        assertEquals("Tensor() 9.0", leaked[0].toString()); // its history is over
        assertEquals(
                "Parameter w(1) [3.0]",
                Parameter.of("w", NdArray.of(new double[] {3})).toString());
    }

    @Test
    void matricesOfEjmlAreCopiedBothWays() {
        DMatrixRMaj matrix = new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}});
        Tensor t = Tensor.of(matrix);
        matrix.set(0, 0, 9);
        assertArrayEquals(new double[] {1, 2, 3, 4}, t.toArray());
        DMatrixRMaj back = t.toMatrix();
        back.set(0, 0, 9);
        assertEquals(1, t.value().get(0, 0));
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(1, 2).toMatrix());
    }

    @Test
    void movesOfAxes() {
        assertArrayEquals(new double[] {1, 4, 2, 5, 3, 6}, M.transpose().toArray());
        assertEquals(Shape.of(3, 2), M.reshape(-1, 2).shape());
        assertSame(M, M.reshape(2, 3));
        assertEquals(Shape.of(2, 1, 3), M.unsqueeze(1).shape());
        assertEquals(Shape.of(2, 3, 1), M.unsqueeze(-1).shape());
        assertArrayEquals(new double[] {3, 6}, M.select(1, -1).toArray());
        assertArrayEquals(new double[] {1, 3, 4, 6}, M.slice(1, 0, 3, 2).toArray());
        assertArrayEquals(new double[] {2, 5}, M.slice(-1, 1, -1).toArray());
        assertEquals(
                Shape.of(1), Tensor.arange(5).slice(0, 0, 5, Integer.MAX_VALUE).shape());
        assertEquals(Shape.of(2, 2, 3), Tensor.stack(0, M, M).shape());
        assertEquals(Shape.of(2, 3, 2), Tensor.stack(-1, M, M).shape());
        assertArrayEquals(
                new double[] {4, 5, 6, 1, 2, 3}, M.gatherRows(Index.of(-1, 0)).toArray());
        assertArrayEquals(new int[] {2, 2}, M.argmax(1).toArray());
    }

    @Test
    void reductionsOfEmptyArrays() {
        Tensor empty = Tensor.zeros(Shape.of(2, 0));
        assertArrayEquals(new double[2], empty.sum(1).toArray());
        assertArrayEquals(new double[0], empty.sum(0).toArray());
        assertEquals(Double.NEGATIVE_INFINITY, empty.logsumexp().item());
        assertEquals(Double.NaN, empty.mean().item());
        assertArrayEquals(new double[0], empty.max(0).toArray());
        assertArrayEquals(
                new double[4], empty.matmul(Tensor.zeros(Shape.of(0, 2))).toArray());
    }

    static Stream<Arguments> mistakes() {
        Tensor v = Tensor.of(1, 2);
        return Stream.of(
                mistake(
                        () -> M.add(v),
                        "add: shapes do not broadcast: (2, 3) and (2): sizes 3 and 2 differ at axis -1 and "
                                + "neither is 1"),
                mistake(() -> M.matmul(M), "matmul: inner dimensions differ: (2, 3) x (2, 3)"),
                mistake(
                        () -> Tensor.zeros(Shape.of(32, 784)).matmul(Tensor.zeros(Shape.of(783, 128))),
                        "matmul: inner dimensions differ: (32, 784) x (783, 128)"),
                mistake(() -> M.matmul(Tensor.of(2)), "matmul: a scalar is no matrix: (2, 3) x (): use mul"),
                mistake(
                        () -> Tensor.zeros(Shape.of(2, 4, 3)).matmul(Tensor.zeros(Shape.of(3, 3, 4))),
                        "matmul: (2, 4, 3) x (3, 3, 4): batch axes: shapes do not broadcast: (2) and (3): sizes "
                                + "2 and 3 differ at axis -1 and neither is 1"),
                mistake(() -> M.sum(2), "sum: axis 2 out of range for shape (2, 3): must be in [-2, 1]"),
                mistake(() -> M.sum(0, -2), "sum: axis 0 is named twice in [0, -2] for shape (2, 3)"),
                mistake(
                        () -> Tensor.of(1).softmax(0),
                        "softmax: axis 0 out of range for shape (): a scalar has no axes"),
                mistake(
                        () -> Tensor.zeros(Shape.of(2, 0)).max(1),
                        "max: no elements along axes [1] of shape (2, 0): needs at least one"),
                mistake(() -> M.reshape(4), "reshape: (2, 3) has 6 elements, (4) has 4"),
                mistake(() -> M.reshape(-1, 4), "reshape: (2, 3) has 6 elements, which do not fill [-1, 4] whole"),
                mistake(() -> M.reshape(-1, -1), "reshape: at most one size may be -1: [-1, -1]"),
                mistake(() -> M.permute(0, 0), "permute: [0, 0] does not name every axis of shape (2, 3) once"),
                mistake(
                        () -> M.broadcastTo(Shape.of(2, 4)),
                        "broadcastTo: (2, 3) does not broadcast to (2, 4): aligned at the end, sizes must be "
                                + "equal or 1"),
                mistake(() -> M.slice(1, 1, 4), "slice: [1, 4) is not within axis 1 of shape (2, 3)"),
                mistake(() -> M.slice(1, 0, 3, 0), "slice: step must be at least 1, got 0"),
                mistake(() -> M.select(0, 2), "select: position 2 is outside axis 0 of shape (2, 3)"),
                mistake(() -> M.unsqueeze(4), "unsqueeze: axis 4 out of range for shape (2, 3): must be in [-3, 2]"),
                mistake(
                        () -> M.gatherRows(Index.of(0, 2)),
                        "indexSelect: index 2 at position 1 is outside axis 0 of shape (2, 3): must be in [-2, 1]"),
                mistake(
                        () -> Tensor.of(1).gatherRows(Index.of(0)),
                        "gatherRows: axis 0 out of range for shape (): a scalar has no axes"),
                mistake(
                        () -> Tensor.concat(0, M, v),
                        "concat: shapes (2, 3) and (2) differ elsewhere than along axis 0"),
                mistake(() -> Tensor.concat(0), "concat: needs at least one tensor"),
                mistake(() -> Tensor.stack(0, v, M), "stack: shapes (2) and (2, 3) differ"),
                mistake(
                        () -> Tensor.stack(-3, v, v),
                        "stack: axis -3 out of range for shape (2, 1): must be in [-2, 1]"),
                mistake(() -> Tensor.stack(0, v, null), "stack: input 1 is null"),
                mistake(() -> M.mean(3), "mean: axis 3 out of range for shape (2, 3): must be in [-2, 1]"),
                mistake(() -> M.sumTo(Shape.of(2)), "sumTo: (2) does not broadcast to (2, 3)"),
                mistake(() -> Tensor.variable((NdArray) null), "variable: value is null"),
                mistake(() -> Tensor.variable(1).backward((Tensor) null), "backward: asked for the gradient of null"),
                mistake(
                        () -> Tensor.variable(1).backward(new Tensor[0]),
                        "backward: asked for the gradients of no tensors; backward() gives all"),
                mistake(
                        () -> Tensor.where(v, M, M),
                        "where: shapes do not broadcast: (2) and (2, 3): sizes 2 and 3 differ at axis -1 and "
                                + "neither is 1"),
                mistake(() -> M.item(), "item: needs exactly one element, got shape (2, 3)"),
                mistake(() -> M.mul(null), "mul: input 1 is null"),
                mistake(() -> Tensor.where(v, null, v), "where: input 1 is null"));
    }

    private static Arguments mistake(Executable call, String message) {
        return Arguments.of(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void mistakesAreNamed(String message, Executable call) {
        assertEquals(message, assertThrows(RuntimeException.class, call).getMessage());
    }
}
