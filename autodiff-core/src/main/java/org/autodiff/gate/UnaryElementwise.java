package org.autodiff.gate;

import org.autodiff.Tensor;
import org.autodiff.internal.Raw;
import org.autodiff.internal.loops.Elements;
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
 * <p>Of a large array the engine computes parts on several threads at once; so neither the function nor the rule may use
 * the statics of a class that is still being initialised, or anything else that changes.
 */
public interface UnaryElementwise extends UnaryGate {
    /** The function of one number. What it gives must depend on that number only. */
    default double apply(double x) { // TODO abstract
        throw new UnsupportedOperationException(name() + ": apply");
    }

    /** TODO goes. */
    default void forward(double[] x, double[] y, int n) {
        Elements.loop(this, x, y, n);
    }

    @Override
    default Shape shape(Shape x) {
        return x;
    }

    @Override
    default void compute(NdArray x, NdArray y) {
        Elements.apply(this, Raw.data(x), Raw.data(y), x.size());
    }

    /** The local derivative {@code dy/dx} at each element, in the shape of {@code x} or a scalar. */
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
