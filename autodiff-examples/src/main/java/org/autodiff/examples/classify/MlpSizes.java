package org.autodiff.examples.classify;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.autodiff.Rng;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.init.Initializer;

/**
 * The sizes of a multi-layer perceptron: fully connected layers with a relu after each but the last, which gives the
 * logits of the classes.
 *
 * @param sizes features, hidden layers, classes
 */
public record MlpSizes(List<Integer> sizes) {
    /**
     * About the memory that training takes for each parameter: for itself, its gradient, Adam's state, and temporary
     * arrays.
     */
    private static final long BYTES_PER_PARAMETER = 8 * Double.BYTES;

    /** Checks that there are two sizes at least. */
    public MlpSizes {
        sizes = List.copyOf(sizes);
        if (sizes.size() < 2) {
            throw new IllegalArgumentException("mlp: needs at least the sizes of input and output, got " + sizes);
        }
    }

    /** A perceptron with the given features, hidden layers and classes. */
    public static MlpSizes of(int features, List<Integer> hidden, int classes) {
        List<Integer> sizes = new ArrayList<>();
        sizes.add(features);
        sizes.addAll(hidden);
        sizes.add(classes);
        return new MlpSizes(sizes);
    }

    /** The number of weights and biases. */
    public double parameterCount() {
        double count = 0; // a double does not overflow
        for (int i = 1; i < sizes.size(); i++) {
            count += (sizes.get(i - 1) + 1.0) * sizes.get(i);
        }
        return count;
    }

    /** About how many bytes its training takes for the parameters. */
    public double trainingBytes() {
        return parameterCount() * BYTES_PER_PARAMETER;
    }

    /** A new model. Weights are by Xavier's rule, which generalises better than He's here; biases are 0. */
    public Sequential create(Rng rng) {
        List<Layer> layers = new ArrayList<>();
        int last = sizes.size() - 1;
        for (int i = 1; i <= last; i++) {
            layers.add(Linear.builder(sizes.get(i - 1), sizes.get(i))
                    .weights(Initializer.xavierUniform())
                    .build(rng.split()));
            if (i < last) {
                layers.add(Activation.relu());
            }
        }
        return Sequential.of(layers);
    }

    /** The sizes: {@code 64 -> 128 -> 10}. */
    @Override
    public String toString() {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(" -> "));
    }
}
