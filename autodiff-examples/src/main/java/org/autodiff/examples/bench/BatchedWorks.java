package org.autodiff.examples.bench;

import static org.autodiff.options.Mapping.SHARED;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.examples.bench.Work.Amount;
import org.autodiff.options.Mapping;

/** Work that pushes many directions, or many examples, through one walk. */
final class BatchedWorks {
    private static final List<String> NAMES = List.of("W1", "b1", "W2", "b2");

    private BatchedWorks() {}

    /** A network of two layers from 64 numbers to 10, and its Jacobian with respect to these. */
    static Work jacobian() {
        Inputs in = new Inputs(11000);
        Tensor x = in.uniform(-1, 1, 64);
        Tensor[] p = parameters(in, 64, 32, 10);
        Function<Tensor, Tensor> f = v -> network(v, p);
        return new SecondOrder("jacobian", "jacobian", v -> f.apply(v).sum(), x, () -> Autodiff.jacobian(f, x));
    }

    private static Tensor[] parameters(Inputs in, int inputs, int hidden, int outputs) {
        return new Tensor[] {
            in.uniform(-1, 1, inputs, hidden).div(Math.sqrt(inputs)),
            in.uniform(-0.1, 0.1, hidden),
            in.uniform(-1, 1, hidden, outputs).div(Math.sqrt(hidden)),
            in.uniform(-0.1, 0.1, outputs)
        };
    }

    private static Tensor network(Tensor x, Tensor... p) {
        return x.matmul(p[0]).add(p[1]).tanh().matmul(p[2]).add(p[3]);
    }

    /** Cross-entropy, of one example or of the mean of a batch. */
    private static Tensor loss(Tensor x, Tensor target, Tensor... p) {
        Tensor z = network(x, p);
        return z.logsumexp(-1).sub(z.mul(target).sum(-1)).mean();
    }

    private static final class Batch {
        final Tensor x;
        final Tensor target;
        final Tensor[] p;

        Batch() {
            Inputs in = new Inputs(12000);
            x = in.uniform(-1, 1, 64, 16);
            p = parameters(in, 16, 32, 10);
            Tensor label = in.uniform(0, 10, 64).floor();
            target = label.unsqueeze(1).equalTo(Tensor.arange(10));
        }
    }

    /** The gradient of the mean loss of a batch: what the next one is to be compared with. */
    static Work batchGradient() {
        Batch batch = new Batch();
        return new Derivatives(Amount.NONE, p -> loss(batch.x, batch.target, p), NAMES, batch.p);
    }

    /** The gradient of the loss of each example of the same batch. */
    static Work perExampleGradients() {
        Batch batch = new Batch();
        Tensor[] arguments = new Tensor[] {batch.p[0], batch.p[1], batch.p[2], batch.p[3], batch.x, batch.target};
        Function<Tensor[], Tensor[]> gradients =
                xs -> Autodiff.valueAndGrad((TensorFunction) p -> loss(xs[4], xs[5], p), Arrays.copyOf(xs, 4))
                        .gradients()
                        .toArray(new Tensor[0]);
        Mapping mapping = Mapping.over(SHARED, SHARED, SHARED, SHARED, 0, 0);
        return new PerExample(
                () -> Autodiff.vmapAll(gradients, mapping).apply(arguments),
                () -> loss(batch.x, batch.target, batch.p).item());
    }

    private record PerExample(Supplier<Tensor[]> gradients, DoubleSupplier value) implements Work {
        @Override
        public String variant() {
            return "vmap(grad)";
        }

        @Override
        public void run() {
            int results = Autodiff.step(() -> gradients.get().length);
            if (results != NAMES.size()) {
                throw new IllegalStateException("per-example gradients: got " + results);
            }
        }

        @Override
        public Result result() {
            Tensor[] all = gradients.get();
            Map<String, Tensor> byName = new LinkedHashMap<>();
            IntStream.range(0, all.length).forEach(i -> byName.put(NAMES.get(i), all[i]));
            return new Result(value.getAsDouble(), byName);
        }

        @Override
        public Amount amount() {
            return Amount.NONE;
        }
    }
}
