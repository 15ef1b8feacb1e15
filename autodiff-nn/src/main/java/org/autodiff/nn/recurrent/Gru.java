package org.autodiff.nn.recurrent;

import org.autodiff.Rng;

/**
 * A layer of gated recurrent units: {@link Recurrent} says how it is used, {@link GruCell} what a step computes, in
 * either variant.
 */
public final class Gru extends Recurrent {
    private Gru(Builder options, Rng rng) {
        super(options, rng);
    }

    /**
     * One layer in forward direction that resets after the product, with biases, the batch first.
     *
     * @param in the size of the input of a step
     * @param hidden the size of the state
     * @param rng where the first values come from
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Gru of(int in, int hidden, Rng rng) {
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

    /** Options of a {@link Gru}. */
    public static final class Builder extends RecurrentBuilder<Builder> {
        boolean resetBefore;

        private Builder(int in, int hidden) {
            super("gru", in, hidden);
        }

        /**
         * Whether the reset gate acts on the state before its product with the weights, as in the paper, and not after
         * it; false by default. See {@link GruCell}.
         */
        public Builder resetBefore(boolean resetBefore) {
            this.resetBefore = resetBefore;
            return this;
        }

        /**
         * The layer.
         *
         * @param rng where the first values come from
         * @throws IllegalArgumentException if there is dropout, but only one layer
         */
        public Gru build(Rng rng) {
            checkLayer();
            return new Gru(this, rng);
        }

        /**
         * One cell with these options.
         *
         * @param rng where the first values come from
         * @throws IllegalArgumentException if an option of layers was given
         */
        public GruCell buildCell(Rng rng) {
            checkCell();
            return new GruCell(this, in, rng);
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        Cell cell(int in, Rng rng) {
            return new GruCell(this, in, rng);
        }
    }
}
