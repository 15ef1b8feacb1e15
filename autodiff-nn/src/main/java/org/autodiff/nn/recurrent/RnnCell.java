package org.autodiff.nn.recurrent;

import org.autodiff.Rng;
import org.autodiff.Tensor;

/**
 * One step of a plain recurrent network (Elman, Finding structure in time, Cognitive Science 1990):
 * {@code h' = tanh(x W + b + h U + c)}, or with relu in place of tanh. W is {@code inputWeight}, b {@code inputBias}, U
 * {@code hiddenWeight}, c {@code hiddenBias}; see {@link Cell}.
 */
public final class RnnCell extends Cell {
    private final boolean relu;

    RnnCell(Rnn.Builder options, int in, Rng rng) {
        super(options, in, options.hidden, 1, rng);
        this.relu = options.relu;
    }

    /**
     * A cell with tanh and biases. {@link Rnn#builder} makes others.
     *
     * @param in the size of the input of a step
     * @param hidden the size of the state
     * @param rng where the first values come from
     * @throws IllegalArgumentException if a size is not positive
     */
    public static RnnCell of(int in, int hidden, Rng rng) {
        return Rnn.builder(in, hidden).buildCell(rng);
    }

    @Override
    Transition transition() {
        return (input, state) -> {
            Tensor sum = input.add(state.hidden().matmul(hiddenWeight));
            return new State(relu ? sum.relu() : sum.tanh());
        };
    }

    @Override
    boolean hasCellState() {
        return false;
    }

    @Override
    String variant() {
        return relu ? ", relu" : "";
    }
}
