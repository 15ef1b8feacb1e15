package org.autodiff.nn;

import java.util.List;
import org.autodiff.Tensor;

/** Layers one after the other: the value of each is the argument of the next. They are named {@code 0}, {@code 1}, ... */
public final class Sequential extends Layer {
    private Sequential(List<? extends Layer> layers) {
        for (int i = 0; i < layers.size(); i++) {
            child(Integer.toString(i), layers.get(i));
        }
    }

    /** Some layers, first to last; none give the identity. */
    public static Sequential of(Layer... layers) {
        return of(List.of(layers));
    }

    /** Some layers, first to last; none give the identity. */
    public static Sequential of(List<? extends Layer> layers) {
        return new Sequential(layers);
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor y = x;
        for (Layer layer : children().values()) {
            y = layer.apply(y);
        }
        return y;
    }
}
