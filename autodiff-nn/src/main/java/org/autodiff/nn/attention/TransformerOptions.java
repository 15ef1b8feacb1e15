package org.autodiff.nn.attention;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.norm.LayerNorm;
import org.autodiff.nn.norm.NormOptions;

/**
 * The options of the layers of a transformer: {@code new TransformerOptions(64, 4).feedForward(256).preNorm(true)}. The
 * defaults are PyTorch's.
 *
 * @param attention the options of each attention in the layer. They also say the size of the layer, and whether its
 *     linear maps and normalisations have a bias; keys and values are of the size of the layer
 * @param feedForward size between the two linear maps; 2048 by default
 * @param dropout the probability of dropout after the attention and around the second linear map; 0.1 by default
 * @param activation between the two linear maps; {@link Tensor#relu} by default
 * @param preNorm whether each part normalises its argument, {@code x + f(norm(x))}, and not its result,
 *     {@code norm(x + f(x))}; false by default
 * @param eps what the layer normalisations add to the variance; 1e-5 by default
 */
public record TransformerOptions(
        AttentionOptions attention,
        int feedForward,
        double dropout,
        UnaryOperator<Tensor> activation,
        boolean preNorm,
        double eps) {
    /**
     * All options; {@link #TransformerOptions(int, int)} and the methods that change one option are shorter to write.
     *
     * @throws IllegalArgumentException if a size is not positive, dropout is not in [0, 1], eps is negative or not
     *     finite, or keys or values have another size than the layer
     */
    public TransformerOptions {
        Objects.requireNonNull(attention, "transformerOptions: attention is null");
        Objects.requireNonNull(activation, "transformerOptions: activation is null");
        int size = attention.size();
        require(
                attention.keySize() == size && attention.valueSize() == size,
                "keys and values must have the size " + size + " of the layer, got " + attention.keySize() + " and "
                        + attention.valueSize());
        require(feedForward > 0, "feedForward must be positive, got " + feedForward);
        Check.probability("transformerOptions: dropout", dropout);
        Check.notNegative("transformerOptions: eps", eps);
    }

    /**
     * The defaults.
     *
     * @param size of the features
     * @param heads of each attention; they must divide the size
     */
    public TransformerOptions(int size, int heads) {
        this(new AttentionOptions(size, heads).dropout(0.1), 2048, 0.1, Tensor::relu, false, 1e-5);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("transformerOptions: " + message);
        }
    }

    /** A layer normalisation. */
    LayerNorm norm() {
        return LayerNorm.of(Shape.of(size()), new NormOptions().eps(eps).bias(attention.bias()));
    }

    /** The size of the features. */
    public int size() {
        return attention.size();
    }

    /** The same with another size between the two linear maps. */
    public TransformerOptions feedForward(int feedForward) {
        return new TransformerOptions(attention, feedForward, dropout, activation, preNorm, eps);
    }

    /** The same with another probability of dropout everywhere, the weights of attention included. */
    public TransformerOptions dropout(double dropout) {
        return new TransformerOptions(attention.dropout(dropout), feedForward, dropout, activation, preNorm, eps);
    }

    /** The same with another activation, such as {@code Tensor::gelu}. */
    public TransformerOptions activation(UnaryOperator<Tensor> activation) {
        return new TransformerOptions(attention, feedForward, dropout, activation, preNorm, eps);
    }

    /** The same, normalising before each part or after it. */
    public TransformerOptions preNorm(boolean preNorm) {
        return new TransformerOptions(attention, feedForward, dropout, activation, preNorm, eps);
    }

    /** The same with another eps in the layer normalisations. */
    public TransformerOptions eps(double eps) {
        return new TransformerOptions(attention, feedForward, dropout, activation, preNorm, eps);
    }

    /** The same with or without biases, those of the layer normalisations included. */
    public TransformerOptions bias(boolean bias) {
        return attention(attention.bias(bias));
    }

    /** The same with other first weights of the linear maps and projections. */
    public TransformerOptions initializer(Initializer initializer) {
        return attention(attention.initializer(initializer));
    }

    /** The same with other options of attention, its size and heads included. */
    public TransformerOptions attention(AttentionOptions attention) {
        return new TransformerOptions(attention, feedForward, dropout, activation, preNorm, eps);
    }
}
