package org.autodiff.gate;

import org.autodiff.Tensor;
import org.autodiff.internal.Raw;
import org.autodiff.internal.loops.Broadcast;
import org.autodiff.internal.loops.Elements;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** A function of two numbers, applied to each pair of elements of two arrays that broadcast against each other. */
public interface BinaryElementwise extends BinaryGate {
    /** The function of two numbers. What it gives must depend on these numbers only. */
    default double apply(double a, double b) { // TODO abstract
        throw new UnsupportedOperationException(name() + ": apply");
    }

    /** TODO goes. */
    default void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        Elements.loop(this, a, ao, as, b, bo, bs, y, yo, n);
    }

    @Override
    default Shape shape(Shape a, Shape b) {
        return Shape.broadcast(name(), a, b);
    }

    @Override
    default void compute(NdArray a, NdArray b, NdArray y) {
        Broadcast.apply(this::forward, a, b, y);
    }

    /** The local derivative {@code dy/da}, in a shape that broadcasts to that of {@code y}. */
    Tensor derivativeA(Tensor a, Tensor b, Tensor y);

    /** The local derivative {@code dy/db}. */
    Tensor derivativeB(Tensor a, Tensor b, Tensor y);

    /** TODO goes. */
    @Override
    default NdArray forward(NdArray a, NdArray b) {
        if (!a.shape().equals(b.shape()) || Elements.areMany(a.size())) {
            NdArray y = Raw.allocate(shape(a.shape(), b.shape()));
            Broadcast.apply(this::forward, a, b, y);
            return y;
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
