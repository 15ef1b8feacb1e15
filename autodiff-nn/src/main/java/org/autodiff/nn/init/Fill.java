package org.autodiff.nn.init;

import java.util.function.DoubleSupplier;
import org.autodiff.Rng;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Arrays of random numbers. */
final class Fill {
    private Fill() {}

    static NdArray of(Shape shape, DoubleSupplier next) {
        return NdArray.build(shape, data -> {
            for (int i = 0; i < shape.size(); i++) {
                data[i] = next.getAsDouble();
            }
        });
    }

    static NdArray symmetric(double bound, Shape shape, Rng rng) {
        return rng.uniform(shape, -bound, bound);
    }
}
