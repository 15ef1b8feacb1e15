package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.junit.jupiter.api.Test;

/** What a program has read from a model and its optimizer does not change while training goes on. */
class KeptNumbersTest {
    private final Tensor x = Tensor.of(Rng.of(1).normal(Shape.of(8, 40), 0, 1));
    private final Tensor y = Tensor.of(Rng.of(2).normal(Shape.of(8, 5), 0, 1));
    private final Layer model = Linear.of(40, 5, Rng.of(3));
    private final Optimizer optimizer = Optimizer.of(model, new Adam(), 0.01);

    private void train(int steps) {
        for (int i = 0; i < steps; i++) {
            Autodiff.step(
                    () -> optimizer.step(new Mse().apply(model.apply(x), y).backward()));
        }
    }

    @Test
    void weightsAndTheStateOfTheOptimizer() {
        train(5);
        Map<String, NdArray> weights = new LinkedHashMap<>();
        Map<String, Tensor> detached = new LinkedHashMap<>();
        model.namedParameters().forEach((name, p) -> weights.put(name, p.value()));
        model.namedParameters().forEach((name, p) -> detached.put(name, p.detach()));
        Map<String, NdArray> state = optimizer.state();
        train(5);
        double[] then = model.apply(x).toArray();
        train(5);
        model.namedParameters().forEach((name, p) -> p.assign(weights.get(name)));
        optimizer.load(state);
        train(5);
        assertArrayEquals(then, model.apply(x).toArray()); // the same bits: back at step 5, and onwards
        for (Map.Entry<String, Parameter> p : model.namedParameters().entrySet()) {
            assertArrayEquals(
                    weights.get(p.getKey()).toArray(), detached.get(p.getKey()).toArray());
        }
    }

    @Test
    void buffers() {
        for (int n : new int[] {2, 300}) {
            Buffer buffer = new Buffer(Linear.of(1, 1, Rng.of(1)), "mean", NdArray.full(Shape.of(n), 1));
            Tensor first = buffer.value();
            NdArray numbers = buffer.value().value();
            buffer.assign(buffer.value().mul(2));
            Autodiff.step(() -> buffer.assign(buffer.value().mul(3)));
            assertEquals(n, first.sum().item());
            assertEquals(n, Tensor.of(numbers).sum().item());
            assertEquals(6 * n, buffer.value().sum().item());
        }
        assertEquals(
                "Buffer mean(2) [1.0, 1.0]",
                new Buffer(Linear.of(1, 1, Rng.of(1)), "mean", NdArray.of(1, 1)).toString());
    }
}
