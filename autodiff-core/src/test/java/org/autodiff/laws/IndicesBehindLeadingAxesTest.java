package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.internal.gates.move.IndexSelection;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Behind leading axes each place has indices of its own, which the samples' places have in common. */
class IndicesBehindLeadingAxesTest {
    private static final Shape BATCH = Shape.of(2);

    /** x[b, o, j, i] = 1000 b + 100 o + 10 j + i. */
    private static final Tensor X = counted(2, 3, 4, 2);

    /** The first place selects 3, 0, 0, the second one 1, 1 and the last but one. */
    private static final Tensor INDEX = Tensor.of(NdArray.of(new double[][] {{3, 0, 0}, {1, 1, -2}}));

    private static final int[][] AT = {{3, 0, 0}, {1, 1, 2}};

    private static Tensor counted(int... dims) {
        return Tensor.of(NdArray.build(Shape.of(dims), data -> {
            for (int at = 0; at < data.length; at++) {
                int rest = at;
                for (int axis = dims.length - 1, digit = 1; axis >= 0; axis--, digit *= 10) {
                    data[at] += rest % dims[axis] * digit;
                    rest /= dims[axis];
                }
            }
        }));
    }

    @Test
    void selects() {
        Tensor y = ((BinaryGate) new IndexSelection.IndexSelect(1).behind(BATCH)).on(X, INDEX);
        assertEquals(Shape.of(2, 3, 3, 2), y.shape());
        for (int b = 0; b < 2; b++) {
            for (int o = 0; o < 3; o++) {
                for (int k = 0; k < 3; k++) {
                    for (int i = 0; i < 2; i++) {
                        assertEquals(
                                1000 * b + 100 * o + 10 * AT[b][k] + i,
                                y.value().get(b, o, k, i));
                    }
                }
            }
        }
    }

    @Test
    void adds() {
        Tensor source = counted(2, 3, 3, 2);
        double[][][][] expected = new double[2][3][4][2];
        for (int b = 0; b < 2; b++) {
            for (int o = 0; o < 3; o++) {
                for (int k = 0; k < 3; k++) {
                    for (int i = 0; i < 2; i++) {
                        expected[b][o][AT[b][k]][i] += 1000 * b + 100 * o + 10 * k + i;
                    }
                }
            }
        }
        BinaryGate add = new IndexSelection.IndexAdd(Shape.of(3, 4, 2), 1);
        Tensor y = ((BinaryGate) add.behind(BATCH)).on(source, INDEX);
        assertEquals(X.shape(), y.shape());
        for (int b = 0; b < 2; b++) {
            for (int o = 0; o < 3; o++) {
                for (int j = 0; j < 4; j++) {
                    for (int i = 0; i < 2; i++) {
                        assertEquals(expected[b][o][j][i], y.value().get(b, o, j, i));
                    }
                }
            }
        }
    }

    @Test
    void indicesWithoutTheLeadingAxesAreRefused() {
        BinaryGate select = new IndexSelection.IndexSelect(2, 1);
        assertEquals(
                "indexSelect: indices of shape (3, 3) for axis 2 of shape (2, 3, 4, 2): must have its 1 leading axes",
                assertThrows(IllegalArgumentException.class, () -> select.on(X, Tensor.zeros(Shape.of(3, 3))))
                        .getMessage());
    }
}
