package org.autodiff.examples.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.nn.loss.CrossEntropy;
import org.autodiff.nn.loss.Mse;

/**
 * A training step of a perceptron with one hidden layer: forward, loss, gradient, and p - 0.01 g for every parameter.
 */
final class MlpStep implements Work {
    private static final double RATE = 0.01;

    private final int hidden;
    private final Tensor x;
    private final Tensor numbers;
    private final Index classes;
    private final Parameter[] parameters;
    private final Amount amount;

    MlpStep(int batch, int inputs, int hidden, int outputs) {
        this.hidden = hidden;
        Inputs in = new Inputs(1000 + batch);
        x = in.uniform(-1, 1, batch, inputs);
        parameters = new Parameter[] {
            Parameter.of("W1", in.uniform(-1, 1, inputs, hidden).div(Math.sqrt(inputs))),
            Parameter.of("b1", in.uniform(-0.1, 0.1, hidden)),
            Parameter.of("W2", in.uniform(-1, 1, hidden, outputs).div(Math.sqrt(hidden))),
            Parameter.of("b2", in.uniform(-0.1, 0.1, outputs))
        };
        boolean regression = outputs == 1;
        numbers = regression ? in.uniform(-1, 1, batch, outputs) : null;
        classes = regression
                ? null
                : Index.of(Arrays.stream(in.uniform(0, outputs, batch).toArray())
                        .mapToInt(c -> (int) c)
                        .toArray());
        // The first product needs no gradient of x; the second needs both gradients.
        amount = Amount.gflop(2.0 * batch * hidden * (2 * inputs + 3 * outputs));
    }

    private Tensor loss(Tensor w1, Tensor b1, Tensor w2, Tensor b2) {
        Tensor z = x.matmul(w1).add(b1);
        Tensor y = (hidden <= 16 ? z.tanh() : z.relu()).matmul(w2).add(b2);
        return classes == null ? new Mse().apply(y, numbers) : new CrossEntropy().apply(y, classes);
    }

    @Override
    public String variant() {
        return "step";
    }

    @Override
    public void run() {
        Autodiff.step(() -> {
            Gradients g = loss(parameters[0], parameters[1], parameters[2], parameters[3])
                    .backward();
            for (Parameter p : parameters) {
                p.assign(p.sub(g.of(p).mul(RATE)));
            }
        });
    }

    @Override
    public Result result() {
        Tensor loss = loss(parameters[0], parameters[1], parameters[2], parameters[3]);
        Gradients g = loss.backward();
        Map<String, Tensor> byName = new LinkedHashMap<>();
        for (Parameter p : parameters) {
            byName.put(p.name(), g.of(p));
        }
        return new Result(loss.item(), byName);
    }

    @Override
    public Amount amount() {
        return amount;
    }
}
