package org.autodiff.nn.attention;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Linear;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.norm.LayerNorm;

/**
 * The options of the layers of a transformer, under PyTorch's names and with its defaults: a feed-forward part of 2048
 * numbers with a relu, dropout 0.1, normalisation after each part, biases everywhere.
 *
 * @param <B> the builder itself
 */
public abstract class TransformerBuilder<B extends TransformerBuilder<B>> {
    final String name;
    final int size;
    final int heads;
    int dimFeedforward = 2048;
    double dropout = 0.1;
    UnaryOperator<Tensor> activation = Tensor::relu;
    boolean normFirst;
    double layerNormEps = 1e-5;
    boolean bias = true;
    int rotaryLength;
    Initializer weights = Initializer.xavierUniform();

    TransformerBuilder(String name, int size, int heads) {
        MultiHeadAttention.requireHeads(name, size, heads);
        this.name = name;
        this.size = size;
        this.heads = heads;
    }

    abstract B self();

    /**
     * The size between the two linear maps; 2048 by default.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public final B dimFeedforward(int size) {
        Check.atLeast(name + ": dimFeedforward", size, 1);
        dimFeedforward = size;
        return self();
    }

    /**
     * The probability of dropout after the attentions, around the second linear map, and of the weights of the
     * attentions; 0.1 by default.
     *
     * @throws IllegalArgumentException if it is not in [0, 1]
     */
    public final B dropout(double probability) {
        Check.probability(name + ": dropout", probability);
        dropout = probability;
        return self();
    }

    /** The function between the two linear maps, such as {@code Tensor::gelu}; {@link Tensor#relu} by default. */
    public final B activation(UnaryOperator<Tensor> function) {
        activation = Objects.requireNonNull(function, () -> name + ": activation is null");
        return self();
    }

    /**
     * Whether each part normalises its argument, {@code x + f(norm(x))}, and not its result, {@code norm(x + f(x))};
     * false by default.
     */
    public final B normFirst(boolean first) {
        normFirst = first;
        return self();
    }

    /**
     * What the layer normalisations add to the variance; 1e-5 by default.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public final B layerNormEps(double eps) {
        Check.notNegative(name + ": layerNormEps", eps);
        layerNormEps = eps;
        return self();
    }

    /** Whether there are biases, those of the layer normalisations included; true by default. */
    public final B bias(boolean biased) {
        bias = biased;
        return self();
    }

    /**
     * The length of the sequences up to which {@link RotaryPositions} are applied to queries and keys; none by default.
     * Not an option of PyTorch.
     *
     * @throws IllegalArgumentException if it is not positive, or the heads have an odd size
     */
    public final B rotaryLength(int length) {
        MultiHeadAttention.requireRotary(name, size / heads, length);
        rotaryLength = length;
        return self();
    }

    /** The initialiser of the linear maps and projections; {@link Initializer#xavierUniform} by default. */
    public final B weights(Initializer initializer) {
        weights = Objects.requireNonNull(initializer, () -> name + ": initializer of the weights is null");
        return self();
    }

    final MultiHeadAttention attention(Rng rng) {
        MultiHeadAttention.Builder attention = MultiHeadAttention.builder(size, heads)
                .dropout(dropout)
                .bias(bias)
                .weights(weights);
        return (rotaryLength > 0 ? attention.rotaryLength(rotaryLength) : attention).build(rng);
    }

    final Linear linear(int in, int out, Rng rng) {
        return Linear.builder(in, out).bias(bias).weights(weights).build(rng);
    }

    final LayerNorm norm() {
        return LayerNorm.builder(size).eps(layerNormEps).bias(bias).build();
    }
}
