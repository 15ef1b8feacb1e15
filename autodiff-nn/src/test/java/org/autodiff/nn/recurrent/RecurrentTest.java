package org.autodiff.nn.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Sequential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What unrolling means: layouts, states, lengths, dropout. The numbers themselves: {@link RecurrentReferenceTest}. */
class RecurrentTest {
    private final Rng rng = Rng.of(3);

    private Tensor random(int... dims) {
        return Tensor.of(rng.normal(Shape.of(dims), 0, 1));
    }

    /** One of each kind, with two inputs, three units, two layers and both directions. */
    static Stream<Recurrent> layers() {
        return Stream.of(
                Rnn.builder(2, 3).numLayers(2).bidirectional(true).build(Rng.of(1)),
                Lstm.builder(2, 3).numLayers(2).bidirectional(true).build(Rng.of(1)),
                Gru.builder(2, 3).numLayers(2).bidirectional(true).build(Rng.of(1)),
                Gru.builder(2, 3)
                        .numLayers(2)
                        .bidirectional(true)
                        .resetBefore(true)
                        .build(Rng.of(1)));
    }

    private State randomState(Recurrent layer, int n) {
        State zeros = layer.zeroState(n);
        return new State(
                Tensor.of(rng.normal(zeros.hidden().shape(), 0, 1)),
                zeros.cell() == null ? null : Tensor.of(rng.normal(zeros.cell().shape(), 0, 1)));
    }

    private static void assertClose(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.toArray(), actual.toArray(), 1e-14);
    }

    private static void assertClose(State expected, State actual) {
        assertClose(expected.hidden(), actual.hidden());
        assertEquals(expected.cell() == null, actual.cell() == null);
        if (expected.cell() != null) {
            assertClose(expected.cell(), actual.cell());
        }
    }

    // ---- layouts

    @ParameterizedTest
    @MethodSource("layers")
    void shapes(Recurrent layer) {
        Sequence s = layer.unroll(random(4, 5, 2));
        assertEquals(Shape.of(4, 5, 6), s.outputs().shape());
        assertEquals(Shape.of(4, 4, 3), s.last().hidden().shape());
        assertEquals(layer instanceof Lstm, s.last().cell() != null);
        assertEquals(Shape.of(4, 4, 3), layer.zeroState(4).hidden().shape());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void oneSequenceAloneIsABatchOfOne(Recurrent layer) {
        Tensor x = random(5, 2);
        Sequence alone = layer.unroll(x);
        Sequence batch = layer.unroll(x.unsqueeze(0));
        assertEquals(Shape.of(5, 6), alone.outputs().shape());
        assertEquals(Shape.of(4, 3), alone.last().hidden().shape());
        assertClose(batch.outputs().squeeze(0), alone.outputs());
        assertClose(batch.last().hidden().squeeze(1), alone.last().hidden());
        assertClose(alone.outputs(), layer.apply(x));
    }

    @Test
    void oneSequenceAloneMayEndEarly() {
        Lstm lstm = Lstm.of(2, 3, Rng.of(1));
        Tensor x = random(5, 2);
        Sequence early = lstm.unroll(x, Index.of(3));
        assertClose(lstm.unroll(x.narrow(0, 0, 3)).last(), early.last());
        assertArrayEquals(new double[6], early.outputs().narrow(0, 3, 2).toArray());
    }

    @Test
    void timeFirstIsTheTranspose() {
        Gru batchFirst = Gru.builder(2, 3).bidirectional(true).build(Rng.of(1));
        Gru timeFirst = Gru.builder(2, 3).bidirectional(true).batchFirst(false).build(Rng.of(1));
        Tensor x = random(4, 5, 2);
        Index lengths = Index.of(3, 1, 4, 2);
        Sequence expected = batchFirst.unroll(x, lengths);
        Sequence actual = timeFirst.unroll(x.transpose(0, 1), lengths);
        assertClose(expected.outputs(), actual.outputs().transpose(0, 1));
        assertClose(expected.last(), actual.last());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void anEmptyBatchGivesAnEmptyBatch(Recurrent layer) {
        Sequence s = layer.unroll(Tensor.zeros(Shape.of(0, 5, 2)));
        assertEquals(Shape.of(0, 5, 6), s.outputs().shape());
        assertEquals(Shape.of(4, 0, 3), s.last().hidden().shape());
        Sequence none = layer.unroll(Tensor.zeros(Shape.of(0, 5, 2)), Index.of(new int[0]));
        assertEquals(Shape.of(0, 5, 6), none.outputs().shape());
    }

    @Test
    void oneStepOfOneSequence() {
        Rnn rnn = Rnn.of(1, 1, Rng.of(1));
        double[] p = rnn.parameters().stream().mapToDouble(Tensor::item).toArray();
        Sequence s = rnn.unroll(Tensor.of(Shape.of(1, 1, 1), 0.7), new State(Tensor.of(Shape.of(1, 1, 1), -0.4)));
        double expected = Math.tanh(0.7 * p[0] - 0.4 * p[1] + p[2] + p[3]);
        assertEquals(expected, s.outputs().item(), 1e-15);
        assertEquals(expected, s.last().hidden().item(), 1e-15);
    }

    // ---- states

    @ParameterizedTest
    @MethodSource("layers")
    void noStateIsAStateOfZeros(Recurrent layer) {
        Tensor x = random(4, 5, 2);
        Sequence given = layer.unroll(x, layer.zeroState(4));
        assertClose(given.outputs(), layer.apply(x));
        assertClose(given.last(), layer.unroll(x).last());
    }

    @Test
    void piecesThatPassTheStateOnAreTheWhole() {
        Lstm lstm = Lstm.builder(2, 3).numLayers(2).build(Rng.of(1));
        Tensor x = random(4, 7, 2);
        Sequence whole = lstm.unroll(x);
        Sequence first = lstm.unroll(x.narrow(1, 0, 3));
        Sequence second = lstm.unroll(x.narrow(1, 3, 4), first.last());
        assertClose(whole.outputs(), Tensor.concat(1, first.outputs(), second.outputs()));
        assertClose(whole.last(), second.last());
    }

    @Test
    void aDetachedStateLetsNoGradientBack() {
        Lstm lstm = Lstm.of(2, 3, Rng.of(1));
        Tensor x = Tensor.variable(random(4, 3, 2).value());
        State kept = lstm.unroll(x).last();
        Tensor next = random(4, 3, 2);
        assertTrue(lstm.unroll(next, kept)
                        .outputs()
                        .sum()
                        .backward(x)
                        .of(x)
                        .abs()
                        .sum()
                        .item()
                > 1e-3);
        State cut = kept.detach();
        assertEquals(kept.hidden().value(), cut.hidden().value());
        assertEquals(kept.cell().value(), cut.cell().value());
        assertFalse(cut.hidden().requiresGrad() || cut.cell().requiresGrad());
        GradCheck.of(xs -> lstm.unroll(next, cut).outputs())
                .parameters(lstm.parameters())
                .assertPasses();
    }

    @Test
    void aStateOutlivesAStep() {
        Lstm lstm = Lstm.of(2, 3, Rng.of(1));
        State[] state = {lstm.zeroState(4)};
        Tensor[] pieces = random(4, 6, 2).split(1, 2, 2, 2);
        for (Tensor piece : pieces) {
            state[0] = Autodiff.step(() -> {
                Sequence s = lstm.unroll(piece, state[0]);
                s.outputs().sum().backward();
                return s.last().detach();
            });
        }
        assertClose(lstm.unroll(Tensor.concat(1, pieces)).last(), state[0]);
    }

    @Test
    void cellsInALoopAreTheLayer() {
        Gru gru = Gru.builder(2, 3).resetBefore(true).build(Rng.of(1));
        GruCell cell = Gru.builder(2, 3).resetBefore(true).buildCell(Rng.of(1));
        Tensor x = random(4, 5, 2);
        State state = cell.zeroState(4);
        Tensor[] outputs = new Tensor[5];
        for (int t = 0; t < 5; t++) {
            state = cell.apply(x.select(1, t), state);
            outputs[t] = state.hidden();
        }
        Sequence s = gru.unroll(x);
        assertClose(Tensor.stack(1, outputs), s.outputs());
        assertClose(state.hidden(), s.last().hidden().squeeze(0));
    }

    // ---- lengths

    /** The definition: each sequence by itself, without its padding. */
    @ParameterizedTest
    @MethodSource("layers")
    void sequencesOfABatchAreIndependent(Recurrent layer) {
        int[] lengths = {3, 5, 1, 4};
        Tensor x = random(4, 6, 2);
        State initial = randomState(layer, 4);
        Sequence batch = layer.unroll(x, initial, Index.of(lengths));
        for (int i = 0; i < 4; i++) {
            int at = i;
            Tensor own = x.select(0, i).narrow(0, 0, lengths[i]);
            Sequence alone = layer.unroll(own, part(initial, at));
            assertClose(alone.outputs(), batch.outputs().select(0, i).narrow(0, 0, lengths[i]));
            assertClose(alone.last(), part(batch.last(), at));
            Tensor padding = batch.outputs().select(0, i).narrow(0, lengths[i], 6 - lengths[i]);
            assertArrayEquals(new double[padding.size()], padding.toArray());
        }
    }

    private static State part(State state, int i) {
        return new State(
                state.hidden().select(1, i),
                state.cell() == null ? null : state.cell().select(1, i));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void fullLengthsChangeNothing(Recurrent layer) {
        Tensor x = random(3, 4, 2);
        Sequence expected = layer.unroll(x);
        Sequence actual = layer.unroll(x, Index.of(4, 4, 4));
        assertEquals(expected.outputs().value(), actual.outputs().value());
        assertEquals(expected.last().hidden().value(), actual.last().hidden().value());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void paddingHasNoInfluenceWhateverItIs(Recurrent layer) {
        Tensor clean = Tensor.variable(random(2, 4, 2).value());
        Tensor mask = Tensor.of(Shape.of(2, 4, 1), 1, 1, 0, 0, 1, 1, 1, 0);
        Tensor dirty =
                Tensor.variable(Tensor.where(mask, clean, Tensor.of(Double.NaN)).value());
        Index lengths = Index.of(2, 3);
        Gradients expected =
                layer.unroll(clean, lengths).outputs().square().sum().backward();
        Gradients actual = layer.unroll(dirty, lengths).outputs().square().sum().backward();
        assertClose(expected.of(clean), actual.of(dirty));
        layer.parameters().forEach(p -> assertClose(expected.of(p), actual.of(p)));
        double[] behind = expected.of(clean).select(0, 0).narrow(0, 2, 2).toArray();
        assertArrayEquals(new double[4], behind);
    }

    // ---- dropout

    /** Layers that pass positive inputs on: relu(x 1 + h 0). */
    private static Rnn transparent(Rnn.Builder options) {
        Rnn rnn = options.relu().bias(false).build(Rng.of(1));
        rnn.namedParameters()
                .forEach((path, p) ->
                        p.assign(path.endsWith("inputWeight") ? Tensor.eye(4).value() : NdArray.zeros(p.shape())));
        return rnn;
    }

    @Test
    void dropoutActsBetweenLayersOnceAndScales() {
        Rnn rnn = transparent(Rnn.builder(4, 4).numLayers(2).dropout(0.2));
        Tensor ones = Tensor.ones(Shape.of(50, 40, 4));
        double[] y = rnn.apply(ones).toArray();
        assertTrue(Arrays.stream(y).allMatch(v -> v == 0 || v == 1 / 0.8));
        double dropped = Arrays.stream(y).filter(v -> v == 0).count() / (double) y.length;
        assertEquals(0.2, dropped, 5 * Math.sqrt(0.2 * 0.8 / y.length));
        assertFalse(Arrays.equals(y, rnn.apply(ones).toArray()), "each application draws anew");
        Rnn same = transparent(Rnn.builder(4, 4).numLayers(2).dropout(0.2));
        assertArrayEquals(y, same.apply(ones).toArray());
        rnn.eval();
        assertEquals(ones.value(), rnn.apply(ones).value());
    }

    @Test
    void dropoutOfEverythingLeavesZeros() {
        Rnn rnn = transparent(Rnn.builder(4, 4).numLayers(2).dropout(1));
        assertArrayEquals(
                new double[40], rnn.apply(Tensor.ones(Shape.of(2, 5, 4))).toArray());
        Rnn none = transparent(Rnn.builder(4, 4).numLayers(2).dropout(0));
        assertEquals(
                NdArray.full(Shape.of(2, 5, 4), 1),
                none.apply(Tensor.ones(Shape.of(2, 5, 4))).value());
    }

    // ---- what is refused

    private static void refused(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    @Test
    void inputsOfWrongShape() {
        Lstm lstm = Lstm.of(3, 4, Rng.of(1));
        refused(
                "lstm: expected (n, steps, 3) or (steps, 3), got (2, 5, 4)",
                () -> lstm.apply(Tensor.zeros(Shape.of(2, 5, 4))));
        refused("lstm: expected (n, steps, 3) or (steps, 3), got (3)", () -> lstm.apply(Tensor.zeros(Shape.of(3))));
        refused("lstm: expected (n, steps, 3) or (steps, 3), got ()", () -> lstm.apply(Tensor.of(3)));
        refused("lstm: expected at least one step, got (2, 0, 3)", () -> lstm.apply(Tensor.zeros(Shape.of(2, 0, 3))));
        refused("lstm: expected at least one step, got (0, 3)", () -> lstm.apply(Tensor.zeros(Shape.of(0, 3))));
        Gru gru = Gru.builder(3, 4).batchFirst(false).build(Rng.of(1));
        refused(
                "gru: expected (steps, n, 3) or (steps, 3), got (2, 5, 4)",
                () -> gru.apply(Tensor.zeros(Shape.of(2, 5, 4))));
        Sequential model = Sequential.of(Activation.tanh(), Sequential.of(lstm));
        refused(
                "1.0: expected (n, steps, 3) or (steps, 3), got (2, 5, 4)",
                () -> model.apply(Tensor.zeros(Shape.of(2, 5, 4))));
    }

    @Test
    void statesThatDoNotFit() {
        Lstm lstm = Lstm.builder(3, 4).numLayers(2).build(Rng.of(1));
        Tensor x = Tensor.zeros(Shape.of(5, 6, 3));
        Tensor good = Tensor.zeros(Shape.of(2, 5, 4));
        refused(
                "lstm: expected hidden state (2, 5, 4), got (1, 5, 4)",
                () -> lstm.unroll(x, new State(Tensor.zeros(Shape.of(1, 5, 4)), good)));
        refused(
                "lstm: expected cell state (2, 5, 4), got (2, 4)",
                () -> lstm.unroll(x, new State(good, Tensor.zeros(Shape.of(2, 4)))));
        refused(
                "lstm: expected hidden state (2, 4), got (2, 5, 4)",
                () -> lstm.unroll(Tensor.zeros(Shape.of(6, 3)), new State(good, good)));
        refused("lstm: the state of an LSTM needs a cell state, got none", () -> lstm.unroll(x, new State(good)));
        Gru gru = Gru.builder(3, 4).numLayers(2).build(Rng.of(1));
        refused("gru: only an LSTM has a cell state, got one", () -> gru.unroll(x, new State(good, good)));
        assertEquals(
                "gru: state is null",
                assertThrows(NullPointerException.class, () -> gru.unroll(x, (State) null))
                        .getMessage());
        assertEquals(
                "state: hidden is null",
                assertThrows(NullPointerException.class, () -> new State(null)).getMessage());
    }

    @Test
    void lengthsThatDoNotFit() {
        Rnn rnn = Rnn.of(3, 4, Rng.of(1));
        Tensor x = Tensor.zeros(Shape.of(3, 5, 3));
        refused("rnn: the length of sequence 2 must be in 1..5, got 0", () -> rnn.unroll(x, Index.of(5, 1, 0)));
        refused("rnn: the length of sequence 0 must be in 1..5, got 6", () -> rnn.unroll(x, Index.of(6, 1, 1)));
        refused(
                "rnn: expected lengths (3), one for each sequence, got (2)",
                () -> rnn.unroll(x, rnn.zeroState(3), Index.of(5, 1)));
        assertEquals(
                "rnn: lengths are null",
                assertThrows(NullPointerException.class, () -> rnn.unroll(x, (Index) null))
                        .getMessage());
    }

    @Test
    void aSummaryShowsEveryPart() {
        Lstm lstm = Lstm.builder(2, 3).bidirectional(true).build(Rng.of(1));
        List<String> rows = lstm.summary(Shape.of(4, 5, 2)).rows().stream()
                .map(r -> r.path() + " " + r.type() + " " + r.output() + " " + r.parameters())
                .toList();
        long own = 12 * (2 + 3 + 1 + 1);
        assertEquals(
                List.of(
                        " Lstm(2 -> 6, bidirectional) (4, 5, 6) 0",
                        "layer0 Level(2 -> 6) (5, 4, 6) 0",
                        "layer0.forward LstmCell(2 -> 3) (4, 3) " + own,
                        "layer0.backward LstmCell(2 -> 3) (4, 3) " + own),
                rows);
    }

    @Test
    void manyStepsAreCutInOrder() {
        Rnn rnn = transparent(Rnn.builder(4, 4));
        for (int steps = 1; steps <= 9; steps++) {
            Tensor x = Tensor.of(NdArray.of(
                    Shape.of(1, steps, 4),
                    IntStream.range(0, 4 * steps).asDoubleStream().toArray()));
            assertEquals(x.value(), rnn.apply(x).value());
        }
    }
}
