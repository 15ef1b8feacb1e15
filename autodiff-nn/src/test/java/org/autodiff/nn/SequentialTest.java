package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.junit.jupiter.api.Test;

/** Chains of layers and activations. */
class SequentialTest {
    private static final double[] POINTS = {-3, -0.5, 0, 0.25, 2};

    @Test
    void appliesFirstToLast() {
        Sequential model =
                Sequential.of(Activation.of("double", x -> x.mul(2)), Activation.of("increment", x -> x.add(1)));
        assertEquals(7, model.apply(Tensor.of(3)).item());
        assertEquals(List.of("0", "1"), List.copyOf(model.children().keySet()));
    }

    @Test
    void ofNothingIsTheIdentity() {
        Tensor x = Tensor.of(3);
        assertSame(x, Sequential.of().apply(x));
    }

    @Test
    void canBeBuiltFromAList() {
        List<Layer> layers = new ArrayList<>(List.of(Activation.relu()));
        Sequential model = Sequential.of(layers);
        layers.clear();
        assertEquals(0, model.apply(Tensor.of(-1)).item());
    }

    @Test
    void activations() {
        Tensor x = Tensor.of(POINTS);
        for (int i = 0; i < POINTS.length; i++) {
            double p = POINTS[i];
            assertEquals(Math.max(p, 0), Activation.relu().apply(x).value().get(i));
            assertEquals(Math.tanh(p), Activation.tanh().apply(x).value().get(i), 1e-15);
            assertEquals(
                    1 / (1 + Math.exp(-p)),
                    Activation.sigmoid().apply(x).value().get(i),
                    1e-15);
        }
        assertArrayEquals(
                Tensor.of(POINTS).square().toArray(),
                Activation.of("square", Tensor::square).apply(x).toArray());
    }

    @Test
    void activationsHaveNames() {
        assertEquals("relu", Activation.relu().toString());
        assertEquals("tanh", Activation.tanh().toString());
        assertEquals("sigmoid", Activation.sigmoid().toString());
        assertThrows(NullPointerException.class, () -> Activation.of("x", null));
    }
}
