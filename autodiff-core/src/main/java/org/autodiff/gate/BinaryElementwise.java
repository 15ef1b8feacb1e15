package org.autodiff.gate;

import org.autodiff.Tensor;
import org.autodiff.internal.Raw;
import org.autodiff.internal.loops.Broadcast;
import org.autodiff.internal.loops.Elements;
import org.autodiff.ndarray.NdArray;

/** A function of two numbers, applied to each pair of elements of two arrays that broadcast against each other. */
public interface BinaryElementwise extends BinaryGate {
    /**
     * Computes one run of elements, {@code y[yo + i] = f(a[ao + as * i], b[bo + bs * i])} for {@code 0 <= i < n}. A
     * stride {@code as} or {@code bs} is 1, or 0 where one value serves the whole run; so no input is ever copied to be
     * broadcast. What it does to a pair must depend on that pair only: of large arrays it may be given parts, on several
     * threads at once - so it must not use the statics of a class that is still being initialised. The same holds for the rules.
     */
    void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);

    /** The local derivative {@code dy/da}, in a shape that broadcasts to that of {@code y}. */
    Tensor derivativeA(Tensor a, Tensor b, Tensor y);

    /** The local derivative {@code dy/db}. */
    Tensor derivativeB(Tensor a, Tensor b, Tensor y);

    @Override
    default NdArray forward(NdArray a, NdArray b) {
        if (!a.shape().equals(b.shape()) || Elements.areMany(a.size())) {
            return Broadcast.apply(this, this::forward, a, b);
        }
        NdArray y = Raw.allocate(a.shape());
        forward(Raw.data(a), 0, 1, Raw.data(b), 0, 1, Raw.data(y), 0, y.size());
        return y;
    }

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
