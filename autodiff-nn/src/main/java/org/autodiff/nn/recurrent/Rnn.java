package org.autodiff.nn.recurrent;

import org.autodiff.Rng;

/**
 * A plain recurrent layer, of tanh or relu: {@link Recurrent} says how it is used, {@link RnnCell} what a step
 * computes.
 */
public final class Rnn extends Recurrent {
    private Rnn(Builder options, Rng rng) {
        super(options, rng);
    }

    /**
     * One layer in forward direction, with tanh and biases, the batch first.
     *
     * @param in the size of the input of a step
     * @param hidden the size of the state
     * @param rng where the first values come from
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Rnn of(int in, int hidden, Rng rng) {
        return builder(in, hidden).build(rng);
    }

    /**
     * For all other options.
     *
     * @param in the size of the input of a step
     * @param hidden the size of the state
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Builder builder(int in, int hidden) {
        return new Builder(in, hidden);
    }

    /** Options of an {@link Rnn}. */
    public static final class Builder extends RecurrentBuilder<Builder> {
        boolean relu;

        private Builder(int in, int hidden) {
            super("rnn", in, hidden);
        }

        /** Gives the cells relu in place of tanh. */
        public Builder relu() {
            relu = true;
            return this;
        }

        /**
         * The layer.
         *
         * @param rng where the first values come from
         * @throws IllegalArgumentException if there is dropout, but only one layer
         */
        public Rnn build(Rng rng) {
            checkLayer();
            return new Rnn(this, rng);
        }

        /**
         * One cell with these options.
         *
         * @param rng where the first values come from
         * @throws IllegalArgumentException if an option of layers was given
         */
        public RnnCell buildCell(Rng rng) {
            checkCell();
            return new RnnCell(this, in, rng);
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        Cell cell(int in, Rng rng) {
            return new RnnCell(this, in, rng);
        }
    }
}
