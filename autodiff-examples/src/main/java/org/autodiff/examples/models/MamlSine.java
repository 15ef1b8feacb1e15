package org.autodiff.examples.models;

import java.util.Map;
import org.autodiff.*;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.*;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.optim.*;
import org.autodiff.tree.Tree;

/**
 * Learns to learn: after the training one step of descent on ten points of a sine wave of any amplitude and phase gives
 * the wave (MAML, Finn and others 2017). The step is a part of what is differentiated.
 */
public class MamlSine {
    /** Points of a wave to learn from, and others to be right at. Of many tasks: each along a first axis. */
    record Task(Tensor x, Tensor y, Tensor newX, Tensor newY) {}

    static Task draw(Rng rng, int tasks) {
        Tensor amplitude = Tensor.of(rng.uniform(Shape.of(tasks, 1, 1), 0.5, 2));
        Tensor phase = Tensor.of(rng.uniform(Shape.of(tasks, 1, 1), 0, Math.PI));
        Tensor x = Tensor.of(rng.uniform(Shape.of(tasks, 10, 1), -3, 3));
        Tensor newX = Tensor.of(rng.uniform(Shape.of(tasks, 10, 1), -3, 3));
        return new Task(
                x,
                x.add(phase).sin().mul(amplitude),
                newX,
                newX.add(phase).sin().mul(amplitude));
    }

    /** The loss on new points of a task, after some steps of descent on the others. */
    static Tensor loss(Layer model, Task task, int steps) {
        Map<String, Tensor> now = model.parameterValues();
        for (int i = 0; i < steps; i++) {
            Map<String, Tensor> gradient = Autodiff.grad(now, p -> new Mse().apply(model.apply(p, task.x()), task.y()));
            now = Tree.map((p, g) -> p.sub(g.mul(0.1)), now, gradient);
        }
        return new Mse().apply(model.apply(now, task.newX()), task.newY());
    }

    /** The mean over tasks, which go through the model together. */
    static Tensor loss(Layer model, Rng rng, int tasks, int steps) {
        return Autodiff.vmap(draw(rng, tasks), task -> loss(model, task, steps)).mean();
    }

    public static void main(String[] args) {
        Rng rng = Rng.of(1);
        Layer model = Sequential.of(
                Linear.of(1, 32, rng),
                Activation.tanh(),
                Linear.of(32, 32, rng),
                Activation.tanh(),
                Linear.of(32, 1, rng));
        Optimizer adam = Optimizer.of(model, new Adam(), 3e-3);
        for (int i = 0; i < 1000; i++) {
            adam.step(Autodiff.grad(model, m -> loss(m, rng, 25, 1)));
        }
        for (int steps : new int[] {0, 1, 5}) {
            System.out.printf(
                    "%d steps: %.3f%n",
                    steps, loss(model, Rng.of(2), 200, steps).item());
        }
    }
}
