package org.autodiff.nn.recurrent;

import java.util.ArrayList;
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
     * @param x of shape {@code (steps, n, in)}: a step is contiguous
     * @param masks from {@link Lengths#masks}
     * @param states of the directions; each is replaced by the last one
     */
    Tensor unroll(Tensor x, Tensor[] masks, List<State> states) {
        Tensor[] outputs = new Tensor[directions.size()];
        for (int d = 0; d < outputs.length; d++) {
            Tensor[] steps = new Tensor[masks.length];
            Cell cell = directions.get(d);
            states.set(d, cell.reported(unroll(cell, d == 1, x, masks, states.get(d), steps)));
            outputs[d] = Tensor.stack(0, steps);
        }
        return traced(outputs.length == 1 ? outputs[0] : Tensor.concat(-1, outputs));
    }

    /** The last state of one direction; fills in the outputs. */
    private static State unroll(
            Cell cell, boolean backward, Tensor x, Tensor[] masks, State initial, Tensor[] outputs) {
        Tensor projected = cell.project(x);
        Cell.Step step = cell.step();
        State state = initial;
        for (int i = 0; i < outputs.length; i++) {
            int t = backward ? outputs.length - 1 - i : i;
            State next = step.next(projected.select(0, t), state);
            // backward, the state stays the initial one until a sequence's own last step: that is where it starts
            state = masks[t] == null ? next : Lengths.kept(masks[t], next, state);
            outputs[t] = masks[t] == null ? next.hidden() : Lengths.output(masks[t], next);
        }
        return state;
    }

    @Override
    protected String describe() {
        return directions.size() == 1 ? "Level" : "Level(bidirectional)";
    }
}
