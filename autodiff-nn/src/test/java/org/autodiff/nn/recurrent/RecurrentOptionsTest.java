package org.autodiff.nn.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;
import org.junit.jupiter.api.Test;

/** What builders make, and what they refuse. */
class RecurrentOptionsTest {
    private static final Rng RNG = Rng.of(2);

    private static void refused(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    @Test
    void parametersHavePathsByLayerAndDirection() {
        Lstm lstm = Lstm.builder(2, 3).numLayers(2).bidirectional(true).build(RNG);
        List<String> expected = new ArrayList<>();
        for (String level : List.of("layer0", "layer1")) {
            for (String direction : List.of("forward", "backward")) {
                for (String part : List.of("inputWeight", "hiddenWeight", "inputBias", "hiddenBias")) {
                    expected.add(level + "." + direction + "." + part);
                }
            }
        }
        assertEquals(expected, List.copyOf(lstm.namedParameters().keySet()));
        lstm.namedParameters().forEach((path, p) -> assertEquals(path, p.name()));
        assertEquals(
                Shape.of(6, 12),
                lstm.namedParameters().get("layer1.backward.inputWeight").shape());
    }

    @Test
    void shapesAndFansOfParameters() {
        Gru gru = Gru.of(2, 5, RNG);
        assertEquals(
                List.of(Shape.of(2, 15), Shape.of(5, 15), Shape.of(15), Shape.of(15)),
                gru.parameters().stream().map(Tensor::shape).toList());
        assertEquals(
                List.of(new Fan(2, 15), new Fan(5, 15), new Fan(2, 15), new Fan(5, 15)),
                gru.parameters().stream().map(gru::fan).toList());
        assertEquals(2, Rnn.builder(2, 5).bias(false).build(RNG).parameters().size());
        Lstm projected = Lstm.builder(2, 5).projSize(3).build(RNG);
        assertEquals(
                List.of(Shape.of(2, 20), Shape.of(3, 20), Shape.of(20), Shape.of(20), Shape.of(5, 3)),
                projected.parameters().stream().map(Tensor::shape).toList());
        assertEquals(new Fan(5, 3), projected.fan(projected.parameters().get(4)));
    }

    @Test
    void allStartUniformWithinOneOverTheRootOfTheStateSize() {
        Lstm lstm = Lstm.builder(9, 16).projSize(8).build(Rng.of(4));
        for (Parameter p : lstm.parameters()) {
            double largest = Arrays.stream(p.toArray()).map(Math::abs).max().orElseThrow();
            assertTrue(largest <= 0.25 && largest > 0.23, p.name() + " " + largest);
            assertEquals(0, p.mean().item(), 5 * 0.25 / Math.sqrt(3.0 * p.size()), p.name());
        }
        assertEquals(
                lstm.parameters().get(3).value(),
                Lstm.builder(9, 16)
                        .projSize(8)
                        .build(Rng.of(4))
                        .parameters()
                        .get(3)
                        .value());
    }

    @Test
    void initializersAreThoseGiven() {
        Gru gru = Gru.builder(2, 3)
                .inputWeights(Initializer.constant(1))
                .hiddenWeights(Initializer.constant(2))
                .biases(Initializer.constant(3))
                .build(RNG);
        double[] values =
                gru.parameters().stream().mapToDouble(p -> p.mean().item()).toArray();
        assertArrayEquals(new double[] {1, 2, 3, 3}, values);
    }

    @Test
    void theForgetBiasIsThatOfTheSecondGate() {
        LstmCell cell = Lstm.builder(2, 2)
                .biases(Initializer.constant(7))
                .forgetBias(1.5)
                .buildCell(RNG);
        assertArrayEquals(
                new double[] {7, 7, 1.5, 1.5, 7, 7, 7, 7},
                cell.namedParameters().get("inputBias").toArray());
        assertArrayEquals(
                new double[] {7, 7, 0, 0, 7, 7, 7, 7},
                cell.namedParameters().get("hiddenBias").toArray());
    }

    @Test
    void aBuilderMayBeUsedAgain() {
        Rnn.Builder builder = Rnn.builder(2, 3);
        Rnn plain = builder.build(Rng.of(1));
        builder.numLayers(2).bidirectional(true).batchFirst(false).relu().dropout(0.5);
        assertEquals(
                "Rnn(2 -> 3)",
                plain.toString().lines().findFirst().orElseThrow().split(":")[0]);
        Tensor x = Tensor.of(RNG.normal(Shape.of(4, 5, 2), 0, 3));
        assertEquals(Rnn.of(2, 3, Rng.of(1)).apply(x).value(), plain.apply(x).value());
    }

    @Test
    void texts() {
        Gru gru = Gru.builder(2, 3)
                .numLayers(2)
                .dropout(0.5)
                .batchFirst(false)
                .bias(false)
                .resetBefore(true)
                .build(RNG);
        assertEquals("""
                Gru(2 -> 3, 2 layers, dropout 0.5, time first): 99 parameters
                  dropout: Dropout(0.5)
                  layer0: Level(2 -> 3): 45 parameters
                    forward: GruCell(2 -> 3, reset before, no bias): 45 parameters
                  layer1: Level(3 -> 3): 54 parameters
                    forward: GruCell(3 -> 3, reset before, no bias): 54 parameters""", gru.toString());
        assertEquals(
                "RnnCell(2 -> 3, relu): 21 parameters",
                Rnn.builder(2, 3).relu().buildCell(RNG).toString());
        assertEquals(
                "LstmCell(2 -> 3, 4 projected): 124 parameters",
                Lstm.builder(2, 4).projSize(3).buildCell(RNG).toString());
    }

    @Test
    void sizesAndOptionsOutOfRange() {
        refused("lstm: sizes must be positive, got 0 -> 3", () -> Lstm.of(0, 3, RNG));
        refused("gru: sizes must be positive, got 2 -> -1", () -> GruCell.of(2, -1, RNG));
        refused(
                "rnn: numLayers must be at least 1, got 0",
                () -> Rnn.builder(2, 3).numLayers(0));
        refused(
                "rnn: dropout must be in [0, 1], got 1.5",
                () -> Rnn.builder(2, 3).dropout(1.5));
        refused(
                "rnn: dropout must be in [0, 1], got NaN",
                () -> Rnn.builder(2, 3).dropout(Double.NaN));
        refused(
                "lstm: the projection must be at least 1 and below hidden 3, got 3",
                () -> Lstm.builder(2, 3).projSize(3));
        refused(
                "lstm: the forget bias must be finite, got NaN",
                () -> Lstm.builder(2, 3).forgetBias(Double.NaN));
    }

    @Test
    void optionsThatWouldHaveNoEffect() {
        refused(
                "rnn: dropout acts between layers, so it needs at least 2 layers, got 1",
                () -> Rnn.builder(2, 3).dropout(0.5).build(RNG));
        refused(
                "lstm: a forget bias needs biases, but there are none",
                () -> Lstm.builder(2, 3).bias(false).forgetBias(1).build(RNG));
        refused(
                "lstm: a forget bias needs biases, but there are none",
                () -> Lstm.builder(2, 3).forgetBias(1).bias(false).buildCell(RNG));
        String layerOnly = "gru cell: layers, directions, dropout and layout are options of a layer, not of a cell";
        refused(layerOnly, () -> Gru.builder(2, 3).numLayers(2).buildCell(RNG));
        refused(layerOnly, () -> Gru.builder(2, 3).bidirectional(true).buildCell(RNG));
        refused(layerOnly, () -> Gru.builder(2, 3).batchFirst(false).buildCell(RNG));
        refused(layerOnly, () -> Gru.builder(2, 3).dropout(0.1).buildCell(RNG));
    }

    @Test
    void nulls() {
        assertEquals(
                "rnn: rng is null",
                assertThrows(NullPointerException.class, () -> Rnn.of(2, 3, null))
                        .getMessage());
        assertEquals(
                "rnn: initializer of the biases is null",
                assertThrows(NullPointerException.class, () -> Rnn.builder(2, 3).biases(null))
                        .getMessage());
    }

    // ---- cells

    @Test
    void cellsTakeAnyNumberOfLeadingAxes() {
        LstmCell cell = Lstm.builder(2, 4).projSize(3).buildCell(RNG);
        State alone = cell.apply(Tensor.of(0.1, 0.2));
        assertEquals(Shape.of(3), alone.hidden().shape());
        assertEquals(Shape.of(4), alone.cell().shape());
        assertEquals(
                Shape.of(3), cell.apply(Tensor.of(0.1, 0.2), alone).hidden().shape());
        assertEquals(
                Shape.of(0, 3),
                cell.apply(Tensor.zeros(Shape.of(0, 2))).hidden().shape());
        assertEquals(
                Shape.of(5, 6, 3),
                cell.apply(Tensor.zeros(Shape.of(5, 6, 2))).hidden().shape());
        assertEquals(Shape.of(5, 4), cell.zeroState(5).cell().shape());
    }

    @Test
    void whatCellsRefuse() {
        LstmCell cell = LstmCell.of(2, 3, RNG);
        Tensor x = Tensor.zeros(Shape.of(4, 2));
        Tensor h = Tensor.zeros(Shape.of(4, 3));
        refused("lstmCell: expected last dimension 2, got (4, 3)", () -> cell.apply(h));
        refused(
                "lstmCell: expected hidden state (4, 3), got (3)",
                () -> cell.apply(x, new State(Tensor.zeros(Shape.of(3)), h)));
        refused("lstmCell: expected cell state (4, 3), got (4, 2)", () -> cell.apply(x, new State(h, x)));
        refused("lstmCell: the state of an LSTM needs a cell state, got none", () -> cell.apply(x, new State(h)));
        refused(
                "rnnCell: only an LSTM has a cell state, got one",
                () -> RnnCell.of(2, 3, RNG).apply(x, new State(h, h)));
        assertEquals(
                "lstmCell: state is null",
                assertThrows(NullPointerException.class, () -> cell.apply(x, null))
                        .getMessage());
    }
}
