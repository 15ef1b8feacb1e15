package org.autodiff.nn.recurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Dropout;
import org.autodiff.nn.Layer;
import org.autodiff.nn.PyTorchLayout;

/**
 * A layer that runs through sequences: {@link Rnn}, {@link Lstm} or {@link Gru}. {@link #apply} gives the outputs of
 * all steps, {@link #unroll} the last state too, and takes a state to start with and the lengths of the sequences.
 *
 * <pre>{@code
 * Lstm lstm = Lstm.builder(32, 64).numLayers(2).bidirectional(true).build(rng);
 * Sequence s = lstm.unroll(x, Index.of(7, 3, 5));        // three sequences, padded to the same number of steps
 * s.outputs();                                           // (3, steps, 128)
 * s.last().hidden();                                     // (4, 3, 64)
 * }</pre>
 *
 * <p>Inputs are {@code (n, steps, in)}, outputs {@code (n, steps, directions * hidden)}; after
 * {@code batchFirst(false)} they are {@code (steps, n, in)} and {@code (steps, n, directions * hidden)}. A
 * single sequence is {@code (steps, in)} in either case, and its outputs and states have no axis n either.
 *
 * <p>The parts are called {@code layer0}, {@code layer1} and so on, each made of a {@link Cell} called {@code forward}
 * and maybe one called {@code backward}: a parameter is {@code layer1.backward.hiddenWeight}. In a {@link #summary} the
 * layers show the shape {@code (steps, n, features)}, and the cells that of their last state.
 *
 * <p>To train on a sequence that is too long for memory, go through it in pieces, each starting with the detached last
 * state of the one before:
 *
 * <pre>{@code
 * State state = lstm.zeroState(n);
 * for (Tensor piece : x.split(1, 50, 50, 50)) {
 *     Sequence s = lstm.unroll(piece, state.detach());
 *     optimizer.step(loss(s.outputs()).backward());
 *     state = s.last();
 * }
 * }</pre>
 */
public abstract class Recurrent extends Layer {
    private final String text;
    private final boolean timeFirst;
    private final Dropout dropout; // null: none
    private final int directions;
    private final List<Level> levels = new ArrayList<>();

    /** The forward cell of the first layer: its input and the kind of its state are those of the stack. */
    private final Cell first;

    Recurrent(RecurrentBuilder<?> options, Rng rng) {
        text = options.text();
        timeFirst = !options.batchFirst;
        dropout = options.dropout == 0 ? null : child("dropout", Dropout.of(options.dropout, rng.split()));
        directions = options.bidirectional ? 2 : 1;
        int in = options.in;
        for (int i = 0; i < options.numLayers; i++) {
            levels.add(child("layer" + i, new Level(options, in, rng)));
            in = directions * options.out();
        }
        first = (Cell) levels.get(0).children().get("forward");
    }

    /** The outputs of all steps, from a state of zeros. */
    @Override
    protected final Tensor forward(Tensor x) {
        return unroll(x).outputs();
    }

    /** Outputs and last state, from a state of zeros; see {@link #unroll(Tensor, State, Index)}. */
    public final Sequence unroll(Tensor x) {
        requireInput(x);
        return run(x, zeros(x), Lengths.full(steps(x)));
    }

    /** Outputs and last state, from a given state; see {@link #unroll(Tensor, State, Index)}. */
    public final Sequence unroll(Tensor x, State initial) {
        requireInput(x);
        requireState(x, initial);
        return run(x, initial, Lengths.full(steps(x)));
    }

    /** Outputs and last state of sequences of different lengths; see {@link #unroll(Tensor, State, Index)}. */
    public final Sequence unroll(Tensor x, Index lengths) {
        requireInput(x);
        return run(x, zeros(x), lengths(x, lengths));
    }

    /**
     * Outputs and last state of sequences of different lengths, from a given state. What follows the end of a sequence
     * has no influence: the outputs there are 0, the last state is the one after the sequence's own last step, and the
     * backward direction starts at that step (as with PyTorch's packed sequences, but lengths may be in any order).
     *
     * @param x of shape {@code (n, steps, in)}, or {@code (steps, n, in)} for a layer with the time first, or
     *     {@code (steps, in)}; at least one step
     * @param initial the state to start with, its parts of shape {@code (layers * directions, n, hidden)}, for a single
     *     sequence {@code (layers * directions, hidden)}
     * @param lengths how many steps of each sequence count, of shape {@code (n)}, each in {@code [1, steps]}; for a
     *     single sequence of shape {@code (1)}
     * @throws IllegalArgumentException if a shape does not suit this layer, a length is out of its range, or a cell
     *     state is missing where one is needed or given where none is
     */
    public final Sequence unroll(Tensor x, State initial, Index lengths) {
        requireInput(x);
        requireState(x, initial);
        return run(x, initial, lengths(x, lengths));
    }

    /**
     * The state of zeros that a batch starts with if none is given.
     *
     * @param n the number of sequences
     */
    public final State zeroState(int n) {
        return first.zeros(Shape.of(levels.size() * directions, n));
    }

    // ---- how it runs

    private Sequence run(Tensor x, State initial, Lengths lengths) {
        boolean single = x.rank() == 2;
        Tensor batch = single ? x.unsqueeze(1) : timeFirst ? x : x.transpose(0, 1);
        Tensor y = lengths.withoutPadding(batch);
        Tensor[] masks = lengths.masks();
        List<State> last = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            List<State> states = new ArrayList<>();
            for (int d = 0; d < directions; d++) {
                int at = i * directions + d;
                states.add(map(initial, t -> single ? t.narrow(0, at, 1) : t.select(0, at)));
            }
            y = levels.get(i).unroll(i == 0 || dropout == null ? y : dropout.apply(y), masks, states);
            last.addAll(states);
        }
        Tensor padded = padded(y, steps(x));
        Tensor outputs = single || timeFirst ? padded : padded.transpose(0, 1);
        State state = new State(stacked(last, State::hidden), first.hasCellState() ? stacked(last, State::cell) : null);
        return single
                ? new Sequence(traced(outputs.squeeze(1)), map(state, t -> t.squeeze(1)))
                : new Sequence(traced(outputs), state);
    }

    /** Appends zeros for the steps that no sequence has. */
    private static Tensor padded(Tensor outputs, int steps) {
        Shape missing = outputs.shape().with(0, steps - outputs.shape().dim(0));
        return missing.dim(0) == 0 ? outputs : Tensor.concat(0, outputs, Tensor.zeros(missing));
    }

    private static State map(State state, Function<Tensor, Tensor> f) {
        return new State(f.apply(state.hidden()), state.cell() == null ? null : f.apply(state.cell()));
    }

    private static Tensor stacked(List<State> states, Function<State, Tensor> part) {
        return Tensor.stack(0, states.stream().map(part).toArray(Tensor[]::new));
    }

    // ---- what it takes

    private int steps(Tensor x) {
        return x.shape().dim(x.rank() == 2 || timeFirst ? 0 : 1);
    }

    private Shape leading(Tensor x) {
        Shape units = Shape.of(levels.size() * directions);
        return x.rank() == 2 ? units : units.concat(Shape.of(x.shape().dim(timeFirst ? 1 : 0)));
    }

    private State zeros(Tensor x) {
        return first.zeros(leading(x));
    }

    private Lengths lengths(Tensor x, Index lengths) {
        Objects.requireNonNull(lengths, () -> label() + ": lengths are null");
        return Lengths.of(lengths, x.rank() == 2 ? 1 : leading(x).dim(1), steps(x), label());
    }

    private void requireInput(Tensor x) {
        requireArgument(x);
        int in = first.in;
        String batch = timeFirst ? "(steps, n, " : "(n, steps, ";
        boolean fits = (x.rank() == 2 || x.rank() == 3) && x.shape().dim(-1) == in;
        require(fits, batch + in + ") or (steps, " + in + ")", x.shape());
        require(steps(x) > 0, "at least one step", x.shape());
    }

    private void requireState(Tensor x, State initial) {
        Objects.requireNonNull(initial, () -> label() + ": state is null");
        first.requireKind(initial, label());
        State expected = zeros(x);
        requireShape(initial.hidden(), "hidden", expected.hidden().shape());
        if (first.hasCellState()) {
            requireShape(initial.cell(), "cell", expected.cell().shape());
        }
    }

    private void requireShape(Tensor part, String name, Shape expected) {
        require(part.shape().equals(expected), name + " state " + expected, part.shape());
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        if (first instanceof GruCell gru) {
            gru.requirePyTorch(layout);
        }
        for (int i = 0; i < levels.size(); i++) {
            for (String direction : levels.get(i).children().keySet()) {
                String own = "layer" + i + "." + direction + ".";
                String suffix = "_l" + i + (direction.equals("backward") ? "_reverse" : "");
                layout.transposed("weight_ih" + suffix, own + "inputWeight")
                        .transposed("weight_hh" + suffix, own + "hiddenWeight")
                        .same("bias_ih" + suffix, own + "inputBias")
                        .same("bias_hh" + suffix, own + "hiddenBias")
                        .transposed("weight_hr" + suffix, own + "projectionWeight");
            }
        }
    }

    @Override
    protected final String describe() {
        return getClass().getSimpleName() + "(" + text + ")";
    }
}
