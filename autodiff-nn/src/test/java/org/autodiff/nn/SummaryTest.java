package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

class SummaryTest {
    /** Not a layer: a function of two tensors, with a buffer. */
    private static final class Similarity extends Model {
        private final Linear embed = child("embed", Linear.of(3, 2, Rng.of(1)));
        private final Buffer shift = buffer("shift", NdArray.of(1, 2));
        private final List<Boolean> modes = new ArrayList<>();

        Tensor apply(Tensor a, Tensor b) {
            modes.add(isTraining());
            return traced(embed.apply(a).add(shift.value()).vecdot(embed.apply(b)));
        }
    }

    @Test
    void ofALayer() {
        Sequential model = Sequential.of(
                Linear.of(784, 128, Rng.of(1)),
                Activation.relu(),
                Sequential.of(Linear.of(128, 10, Rng.of(2)), Activation.tanh()));
        String expected = """
                name     type                output shape  parameters
                (model)  Sequential          (64, 10)               -
                  0      Linear(784 -> 128)  (64, 128)        100,480
                  1      relu                (64, 128)              -
                  2      Sequential          (64, 10)               -
                    0    Linear(128 -> 10)   (64, 10)           1,290
                    1    tanh                (64, 10)               -
                total parameters: 101,770
                memory: parameters 814.2 kB, buffers 0 B, values 141.3 kB, total 955.5 kB""";
        assertEquals(expected, model.summary(Shape.of(64, 784)).toString().replace(System.lineSeparator(), "\n"));
    }

    @Test
    void ofAModelOfTwoTensors() {
        Similarity model = new Similarity();
        Summary summary = model.summary(() -> model.apply(Tensor.ones(Shape.of(5, 3)), Tensor.ones(Shape.of(3))));
        assertEquals(
                List.of(
                        new Summary.Row("", "Similarity", Shape.of(5), 0),
                        new Summary.Row("embed", "Linear(3 -> 2)", Shape.of(5, 2), 8)),
                summary.rows());
        assertEquals(2, summary.buffers());
        assertEquals((8 + 2 + 10) * 8, summary.bytes());
    }

    @Test
    void runsInEvaluationModeAndRestoresEveryMode() {
        Similarity model = new Similarity();
        model.embed.eval();
        model.summary(() -> model.apply(Tensor.ones(Shape.of(3)), Tensor.ones(Shape.of(3))));
        assertEquals(List.of(false), model.modes);
        assertTrue(model.isTraining());
        assertEquals(false, model.embed.isTraining());
    }

    @Test
    void aWrongShapeIsRefusedAndLeavesTheModeAsItWas() {
        Sequential model = Sequential.of(Linear.of(3, 2, Rng.of(1)));
        assertEquals(
                "0: expected last dimension 3, got (4)",
                assertThrows(IllegalArgumentException.class, () -> model.summary(Shape.of(4)))
                        .getMessage());
        assertTrue(model.isTraining());
        assertEquals(Shape.of(2), model.summary(Shape.of(3)).rows().get(0).output());
    }
}
