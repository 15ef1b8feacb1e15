package org.autodiff.internal.custom;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The Jacobian J of a function of plain numbers at {@code a}, times {@code b}: {@code b' J} or {@code J b}. Linear in
 * b, so each is the derivative of the other; with respect to {@code a} it has none, and says so.
 *
 * @param transposed whether it is {@code b' J}
 */
record ArrayProduct(ArrayRule rule, Shape batch, boolean transposed) implements BinaryGate {
    @Override
    public String name() {
        return rule.name() + (transposed ? ".vjp" : ".jvp");
    }

    @Override
    public Shape shape(Shape a, Shape b) {
        return transposed ? a : batch.concat(rule.output());
    }

    @Override
    public void compute(NdArray a, NdArray b, NdArray y) {
        int examples = batch.size();
        for (int e = 0; e < examples; e++) {
            double[] x = ArrayGate.part(a, e, examples);
            double[] direction = ArrayGate.part(b, e, examples);
            double[] product = transposed ? rule.pullback(x, direction) : rule.pushforward(x, direction);
            System.arraycopy(product, 0, ArrayAccess.data(y), e * product.length, product.length);
        }
    }

    @Override
    public Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
        throw second();
    }

    @Override
    public Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
        return new ArrayProduct(rule, batch, !transposed).on(a, upstream);
    }

    @Override
    public Reads readsForA() {
        return Reads.NONE;
    }

    @Override
    public Reads readsForB() {
        return Reads.INPUT;
    }

    @Override
    public Tensor[] jvp(Saved saved, Tensor[] tangents) {
        if (tangents[0] != null) {
            throw second();
        }
        return new Tensor[] {on(saved.input(0), tangents[1])};
    }

    private IllegalStateException second() {
        return new IllegalStateException(rule.name() + ": is differentiated twice, but its derivative is plain numbers,"
                + " which have no derivative: give a vjp in tensor operations, Autodiff.custom(f, (xs, y, u) -> ...),"
                + " or detach() what needs no second derivative");
    }

    @Override
    public ArrayProduct behind(Shape more) {
        return new ArrayProduct(rule, more.concat(batch), transposed);
    }

    /** On a printed tape: without the code. */
    @Override
    public String toString() {
        return name();
    }
}
