package org.autodiff.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.recurrent.Cell;
import org.autodiff.nn.recurrent.Gru;
import org.autodiff.nn.recurrent.GruCell;
import org.autodiff.nn.recurrent.Lstm;
import org.autodiff.nn.recurrent.LstmCell;
import org.autodiff.nn.recurrent.Recurrent;
import org.autodiff.nn.recurrent.RecurrentBuilder;
import org.autodiff.nn.recurrent.Rnn;
import org.autodiff.nn.recurrent.RnnCell;
import org.autodiff.nn.recurrent.Sequence;
import org.autodiff.nn.recurrent.State;

/** Recurrent layers with random options, sizes and lengths, checked in all their results; and their cells. */
final class RecurrentSamples {
    private RecurrentSamples() {}

    static List<ModelSample> all() {
        return List.of(
                layer("rnn", rng -> options(Rnn.builder(in(rng), 2), rng).build(rng)),
                layer("rnn with relu", RecurrentSamples::positive),
                layer("lstm", rng -> options(Lstm.builder(in(rng), 2), rng).build(rng)),
                layer(
                        "lstm with projection",
                        rng -> options(Lstm.builder(in(rng), 3).projSize(2), rng)
                                .build(rng)),
                layer("gru", rng -> options(Gru.builder(in(rng), 2), rng).build(rng)),
                layer(
                        "gru that resets before",
                        rng -> options(Gru.builder(in(rng), 2).resetBefore(true), rng)
                                .build(rng)),
                cell("rnn cell", rng -> RnnCell.of(2, 3, rng)),
                cell("lstm cell", rng -> LstmCell.of(2, 3, rng)),
                cell("gru cell", rng -> GruCell.of(2, 3, rng)),
                cell(
                        "gru cell that resets before",
                        rng -> Gru.builder(2, 3).resetBefore(true).bias(false).buildCell(rng)),
                level());
    }

    private interface Maker<M> {
        M make(Rng rng);
    }

    private static int in(Rng rng) {
        return 1 + rng.nextInt(2);
    }

    /** Random options that all kinds have; half of the time there is one layer. */
    private static <B extends RecurrentBuilder<B>> B options(B builder, Rng rng) {
        builder.numLayers(1 + rng.nextInt(2));
        if (rng.nextBoolean()) {
            builder.bidirectional(true);
        }
        if (rng.nextInt(4) == 0) {
            builder.bias(false);
        }
        return builder;
    }

    /** All weights and inputs are positive, so that no sum is near the kink of relu. */
    private static Recurrent positive(Rng rng) {
        Initializer positive = Initializer.uniform(0.1, 0.6);
        return options(Rnn.builder(in(rng), 2).relu(), rng)
                .inputWeights(positive)
                .hiddenWeights(positive)
                .biases(positive)
                .build(rng);
    }

    private static ModelSample layer(String name, Maker<Recurrent> maker) {
        return new ModelSample(name, rng -> sequences(maker.make(rng), rng));
    }

    /** A layer, random sequences and lengths or none, and a random initial state. */
    private static ModelSample.Case sequences(Recurrent layer, Rng rng) {
        int n = 1 + rng.nextInt(3);
        int steps = 1 + rng.nextInt(4);
        int in = layer.namedParameters()
                .get("layer0.forward.inputWeight")
                .shape()
                .dim(0);
        int[] lengths = rng.ints(n, 1, steps + 1).toArray();
        boolean full = rng.nextBoolean();
        State zeros = layer.zeroState(n);
        return new ModelSample.Case(
                layer,
                xs -> {
                    State state = new State(xs[1], xs.length == 2 ? null : xs[2]);
                    Sequence s = full ? layer.unroll(xs[0], state) : layer.unroll(xs[0], state, Index.of(lengths));
                    return joined(s.outputs(), s.last());
                },
                inputs(Tensor.of(rng.uniform(Shape.of(n, steps, in), 0.2, 1)), zeros, rng));
    }

    private static ModelSample cell(String name, Maker<Cell> maker) {
        return new ModelSample(name, rng -> {
            Cell cell = maker.make(rng);
            int n = 1 + rng.nextInt(3);
            return new ModelSample.Case(
                    cell,
                    xs -> {
                        State state = new State(xs[1], xs.length == 2 ? null : xs[2]);
                        State second = cell.apply(xs[0], cell.apply(xs[0].neg(), state));
                        return joined(second.hidden(), second);
                    },
                    inputs(Tensor.of(rng.normal(Shape.of(n, 2), 0, 1)), cell.zeroState(n), rng));
        });
    }

    /** The parts inside a layer: only their parameters are checked. */
    private static ModelSample level() {
        return new ModelSample("one layer of a stack", rng -> {
            Lstm lstm = Lstm.builder(2, 2).numLayers(2).bidirectional(true).build(rng);
            Map<String, Model> levels = lstm.children();
            Tensor x = Tensor.of(rng.normal(Shape.of(2, 3, 2), 0, 1));
            return new ModelSample.Case(levels.get("layer1"), xs -> lstm.apply(xs[0]), List.of(x));
        });
    }

    private static List<Tensor> inputs(Tensor x, State zeros, Rng rng) {
        List<Tensor> inputs = new ArrayList<>(List.of(x));
        inputs.add(Tensor.of(rng.uniform(zeros.hidden().shape(), 0.2, 1)));
        if (zeros.cell() != null) {
            inputs.add(Tensor.of(rng.uniform(zeros.cell().shape(), 0.2, 1)));
        }
        return inputs;
    }

    private static Tensor joined(Tensor outputs, State last) {
        Tensor all = Tensor.concat(0, outputs.flatten(), last.hidden().flatten());
        return last.cell() == null ? all : Tensor.concat(0, all, last.cell().flatten());
    }
}
