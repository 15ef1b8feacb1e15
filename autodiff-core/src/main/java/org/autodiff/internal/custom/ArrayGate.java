package org.autodiff.internal.custom;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.gate.Saved;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A function of plain numbers. Its derivatives are the two products of {@link ArrayProduct}.
 *
 * @param batch leading axes: at each place along them stands an argument of its own
 */
record ArrayGate(ArrayRule rule, Shape batch) implements UnaryGate {
    @Override
    public String name() {
        return rule.name();
    }

    @Override
    public Shape shape(Shape x) {
        return batch.concat(rule.output());
    }

    @Override
    public void compute(NdArray x, NdArray y) {
        int examples = batch.size();
        for (int e = 0; e < examples; e++) {
            double[] value = rule.value(part(x, e, examples));
            System.arraycopy(value, 0, ArrayAccess.data(y), e * value.length, value.length);
        }
    }

    /** The numbers of one example. */
    static double[] part(NdArray all, int example, int examples) {
        int n = all.size() / examples;
        return Arrays.copyOfRange(ArrayAccess.data(all), example * n, (example + 1) * n);
    }

    @Override
    public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
        return new ArrayProduct(rule, batch, true).on(x, upstream);
    }

    @Override
    public Tensor[] jvp(Saved saved, Tensor[] tangents) {
        return new Tensor[] {new ArrayProduct(rule, batch, false).on(saved.input(0), tangents[0])};
    }

    @Override
    public ArrayGate behind(Shape more) {
        return new ArrayGate(rule, more.concat(batch));
    }

    /** On a printed tape: without the code. */
    @Override
    public String toString() {
        return name();
    }
}
