package org.autodiff.nn.recurrent;

import java.util.Objects;
import org.autodiff.Tensor;

/**
 * What a recurrent model remembers between two steps. That of a {@link Cell} has shapes {@code (..., hidden)}, that of
 * a {@link Recurrent} layer {@code (layers * directions, n, hidden)}, ordered as layer 0 forward, layer 0 backward,
 * layer 1 forward and so on.
 *
 * @param hidden the hidden state, which is also the output of a cell
 * @param cell the cell state of an LSTM; null for all others
 */
public record State(Tensor hidden, Tensor cell) {
    /** The state of an LSTM. */
    public State {
        Objects.requireNonNull(hidden, "state: hidden is null");
    }

    /** The state of any other cell, which has no cell state. */
    public State(Tensor hidden) {
        this(hidden, null);
    }

    /**
     * The same numbers without their history, so that no gradient flows further back: for truncated back-propagation
     * through time, between two pieces of a long sequence.
     */
    public State detach() {
        return new State(hidden.detach(), cell == null ? null : cell.detach());
    }
}
