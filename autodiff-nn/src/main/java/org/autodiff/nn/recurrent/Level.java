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
     * The outputs of all steps; those of both directions are concatenated.
     *
     * @param x the inputs of all steps, {@code (steps, n, in)}
     * @param masks from {@link Lengths#masks}
     * @param states of the directions; each is replaced by the last one
     */
    Tensor unroll(Tensor x, Tensor[] masks, List<State> states) {
        Tensor forward = unroll(0, x, masks, states);
        return traced(directions.size() == 1 ? forward : Tensor.concat(-1, forward, unroll(1, x, masks, states)));
    }

    private Tensor unroll(int direction, Tensor x, Tensor[] masks, List<State> states) {
        Cell cell = directions.get(direction);
        Cell.Transition transition = cell.transition();
        Tensor[] inputs = cell.projected(x).unbind(0);
        State state = states.get(direction);
        Tensor[] outputs = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            int t = direction == 0 ? i : inputs.length - 1 - i;
            State next = transition.next(inputs[t], state);
            // backward, a sequence keeps the initial state until its own last step, where it starts
            state = masks[t] == null ? next : Lengths.stateAfter(masks[t], next, state);
            outputs[t] = masks[t] == null ? next.hidden() : Lengths.output(masks[t], next);
        }
        states.set(direction, cell.reported(state));
        return Tensor.stack(0, outputs);
    }

    @Override
    protected String describe() {
        Cell cell = directions.get(0);
        return "Level(" + cell.in + " -> " + directions.size() * cell.out + ")";
    }
}
