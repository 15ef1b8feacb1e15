package org.autodiff.gate;

import org.autodiff.Tensor;
import org.autodiff.internal.Raw;
import org.autodiff.internal.loops.Elements;
import org.autodiff.ndarray.NdArray;

/**
 * A function of one number, applied to each element. This is all there is to write:
 *
 * <pre>{@code
 * /** sin x.  d/dx = cos x. *}{@code /
 * record Sin() implements UnaryElementwise {
 *     public void forward(double[] x, double[] y, int n) {
 *         for (int i = 0; i < n; i++) y[i] = StrictMath.sin(x[i]);
 *     }
 *     public Tensor derivative(Tensor x, Tensor y) { return x.cos(); }
 * }
 * }</pre>
 */
public interface UnaryElementwise extends UnaryGate {
    /**
     * Computes {@code y[i] = f(x[i])} for {@code 0 <= i < n}; must not write to {@code x}. What it does to a number must
     * depend on that number only: of a large array it may be given parts, on several threads at once - so it must not use the statics of a class that is still being initialised. The same holds for the rule.
     */
    void forward(double[] x, double[] y, int n);

    /** The local derivative {@code dy/dx} at each element, in the shape of {@code x} or a scalar. */
    Tensor derivative(Tensor x, Tensor y);

    @Override
    default NdArray forward(NdArray x) {
        NdArray y = Raw.allocate(x.shape());
        Elements.apply(this, Raw.data(x), Raw.data(y), x.size());
        return y;
    }

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
