package org.autodiff.nn.attention;

import java.util.function.UnaryOperator;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Dropout;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Model;
import org.autodiff.nn.norm.LayerNorm;

/**
 * The parts that the layers of encoder and decoder are made of. Each part is registered with the layer that asks for
 * it.
 */
final class TransformerParts {
    /** The method {@code child} of the layer, which is protected. */
    interface ChildRegistry {
        <M extends Model> M child(String name, M model);
    }

    private final TransformerBuilder<?> options;
    private final Rng rng;
    private final ChildRegistry layer;
    private final UnaryOperator<Tensor> activation;
    private final boolean normFirst;
    private final String text;
    private final Linear linear1;
    private final Dropout dropout; // null: none
    private final Linear linear2;

    TransformerParts(TransformerBuilder<?> options, Rng rng, ChildRegistry layer) {
        this.options = options;
        this.rng = rng;
        this.layer = layer;
        activation = options.activation;
        normFirst = options.normFirst;
        text = options.size + ", " + options.heads + " heads, feed-forward " + options.dimFeedforward
                + (normFirst ? ", norm first)" : ")");
        linear1 = layer.child("linear1", options.linear(options.size, options.dimFeedforward, rng));
        dropout = dropout("dropout");
        linear2 = layer.child("linear2", options.linear(options.dimFeedforward, options.size, rng));
    }

    private Dropout dropout(String name) {
        return options.dropout > 0 ? layer.child(name, Dropout.of(options.dropout, rng.split())) : null;
    }

    private static Tensor drop(Dropout dropout, Tensor x) {
        return dropout == null ? x : dropout.apply(x);
    }

    MultiHeadAttention attention(String name) {
        return layer.child(name, options.attention(rng));
    }

    /** {@code linear2(dropout(activation(linear1(x))))}. */
    Tensor feedForward(Tensor x) {
        return linear2.apply(drop(dropout, activation.apply(linear1.apply(x))));
    }

    ResidualConnection residual(int number) {
        return new ResidualConnection(number);
    }

    /** Adds its argument to the value of one part of the layer, with layer normalisation and dropout. */
    final class ResidualConnection {
        private final LayerNorm norm;
        private final Dropout dropout;

        private ResidualConnection(int number) {
            norm = layer.child("norm" + number, options.norm());
            dropout = dropout("dropout" + number);
        }

        Tensor apply(Tensor x, UnaryOperator<Tensor> part) {
            return normFirst
                    ? x.add(drop(dropout, part.apply(norm.apply(x))))
                    : norm.apply(x.add(drop(dropout, part.apply(x))));
        }
    }

    String describe(String type) {
        return type + "(" + text;
    }
}
