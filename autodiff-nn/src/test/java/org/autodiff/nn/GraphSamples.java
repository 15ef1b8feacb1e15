package org.autodiff.nn;

import java.util.List;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.graph.Aggregation;
import org.autodiff.nn.graph.Gat;
import org.autodiff.nn.graph.Gcn;
import org.autodiff.nn.graph.Graph;
import org.autodiff.nn.graph.GraphModel;
import org.autodiff.nn.graph.GraphSage;
import org.autodiff.nn.graph.MessagePassing;

/** Layers on random graphs, with duplicate edges, loops and nodes without edges. */
final class GraphSamples {
    private GraphSamples() {}

    static List<ModelSample> all() {
        return List.of(
                new ModelSample("gcn", rng -> on(Gcn.of(3, 2, rng), rng)),
                new ModelSample("gcn with weights", rng -> {
                    Gcn gcn = Gcn.builder(3, 2).selfLoops(rng.nextBoolean()).build(rng);
                    Graph graph = graph(rng);
                    Tensor weights = Tensor.of(rng.uniform(Shape.of(graph.edges()), 0.5, 2));
                    return new ModelSample.Case(
                            gcn, xs -> gcn.apply(xs[0], graph, xs[1]), List.of(features(graph, rng), weights));
                }),
                new ModelSample(
                        "gcn as a sum",
                        rng -> on(Gcn.builder(3, 2).normalize(false).bias(false).build(rng), rng)),
                // a slope of 1 has no kink; the kink is tested in core, and by the reference arrays
                new ModelSample(
                        "gat",
                        rng -> on(
                                Gat.builder(3, 2, 2)
                                        .negativeSlope(1)
                                        .selfLoops(rng.nextBoolean())
                                        .build(rng),
                                rng)),
                new ModelSample(
                        "gat with the mean of its heads",
                        rng -> on(
                                Gat.builder(3, 2, 2)
                                        .negativeSlope(1)
                                        .concat(false)
                                        .bias(false)
                                        .build(rng),
                                rng)),
                new ModelSample("messages", rng -> {
                    MessagePassing model = MessagePassing.of(
                            Sequential.of(Linear.of(8, 4, rng), Activation.tanh()),
                            rng.nextBoolean() ? Aggregation.SUM : Aggregation.MEAN,
                            Linear.of(7, 2, rng));
                    Graph graph = graph(rng);
                    Tensor edges = Tensor.of(rng.normal(Shape.of(graph.edges(), 2), 0, 1));
                    return new ModelSample.Case(
                            model, xs -> model.apply(xs[0], graph, xs[1]), List.of(features(graph, rng), edges));
                }),
                new ModelSample("sage", rng -> on(GraphSage.of(3, 2, rng), rng)),
                new ModelSample(
                        "sage with the maximum",
                        rng -> on(
                                GraphSage.builder(3, 2)
                                        .aggregation(Aggregation.MAX)
                                        .build(rng),
                                rng)));
    }

    private static Graph graph(Rng rng) {
        int nodes = 1 + rng.nextInt(4);
        int edges = 1 + rng.nextInt(6);
        return Graph.of(
                nodes,
                rng.ints(edges, 0, nodes).toArray(),
                rng.ints(edges, 0, nodes).toArray());
    }

    /** The values of each feature are well apart, in random order, so that no maximum is near a tie. */
    private static Tensor features(Graph graph, Rng rng) {
        int n = graph.nodes();
        Tensor[] columns = new Tensor[3];
        for (int i = 0; i < columns.length; i++) {
            Tensor order = Tensor.arange(n).gatherRows(Index.of(rng.permutation(n)));
            columns[i] = order.sub(n / 2.0).add(Tensor.of(rng.uniform(Shape.of(n), 0, 0.5)));
        }
        return Tensor.stack(1, columns);
    }

    private static ModelSample.Case on(GraphModel model, Rng rng) {
        Graph graph = graph(rng);
        return new ModelSample.Case(model, xs -> model.apply(xs[0], graph), List.of(features(graph, rng)));
    }
}
