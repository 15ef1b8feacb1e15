package org.autodiff.nn.graph;

import java.util.Locale;
import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Linear;
import org.autodiff.nn.init.Initializer;

/**
 * A node's own features and those of its neighbours through a linear map each: {@code y_t = x_t W_self + (aggregate
 * over edges s -> t of x_s) W_neighbours + b}. Hamilton, Ying and Leskovec, Inductive representation learning on large
 * graphs, NeurIPS 2017, algorithm 1, without activation and without division by the norm; PyTorch Geometric's
 * {@code SAGEConv}. A node at which no edge ends has 0 for its neighbours.
 *
 * <p>Children {@code neighbours}, which has the bias, and {@code self}, each a {@link Linear}.
 */
public final class GraphSage extends GraphModel {
    private final int in;
    private final int out;
    private final Aggregation aggregation;
    private final Linear neighbours;
    private final Linear self;

    private GraphSage(int in, int out, Aggregation aggregation, Rng rng) {
        this.in = in;
        this.out = out;
        this.aggregation = Objects.requireNonNull(aggregation, "graphSage: aggregation is null");
        neighbours = child("neighbours", Linear.of(in, out, rng));
        self = child("self", Linear.withoutBias(in, out, Initializer.xavierUniform(), rng));
    }

    /** A layer that takes the mean of the neighbours. */
    public static GraphSage of(int in, int out, Rng rng) {
        return of(in, out, Aggregation.MEAN, rng);
    }

    /**
     * A layer with a chosen aggregation of the neighbours.
     *
     * @throws IllegalArgumentException if a size is not positive
     */
    public static GraphSage of(int in, int out, Aggregation aggregation, Rng rng) {
        return new GraphSage(in, out, aggregation, rng);
    }

    @Override
    public Tensor apply(Tensor x, Graph graph) {
        requireNodes(x, graph, in);
        Tensor received = aggregation.of(x.gatherRows(graph.sources()), graph.incoming());
        return traced(neighbours.apply(received).add(self.apply(x)));
    }

    @Override
    protected String describe() {
        return "GraphSage(" + in + " -> " + out + ", " + aggregation.name().toLowerCase(Locale.ROOT) + ")";
    }
}
