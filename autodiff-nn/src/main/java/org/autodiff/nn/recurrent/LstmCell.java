package org.autodiff.nn.recurrent;

import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.PyTorchLayout;
import org.autodiff.nn.init.Fan;

/**
 * One step of a long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers, Schmidhuber and
 * Cummins 2000):
 *
 * <pre>{@code
 * i, f, g, o = x W + b + h U + c          in four blocks of columns, in this order
 * cell'   = sigmoid(f) * cell + sigmoid(i) * tanh(g)
 * hidden' = sigmoid(o) * tanh(cell')
 * }</pre>
 *
 * <p>W is {@code inputWeight}, b {@code inputBias}, U {@code hiddenWeight}, c {@code hiddenBias}; see {@link Cell}.
 * With a projection (Sak, Senior and Beaufays 2014) {@code hidden'} is multiplied by {@code projectionWeight} of shape
 * {@code (hidden, projection)}, and {@code hiddenWeight} has {@code projection} rows.
 */
public final class LstmCell extends Cell {
    private final Parameter projectionWeight; // null: none

    LstmCell(Lstm.Builder options, int in, Rng rng) {
        super(options, in, options.out(), 4, rng);
        projectionWeight = options.projSize == 0
                ? null
                : parameter("projectionWeight", Shape.of(hidden, out), new Fan(hidden, out), Cell.startOf(hidden), rng);
    }

    /**
     * A cell with biases. {@link Lstm#builder} makes others.
     *
     * @param in the size of the input of a step
     * @param hidden the size of the hidden state and of the cell state
     * @param rng where the first values come from
     * @throws IllegalArgumentException if a size is not positive
     */
    public static LstmCell of(int in, int hidden, Rng rng) {
        return Lstm.builder(in, hidden).buildCell(rng);
    }

    @Override
    Transition transition() {
        return (input, state) -> {
            Tensor[] gates = input.add(state.hidden().matmul(hiddenWeight)).chunk(-1, 4);
            Tensor kept = gates[1].sigmoid().mul(state.cell());
            Tensor cell = kept.add(gates[0].sigmoid().mul(gates[2].tanh()));
            Tensor output = gates[3].sigmoid().mul(cell.tanh());
            return new State(projectionWeight == null ? output : output.matmul(projectionWeight), cell);
        };
    }

    @Override
    boolean hasCellState() {
        return true;
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        if (projectionWeight != null) {
            layout.none("LSTM cell with a projection");
        }
        super.pytorch(layout);
    }

    @Override
    String variant() {
        return projectionWeight == null ? "" : ", " + hidden + " projected";
    }
}
