package org.autodiff.gate;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A function of one number, applied to each element. This is all there is to write:
 *
 * <pre>{@code
 * /** sin x.  d/dx = cos x. *}{@code /
 * record Sin() implements UnaryElementwise {
 *     public double apply(double x) { return StrictMath.sin(x); }
 *     public Tensor derivative(Tensor x, Tensor y) { return x.cos(); }
 * }
 * }</pre>
 *
 * <p>Of a large array the engine computes parts on several threads at once; so neither the function nor the rule may
 * use the statics of a class that is still being initialised, or anything else that changes.
 */
public interface UnaryElementwise extends UnaryGate {
    /** The function of one number. What it gives must depend on that number only. */
    double apply(double x);

    @Override
    default Shape shape(Shape x) {
        return x;
    }

    /** The reference; the engine runs a fast loop of {@link #apply} instead. */
    @Override
    default void compute(NdArray x, NdArray y) {
        y.fill(i -> apply(x.at(i)));
    }

    /**
     * The local derivative {@code dy/dx} at each element, in the shape of {@code x} or one that broadcasts to it; never
     * null: where it is zero everywhere, {@code Tensor.of(0)}. Only what {@link #reads()} declares has numbers here,
     * the other has a shape: {@code x}, if not said otherwise; a rule that reads {@code y} declares
     * {@code Reads.OUTPUT}.
     */
    Tensor derivative(Tensor x, Tensor y);

    /** The chain rule: upstream gradient times local derivative. */
    @Override
    default Tensor backward(Tensor x, Tensor y, Tensor upstream) {
        return upstream.chain(LocalDerivative.of(this, "derivative", derivative(x, y), y));
    }

    @Override
    default Structure structure() {
        return Structure.ELEMENTWISE;
    }
}
