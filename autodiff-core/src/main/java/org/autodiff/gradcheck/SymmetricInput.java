package org.autodiff.gradcheck;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A gate of {@code (x + x') / 2}, where x is its first input: so differences move x symmetrically, whatever they do.
 */
record SymmetricInput(Gate gate) implements Gate {
    @Override
    public String name() {
        return gate.name();
    }

    private static Tensor symmetric(Tensor x) {
        return x.add(x.transpose(-1, -2)).mul(0.5);
    }

    private static NdArray symmetric(NdArray x) {
        Shape shape = x.shape();
        int n = shape.dim(-1);
        double[] a = x.toArray();
        return NdArray.build(shape, y -> {
            for (int at = 0; at < y.length; at++) {
                int row = at / n % n;
                int column = at % n;
                y[at] = (a[at] + a[at + (column - row) * (n - 1)]) * 0.5;
            }
        });
    }

    @Override
    public Shape[] shapes(Shape... inputs) {
        return gate.shapes(inputs);
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        NdArray[] moved = inputs.clone();
        moved[0] = symmetric(inputs[0]);
        return gate.compute(moved, outputs);
    }

    @Override
    public Gate behind(Shape batch) {
        Gate behind = gate.behind(batch);
        return behind == null ? null : new SymmetricInput(behind);
    }

    @Override
    public boolean broadcasts() {
        return gate.broadcasts();
    }

    @Override
    public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        Tensor[] gradients = gate.backward(new Symmetric(saved, reads(needs).readsInput(0)), upstream, needs);
        gradients[0] = gradients[0] == null ? null : symmetric(gradients[0]);
        return gradients;
    }

    @Override
    public Tensor[] jvp(Saved saved, Tensor[] tangents) {
        Tensor[] moved = tangents.clone();
        moved[0] = moved[0] == null ? null : symmetric(moved[0]);
        return gate.jvp(new Symmetric(saved, true), moved);
    }

    /** What a rule finds again; an input that it does not read has a shape only. */
    private record Symmetric(Saved saved, boolean readable) implements Saved {
        @Override
        public int inputs() {
            return saved.inputs();
        }

        @Override
        public Tensor input(int i) {
            return i == 0 && readable ? symmetric(saved.input(0)) : saved.input(i);
        }

        @Override
        public Tensor output(int k) {
            return saved.output(k);
        }

        @Override
        public Object residual() {
            return saved.residual();
        }

        @Override
        public Shape inputShape(int i) {
            return saved.inputShape(i);
        }
    }

    @Override
    public Reads reads(Needs needs) {
        return gate.reads(needs);
    }

    @Override
    public boolean differentiable(int input) {
        return gate.differentiable(input);
    }

    @Override
    public Structure structure() {
        return gate.structure();
    }
}
