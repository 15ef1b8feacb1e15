package org.autodiff.nn.recurrent;

import java.util.Objects;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Model;
import org.autodiff.nn.PyTorchLayout;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;

/**
 * One step of a recurrent network: from an input and a {@link State} to the next state. For loops in which the next
 * input depends on the last output; where all inputs are known, a {@link Recurrent} layer runs the loop. This one
 * writes a text:
 *
 * <pre>{@code
 * LstmCell cell = LstmCell.of(characters, 64, rng);
 * State state = cell.zeroState(1);
 * for (int i = 0; i < 100; i++) {
 *     state = cell.apply(Tensor.oneHot(Index.of(character), characters), state);
 *     character = sample(out.apply(state.hidden()).softmax(-1), rng);
 * }
 * }</pre>
 *
 * <p>Parameters, for a cell with g gates: {@code inputWeight} of shape {@code (in, g * hidden)} and
 * {@code hiddenWeight} of shape {@code (hidden, g * hidden)}, of which PyTorch holds the transposes; {@code inputBias}
 * and {@code hiddenBias} of shape {@code (g * hidden)}. One bias would do, but an optimizer moves the sum of two biases
 * differently; with two, training runs as in PyTorch. All start uniform in {@code [-a, a)} with
 * {@code a = 1 / sqrt(hidden)}, unless the builder is told otherwise.
 */
public abstract class Cell extends Model {
    final int in;
    final int hidden;

    /** The size of the hidden state: {@code hidden}, unless an LSTM has a projection. */
    final int out;

    final Parameter inputWeight;
    final Parameter hiddenWeight;
    final Parameter inputBias; // null: none
    final Parameter hiddenBias; // null: none

    Cell(RecurrentBuilder<?> options, int in, int out, int gates, Rng rng) {
        Objects.requireNonNull(rng, () -> options.name + ": rng is null");
        this.in = in;
        this.hidden = options.hidden;
        this.out = out;
        int width = Shape.of(gates, hidden).size();
        Fan input = new Fan(in, width);
        Fan recurrent = new Fan(out, width);
        inputWeight = parameter("inputWeight", Shape.of(in, width), input, options.inputWeights, rng);
        hiddenWeight = parameter("hiddenWeight", Shape.of(out, width), recurrent, options.hiddenWeights, rng);
        Shape biases = Shape.of(width);
        inputBias = options.biased ? parameter("inputBias", biases, input, options.inputBiases(), rng) : null;
        hiddenBias = options.biased ? parameter("hiddenBias", biases, recurrent, options.hiddenBiases(), rng) : null;
    }

    /** Computes the next state from the {@link #projected} input of a step and the state before it. */
    interface Transition {
        State next(Tensor input, State state);
    }

    /** The function from one state to the next. What is the same in every step is computed here, once. */
    abstract Transition transition();

    /** The part of the gates that does not depend on the state, computed for all steps by one product. */
    final Tensor projected(Tensor x) {
        return plus(x.matmul(inputWeight), fixedBias());
    }

    /**
     * The bias that is added to the gates in every step: the sum of both, unless a reset gate acts on the hidden one.
     */
    Tensor fixedBias() {
        return bothBiases();
    }

    /** Whether the state has a cell state. */
    abstract boolean hasCellState();

    static Tensor plus(Tensor x, Tensor bias) {
        return bias == null ? x : x.add(bias);
    }

    /** The sum of both biases; null if there are none. */
    final Tensor bothBiases() {
        return inputBias == null ? null : inputBias.add(hiddenBias);
    }

    /** Reports the state to a summary, since a layer that unrolls this cell does not call {@link #apply}. */
    final State reported(State state) {
        traced(state.hidden());
        return state;
    }

    /** One step from a state of zeros; see {@link #apply(Tensor, State)}. */
    public final State apply(Tensor x) {
        requireLastDimension(x, in);
        return apply(x, zeros(x.shape().dropLast(1)));
    }

    /**
     * One step.
     *
     * @param x of shape {@code (..., in)}, usually {@code (n, in)}
     * @param state with shapes {@code (..., hidden)}
     * @return the next state; its {@code hidden} is the output of the step
     * @throws IllegalArgumentException if the shapes do not suit this cell, or a cell state is missing where one is
     *     needed or given where none is
     */
    public final State apply(Tensor x, State state) {
        requireLastDimension(x, in);
        requireState(state, x.shape().dropLast(1));
        return reported(transition().next(projected(x), state));
    }

    /**
     * The state of zeros that a batch starts with.
     *
     * @param n the number of sequences
     */
    public final State zeroState(int n) {
        return zeros(Shape.of(n));
    }

    final State zeros(Shape leading) {
        Tensor zeros = Tensor.zeros(leading.concat(Shape.of(out)));
        return new State(zeros, hasCellState() ? Tensor.zeros(leading.concat(Shape.of(hidden))) : null);
    }

    private void requireState(State state, Shape leading) {
        Objects.requireNonNull(state, () -> label() + ": state is null");
        requireKind(state, label());
        requireShape(state.hidden(), "hidden", leading.concat(Shape.of(out)));
        if (hasCellState()) {
            requireShape(state.cell(), "cell", leading.concat(Shape.of(hidden)));
        }
    }

    private void requireShape(Tensor part, String name, Shape expected) {
        require(part.shape().equals(expected), name + " state " + expected, part.shape());
    }

    final void requireKind(State state, String label) {
        if (hasCellState() && state.cell() == null) {
            throw new IllegalArgumentException(label + ": the state of an LSTM needs a cell state, got none");
        }
        if (!hasCellState() && state.cell() != null) {
            throw new IllegalArgumentException(label + ": only an LSTM has a cell state, got one");
        }
    }

    static Initializer startOf(int hidden) {
        double bound = 1 / Math.sqrt(hidden);
        return Initializer.uniform(-bound, bound);
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        layout.transposed("weight_ih", "inputWeight")
                .transposed("weight_hh", "hiddenWeight")
                .same("bias_ih", "inputBias")
                .same("bias_hh", "hiddenBias");
    }

    @Override
    protected String describe() {
        return getClass().getSimpleName() + "(" + in + " -> " + out + variant()
                + (inputBias == null ? ", no bias)" : ")");
    }

    /** What the description adds for a variant, beginning with a comma; empty for the usual form. */
    String variant() {
        return "";
    }
}
