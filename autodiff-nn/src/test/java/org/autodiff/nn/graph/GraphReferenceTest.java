package org.autodiff.nn.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Set;
import org.autodiff.Rng;
import org.autodiff.ndarray.Index;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Reference;
import org.autodiff.nn.ReferenceCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Layers on graphs against dense formulas in PyTorch: src/test/python/graph.py. */
class GraphReferenceTest {
    private static final Reference FILE = Reference.load("graph");
    private static final Graph GRAPH = Graph.of(5, index("sources"), index("targets"));

    private final Rng rng = Rng.of(1);

    private static int[] index(String name) {
        return Index.of(FILE.array(name)).toArray();
    }

    private final ReferenceCases cases = new ReferenceCases(FILE);

    private void checkWeighted(String name, Gcn gcn) {
        cases.of(name).check(gcn, x -> gcn.apply(x[0], GRAPH, x[1]), "x", "weights");
    }

    private void check(String name, GraphModel model) {
        cases.of(name).check(model, x -> model.apply(x[0], GRAPH), "x");
    }

    @Test
    void gcn() {
        check("gcn", Gcn.of(3, 2, rng));
        check("gcn-no-bias", Gcn.builder(3, 2).bias(false).build(rng));
        checkWeighted("gcn-weights", Gcn.of(3, 2, rng));
        checkWeighted("gcn-no-loops", Gcn.builder(3, 2).selfLoops(false).build(rng));
        checkWeighted("gcn-plain", Gcn.builder(3, 2).normalize(false).build(rng));
    }

    @Test
    void gat() {
        check("gat", Gat.of(3, 2, 1, rng));
        check("gat-heads", Gat.of(3, 2, 3, rng));
        check("gat-mean", Gat.builder(3, 2, 3).concat(false).build(rng));
        check("gat-no-loops", Gat.builder(3, 2, 2).selfLoops(false).build(rng));
        check("gat-slope", Gat.builder(3, 2, 2).negativeSlope(0.5).build(rng));
        check("gat-no-bias", Gat.builder(3, 2, 2).bias(false).build(rng));
    }

    private static String name(String prefix, Aggregation aggregation) {
        return prefix + "-" + aggregation.name().toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @EnumSource
    void aggregations(Aggregation aggregation) {
        cases.of(name("segment", aggregation)).check(x -> aggregation.of(x[0], GRAPH.incoming()), "rows");
        MessagePassing messages = MessagePassing.of(Linear.of(8, 4, rng), aggregation, Linear.of(7, 2, rng));
        cases.of(name("message", aggregation)).check(messages, x -> messages.apply(x[0], GRAPH, x[1]), "x", "edges");
        check(
                name("sage", aggregation),
                GraphSage.builder(3, 2).aggregation(aggregation).build(rng));
    }

    @Test
    void segments() {
        cases.of("segment-ties").check(x -> GRAPH.incoming().max(x[0]), "rows");
        cases.of("segment-softmax").check(x -> GRAPH.incoming().softmax(x[0]), "rows");
        cases.of("segment-softmax-large").check(x -> GRAPH.incoming().softmax(x[0]), "rows");
    }

    @Test
    void nothingIsLeftOut() {
        gcn();
        gat();
        segments();
        for (Aggregation aggregation : Aggregation.values()) {
            aggregations(aggregation);
        }
        assertEquals(Set.of(), cases.left());
    }
}
