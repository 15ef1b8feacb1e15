package org.autodiff.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.autodiff.Tensor;

/**
 * Layers in a row: the value of each is the argument of the next. They are named {@code 0}, {@code 1}, ...
 */
public final class Sequential extends Layer {
    private final List<Layer> layers;

    private Sequential(List<? extends Layer> layers) {
        for (int i = 0; i < layers.size(); i++) {
            child(Integer.toString(i), layers.get(i));
        }
        this.layers = List.copyOf(layers);
    }

    /** Some layers, first to last; none give the identity. */
    public static Sequential of(Layer... layers) {
        return of(Arrays.asList(layers));
    }

    /** Some layers, first to last; none give the identity. */
    public static Sequential of(List<? extends Layer> layers) {
        return new Sequential(layers);
    }

    /**
     * The layer at a position, counted from 0.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public Layer layer(int position) {
        return layers.get(Objects.checkIndex(position, layers.size()));
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor y = x;
        for (Layer layer : layers) {
            y = layer.apply(y);
        }
        return y;
    }
}
