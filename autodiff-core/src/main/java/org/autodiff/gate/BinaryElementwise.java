package org.autodiff.gate;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A function of two numbers, applied to each pair of elements of two arrays that broadcast against each other. As in a
 * {@link UnaryElementwise}, neither the function nor the rules may use anything that changes.
 */
public interface BinaryElementwise extends BinaryGate {
    /** The function of two numbers. What it gives must depend on these numbers only. */
    double apply(double a, double b);

    @Override
    default Shape shape(Shape a, Shape b) {
        if (b.isScalar() || a.equals(b)) { // in these cases no name is made for a message
            return a;
        }
        return a.isScalar() ? b : Shape.broadcast(name(), a, b);
    }

    /** The reference; the engine runs a fast loop of {@link #apply} instead. */
    @Override
    default void compute(NdArray a, NdArray b, NdArray y) {
        NdArray wideA = a.broadcastTo(y.shape());
        NdArray wideB = b.broadcastTo(y.shape());
        y.fill(i -> apply(wideA.at(i), wideB.at(i)));
    }

    /**
     * The local derivative {@code dy/da}, in a shape that broadcasts to that of {@code y}; never null. It reads
     * {@code a} and {@code b}; a rule that reads {@code y}, or less, overrides {@link #readsForA()}.
     */
    Tensor derivativeA(Tensor a, Tensor b, Tensor y);

    /** The local derivative {@code dy/db}; see {@link #derivativeA} and {@link #readsForB()}. */
    Tensor derivativeB(Tensor a, Tensor b, Tensor y);

    @Override
    default Tensor backwardA(Tensor a, Tensor b, Tensor y, Tensor upstream) {
        return upstream.chain(LocalDerivative.of(this, "derivativeA", derivativeA(a, b, y), y));
    }

    @Override
    default Tensor backwardB(Tensor a, Tensor b, Tensor y, Tensor upstream) {
        return upstream.chain(LocalDerivative.of(this, "derivativeB", derivativeB(a, b, y), y));
    }

    @Override
    default Structure structure() {
        return Structure.ELEMENTWISE;
    }
}
