package org.autodiff.nn.recurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.nn.Model;
import org.autodiff.nn.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs, last states and all gradients against PyTorch; see {@code recurrent.py}. */
class RecurrentReferenceTest {
    private static final double TOLERANCE = 1e-13;
    private static final int IN = 2;
    private static final int HIDDEN = 3;
    private static final Map<String, Reference> FILES = Stream.of("rnn", "lstm", "gru", "cells")
            .collect(Collectors.toMap(name -> name, name -> Reference.load("recurrent-" + name)));

    /** One case of a file: a model with the parameters of PyTorch's, and the inputs. */
    private record Case(Reference reference, String name, Model model) {
        Case {
            assertEquals(
                    cut(reference, name + "/parameter/"),
                    new TreeSet<>(model.namedParameters().keySet()));
            model.namedParameters().forEach((path, p) -> p.assign(reference.array(name + "/parameter/" + path)));
        }

        private static TreeSet<String> cut(Reference reference, String prefix) {
            return reference.names().stream()
                    .filter(n -> n.startsWith(prefix) && !n.endsWith("/gradient"))
                    .map(n -> n.substring(prefix.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        boolean has(String part) {
            return reference.names().contains(name + "/" + part);
        }

        Tensor variable(String part) {
            return Tensor.variable(reference.array(name + "/" + part));
        }

        /** The given initial state; null if there is none. */
        State state() {
            return has("hidden") ? new State(variable("hidden"), has("cell") ? variable("cell") : null) : null;
        }

        Index lengths() {
            return has("lengths") ? Index.of(reference.array(name + "/lengths")) : null;
        }

        /** Compares the values, and the gradients of their weighted sum. */
        void check(Tensor x, State initial, Tensor outputs, State last) {
            Tensor loss = Tensor.of(0);
            if (outputs != null) {
                loss = loss.add(compared("outputs", outputs));
            }
            loss = loss.add(compared("hiddenLast", last.hidden()));
            loss = last.cell() == null ? loss : loss.add(compared("cellLast", last.cell()));
            Gradients gradients = loss.backward();
            reference.assertMatches(name + "/x/gradient", gradients.of(x), TOLERANCE);
            if (initial != null) {
                reference.assertMatches(name + "/hidden/gradient", gradients.of(initial.hidden()), TOLERANCE);
            }
            if (initial != null && initial.cell() != null) {
                reference.assertMatches(name + "/cell/gradient", gradients.of(initial.cell()), TOLERANCE);
            }
            for (Map.Entry<String, Parameter> p : model.namedParameters().entrySet()) {
                String key = name + "/parameter/" + p.getKey() + "/gradient";
                reference.assertMatches(key, gradients.of(p.getValue()), TOLERANCE);
            }
        }

        private Tensor compared(String part, Tensor value) {
            reference.assertMatches(name + "/" + part, value, TOLERANCE);
            return value.mul(reference.tensor(name + "/" + part + "/weights")).sum();
        }
    }

    private static Recurrent layer(String name) {
        String kind = name.substring(0, name.indexOf('/'));
        return switch (kind) {
            case "rnn" -> options(Rnn.builder(IN, HIDDEN), name).build(Rng.of(1));
            case "rnnRelu" -> options(Rnn.builder(IN, HIDDEN).relu(), name).build(Rng.of(1));
            case "lstm" -> options(Lstm.builder(IN, HIDDEN), name).build(Rng.of(1));
            case "gru" -> options(Gru.builder(IN, HIDDEN), name).build(Rng.of(1));
            case "gruBefore" ->
                options(Gru.builder(IN, HIDDEN).resetBefore(true), name).build(Rng.of(1));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static <B extends RecurrentBuilder<B>> B options(B builder, String name) {
        return switch (name.substring(name.indexOf('/') + 1)) {
            case "noBias" -> builder.bias(false);
            case "timeFirst" -> builder.batchFirst(false);
            case "single", "all" -> builder.numLayers(2).bidirectional(true);
            case "stacked" -> builder.numLayers(2);
            case "bidirectional", "lengthsZeros" -> builder.bidirectional(true);
            case "projection" -> {
                ((Lstm.Builder) (Object) builder).projSize(2);
                yield builder.numLayers(2).bidirectional(true);
            }
            case "plain", "zeros", "lengths" -> builder;
            default -> throw new IllegalArgumentException(name);
        };
    }

    static List<String> layers() {
        return Stream.of("rnn", "lstm", "gru")
                .flatMap(file -> FILES.get(file).names().stream()
                        .filter(n -> n.endsWith("/x"))
                        .map(n -> file + ":" + n.substring(0, n.length() - 2)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void layersAreThoseOfPyTorch(String key) {
        String[] words = key.split(":");
        Recurrent layer = layer(words[1]);
        Case c = new Case(FILES.get(words[0]), words[1], layer);
        Tensor x = c.variable("x");
        State initial = c.state();
        Index lengths = c.lengths();
        Sequence made;
        if (initial == null) {
            made = lengths == null ? layer.unroll(x) : layer.unroll(x, lengths);
        } else {
            made = lengths == null ? layer.unroll(x, initial) : layer.unroll(x, initial, lengths);
        }
        c.check(x, initial, made.outputs(), made.last());
    }

    @Test
    void noCaseIsLost() {
        assertEquals(44, layers().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn", "rnnRelu", "rnnNoBias", "lstm", "lstmNoBias", "gru", "gruNoBias"})
    void cellsAreThoseOfPyTorch(String name) {
        Map<String, Function<Rng, Cell>> makers = Map.of(
                "rnn", rng -> RnnCell.of(IN, HIDDEN, rng),
                "rnnRelu", Rnn.builder(IN, HIDDEN).relu()::buildCell,
                "rnnNoBias", Rnn.builder(IN, HIDDEN).bias(false)::buildCell,
                "lstm", rng -> LstmCell.of(IN, HIDDEN, rng),
                "lstmNoBias", Lstm.builder(IN, HIDDEN).bias(false)::buildCell,
                "gru", rng -> GruCell.of(IN, HIDDEN, rng),
                "gruNoBias", Gru.builder(IN, HIDDEN).bias(false)::buildCell);
        Cell cell = makers.get(name).apply(Rng.of(1));
        Case c = new Case(FILES.get("cells"), "cell/" + name, cell);
        Tensor x = c.variable("x");
        State initial = c.state();
        c.check(x, initial, null, cell.apply(x, initial));
    }
}
