package org.autodiff.nn.recurrent;

import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.internal.Check;

/**
 * The options that {@link Rnn}, {@link Lstm} and {@link Gru} have in common. By default there is one layer in forward
 * direction, with biases, that takes {@code (n, steps, in)}.
 *
 * @param <B> the builder itself
 */
public abstract class RecurrentBuilder<B extends RecurrentBuilder<B>> {
    final String name;
    final int in;
    final int hidden;
    int numLayers = 1;
    boolean bidirectional;
    double dropout;
    boolean batchFirst = true;
    boolean biased = true;
    Initializer inputWeights;
    Initializer hiddenWeights;
    Initializer biases;

    RecurrentBuilder(String name, int in, int hidden) {
        if (in < 1 || hidden < 1) {
            throw new IllegalArgumentException(name + ": sizes must be positive, got " + in + " -> " + hidden);
        }
        this.name = name;
        this.in = in;
        this.hidden = hidden;
        inputWeights = Cell.startOf(hidden);
        hiddenWeights = inputWeights;
        biases = inputWeights;
    }

    abstract B self();

    abstract Cell cell(int in, Rng rng);

    /** The size of the hidden state. */
    int out() {
        return hidden;
    }

    Initializer inputBiases() {
        return biases;
    }

    Initializer hiddenBiases() {
        return biases;
    }

    // ---- the layer

    /**
     * How many layers are stacked, each running through the outputs of the one before; 1 by default.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public final B numLayers(int layers) {
        Check.atLeast(name + ": numLayers", layers, 1);
        numLayers = layers;
        return self();
    }

    /**
     * Whether every layer runs backward too, with a second cell; the outputs of both directions are concatenated. False
     * by default.
     */
    public final B bidirectional(boolean bidirectional) {
        this.bidirectional = bidirectional;
        return self();
    }

    /**
     * In training, drops numbers of the outputs of every layer but the last one, and scales the others by
     * {@code 1 / (1 - probability)}: inverted dropout between the layers; none by default. Its generator is split off
     * that of {@code build}.
     *
     * @param probability of being dropped, in [0, 1]
     * @throws IllegalArgumentException if the probability is out of its range
     */
    public final B dropout(double probability) {
        Check.probability(name + ": dropout", probability);
        dropout = probability;
        return self();
    }

    /**
     * Whether inputs and outputs have the batch on their first axis, {@code (n, steps, features)}, as loaders give it.
     * True by default, unlike in PyTorch. False, {@code (steps, n, features)}, saves two transpositions.
     */
    public final B batchFirst(boolean first) {
        batchFirst = first;
        return self();
    }

    // ---- its cells

    /** Whether the cells have biases; true by default. */
    public final B bias(boolean biased) {
        this.biased = biased;
        return self();
    }

    /**
     * The initialiser of {@code inputWeight}, all its blocks at once; uniform within {@code 1 / sqrt(hidden)} by
     * default.
     */
    public final B inputWeights(Initializer initializer) {
        inputWeights = Objects.requireNonNull(initializer, () -> name + ": initializer of the input weights is null");
        return self();
    }

    /**
     * The initialiser of {@code hiddenWeight}, all its blocks at once; uniform within {@code 1 / sqrt(hidden)} by
     * default.
     */
    public final B hiddenWeights(Initializer initializer) {
        hiddenWeights = Objects.requireNonNull(initializer, () -> name + ": initializer of the hidden weights is null");
        return self();
    }

    /** The initialiser of both biases; uniform within {@code 1 / sqrt(hidden)} by default. */
    public final B biases(Initializer initializer) {
        biases = Objects.requireNonNull(initializer, () -> name + ": initializer of the biases is null");
        return self();
    }

    // ---- checks

    final void checkLayer() {
        if (dropout > 0 && numLayers == 1) {
            throw new IllegalArgumentException(
                    name + ": dropout acts between layers, so it needs at least 2 layers, got 1");
        }
        check();
    }

    final void checkCell() {
        if (numLayers > 1 || bidirectional || dropout > 0 || !batchFirst) {
            throw new IllegalArgumentException(
                    name + " cell: layers, directions, dropout and layout are options of a layer, not of a cell");
        }
        check();
    }

    /** Further checks of a subclass. */
    void check() {}

    final String text() {
        return in + " -> " + (bidirectional ? 2 : 1) * out()
                + (numLayers > 1 ? ", " + numLayers + " layers" : "")
                + (bidirectional ? ", bidirectional" : "")
                + (dropout > 0 ? ", dropout " + dropout : "")
                + (batchFirst ? "" : ", time first");
    }
}
