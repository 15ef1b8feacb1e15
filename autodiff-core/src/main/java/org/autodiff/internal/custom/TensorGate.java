package org.autodiff.internal.custom;

import java.util.Arrays;
import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.engine.Batching;
import org.autodiff.internal.engine.Repetition;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A result that was computed before, linked to the arguments of the function that gave it. The inputs are these
 * arguments, and last the result, as a constant; the output is the result.
 *
 * @param batches over how many leading axes the program's rules are mapped
 */
record TensorGate(TensorRule rule, int batches) implements Gate {
    @Override
    public String name() {
        return rule.name();
    }

    @Override
    public Shape[] shapes(Shape... inputs) {
        return new Shape[] {inputs[inputs.length - 1]};
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        NdArray result = inputs[inputs.length - 1];
        System.arraycopy(ArrayAccess.data(result), 0, ArrayAccess.data(outputs[0]), 0, result.size());
        return null;
    }

    @Override
    public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        Tensor[] gradients = gradients(batches, arguments(saved), saved.output(0), upstream[0]);
        return Arrays.copyOf(gradients, saved.inputs()); // the last input is a constant
    }

    private Tensor[] gradients(int mapped, Tensor[] xs, Tensor y, Tensor u) {
        if (mapped == 0) {
            return rule.gradients(xs, y, u);
        }
        Tensor[] all = with(xs, y, u);
        int n = xs.length;
        return map(all, one -> {
            Tensor[] gradients = gradients(mapped - 1, Arrays.copyOf(one, n), one[n], one[n + 1]);
            Arrays.setAll(gradients, i -> gradients[i] == null ? Tensor.zeros(one[i].shape()) : gradients[i]);
            return gradients;
        });
    }

    @Override
    public Tensor[] jvp(Saved saved, Tensor[] tangents) {
        if (rule.jvp() == null) {
            return null;
        }
        Tensor[] xs = arguments(saved);
        Tensor[] vs = new Tensor[xs.length];
        Arrays.setAll(vs, i -> tangents[i] == null ? Tensor.zeros(xs[i].shape()) : tangents[i]);
        return new Tensor[] {tangent(batches, xs, saved.output(0), vs)};
    }

    private Tensor tangent(int mapped, Tensor[] xs, Tensor y, Tensor[] vs) {
        if (mapped == 0) {
            return rule.tangent(xs, y, vs);
        }
        int n = xs.length;
        return map(with(with(xs, y), vs), one -> new Tensor[] {
            tangent(mapped - 1, Arrays.copyOf(one, n), one[n], Arrays.copyOfRange(one, n + 1, one.length))
        })[0];
    }

    private static Tensor[] map(Tensor[] all, Function<Tensor[], Tensor[]> f) {
        boolean[] mapped = new boolean[all.length];
        Arrays.fill(mapped, true);
        return Batching.map(f, all[0].shape().dim(0), Repetition.ONCE_FOR_ALL, mapped, all);
    }

    private static Tensor[] with(Tensor[] some, Tensor... more) {
        Tensor[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private static Tensor[] arguments(Saved saved) {
        Tensor[] xs = new Tensor[saved.inputs() - 1];
        Arrays.setAll(xs, saved::input);
        return xs;
    }

    @Override
    public Reads reads(Needs needs) {
        return Reads.ALL;
    }

    @Override
    public TensorGate behind(Shape batch) {
        return new TensorGate(rule, batches + batch.rank());
    }

    /** On a printed tape: without the code. */
    @Override
    public String toString() {
        return name();
    }
}
