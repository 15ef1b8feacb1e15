package org.autodiff.nn;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A model to check: how to make one of random size and apply it to random tensors.
 *
 * @param name the name of the sample
 * @param maker makes a case from a generator
 */
public record ModelSample(String name, Function<Rng, Case> maker) {
    /**
     * A model, its application, and its inputs.
     *
     * @param model with its parameters
     * @param apply a function of the inputs that uses the model; it gives the same value for the same inputs, however
     *     often it is called
     * @param inputs that gradients are checked for
     */
    public record Case(Model model, Function<Tensor[], Tensor> apply, List<Tensor> inputs) {}

    public Case make(Rng rng) {
        return maker.apply(rng);
    }

    /** A layer for inputs of 1 to 3 axes; it is made for the size of the last one. */
    public static ModelSample features(String name, BiFunction<Integer, Rng, Layer> make) {
        return new ModelSample(name, rng -> {
            Shape shape = Shape.of(rng.ints(1 + rng.nextInt(3), 1, 4).toArray());
            return of(make.apply(shape.dim(-1), rng), awayFromTheKink(shape, rng));
        });
    }

    /** A layer and its input. */
    public static Case of(Layer layer, NdArray input) {
        return new Case(layer, xs -> layer.apply(xs[0]), List.of(Tensor.of(input)));
    }

    /** Numbers of both signs, none near 0, and the first one positive, so that relu has a derivative other than 0. */
    public static NdArray awayFromTheKink(Shape shape, Rng rng) {
        return NdArray.build(shape, data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = (i == 0 || rng.nextBoolean() ? 1 : -1) * (0.2 + 2 * rng.nextDouble());
            }
        });
    }

    @Override
    public String toString() {
        return name;
    }
}
