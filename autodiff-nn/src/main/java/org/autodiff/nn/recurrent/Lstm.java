package org.autodiff.nn.recurrent;

import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.internal.Check;

/**
 * A layer of long short-term memory: {@link Recurrent} says how it is used, {@link LstmCell} what a step computes. Its
 * {@link State} has two parts, the hidden state and the cell state.
 */
public final class Lstm extends Recurrent {
    private Lstm(Builder options, Rng rng) {
        super(options, rng);
    }

    /**
     * One layer in forward direction, with biases, the batch first.
     *
     * @param in the size of the input of a step
     * @param hidden the size of the hidden state and of the cell state
     * @param rng where the first values come from
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Lstm of(int in, int hidden, Rng rng) {
        return builder(in, hidden).build(rng);
    }

    /**
     * For all other options.
     *
     * @param in the size of the input of a step
     * @param hidden the size of the hidden state and of the cell state
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Builder builder(int in, int hidden) {
        return new Builder(in, hidden);
    }

    /** Options of an {@link Lstm}. */
    public static final class Builder extends RecurrentBuilder<Builder> {
        int projSize; // 0: none
        private Double forgetBias; // null: as the other biases

        private Builder(int in, int hidden) {
            super("lstm", in, hidden);
        }

        /**
         * The first value of the bias of the forget gate; by default that of the other biases. With about 1, the cells
         * remember from the start (Jozefowicz, Zaremba and Sutskever, An empirical exploration of recurrent network
         * architectures, ICML 2015). It goes into {@code inputBias}; that part of {@code hiddenBias} starts at 0.
         *
         * @throws IllegalArgumentException if it is not finite
         */
        public Builder forgetBias(double value) {
            Check.finite("lstm: the forget bias", value);
            forgetBias = value;
            return this;
        }

        /**
         * Makes the hidden state, and so the output, a linear map of what the gates give, with another size; no map by
         * default.
         *
         * @param size of the hidden state, in {@code [1, hidden)}
         * @throws IllegalArgumentException if it is out of its range
         */
        public Builder projSize(int size) {
            if (size < 1 || size >= hidden) {
                throw new IllegalArgumentException(
                        "lstm: the projection must be at least 1 and below hidden " + hidden + ", got " + size);
            }
            projSize = size;
            return this;
        }

        /**
         * The layer.
         *
         * @param rng where the first values come from
         * @throws IllegalArgumentException if there is dropout, but only one layer; or a forget bias, but no biases
         */
        public Lstm build(Rng rng) {
            checkLayer();
            return new Lstm(this, rng);
        }

        /**
         * One cell with these options.
         *
         * @param rng where the first values come from
         * @throws IllegalArgumentException if an option of layers was given; or a forget bias, but no biases
         */
        public LstmCell buildCell(Rng rng) {
            checkCell();
            return new LstmCell(this, in, rng);
        }

        @Override
        void check() {
            if (forgetBias != null && !biased) {
                throw new IllegalArgumentException("lstm: a forget bias needs biases, but there are none");
            }
        }

        @Override
        int out() {
            return projSize == 0 ? hidden : projSize;
        }

        @Override
        Initializer inputBiases() {
            return forgetBias == null ? biases : forgetting(forgetBias);
        }

        @Override
        Initializer hiddenBiases() {
            return forgetBias == null ? biases : forgetting(0);
        }

        /** The first biases, with a given value for the second gate. */
        private Initializer forgetting(double value) {
            return (shape, fan, rng) -> {
                Tensor[] gates = Tensor.of(biases.create(shape, fan, rng)).chunk(0, 4);
                gates[1] = Tensor.full(Shape.of(hidden), value);
                return Tensor.concat(0, gates).value();
            };
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        Cell cell(int in, Rng rng) {
            return new LstmCell(this, in, rng);
        }
    }
}
