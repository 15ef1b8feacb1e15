package org.autodiff.nn.recurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Model;

/** One layer of a stack: a cell that runs forward through the sequences, and maybe another that runs backward. */
final class Level extends Model {
    private final List<Cell> directions = new ArrayList<>();

    Level(RecurrentBuilder<?> options, int in, Rng rng) {
        directions.add(child("forward", options.cell(in, rng)));
        if (options.bidirectional) {
            directions.add(child("backward", options.cell(in, rng)));
        }
    }

    /**
     * The outputs of all steps, those of both directions side by side.
     *
     * @param x the inputs {@code (n, in)} of all steps
     * @param masks from {@link Lengths#masks}
     * @param states of the directions; each is replaced by the last one
     */
    Tensor[] unroll(Tensor[] x, Tensor[] masks, List<State> states) {
        Tensor[] outputs = unroll(0, x, masks, states);
        if (directions.size() == 2) {
            Tensor[] backward = unroll(1, x, masks, states);
            Arrays.setAll(outputs, t -> Tensor.concat(-1, outputs[t], backward[t]));
        }
        traced(outputs[0]);
        return outputs;
    }

    private Tensor[] unroll(int direction, Tensor[] x, Tensor[] masks, List<State> states) {
        Cell cell = directions.get(direction);
        Cell.Step step = cell.step();
        State state = states.get(direction);
        Tensor[] outputs = new Tensor[x.length];
        for (int i = 0; i < x.length; i++) {
            int t = direction == 0 ? i : x.length - 1 - i;
            State next = step.next(x[t], state);
            // backward, the state stays the initial one until a sequence's own last step: that is where it starts
            state = masks[t] == null ? next : Lengths.kept(masks[t], next, state);
            outputs[t] = masks[t] == null ? next.hidden() : Lengths.output(masks[t], next);
        }
        states.set(direction, cell.reported(state));
        return outputs;
    }

    @Override
    protected String describe() {
        Cell cell = directions.get(0);
        return "Level(" + cell.in + " -> " + directions.size() * cell.out + ")";
    }
}
