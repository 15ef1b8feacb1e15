package org.autodiff.nn.graph;

import java.util.Locale;
import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.Linear;
import org.autodiff.nn.PyTorchLayout;

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

    private GraphSage(Builder options, Rng rng) {
        in = options.in;
        out = options.out;
        aggregation = options.aggregation;
        neighbours =
                child("neighbours", Linear.builder(in, out).bias(options.bias).build(rng));
        self = child("self", Linear.builder(in, out).bias(false).build(rng));
    }

    /**
     * A layer that takes the mean of the neighbours.
     *
     * @throws IllegalArgumentException if a size is not positive
     */
    public static GraphSage of(int in, int out, Rng rng) {
        return builder(in, out).build(rng);
    }

    /**
     * For all other options.
     *
     * @param in features of a node in the argument
     * @param out features of a node in the value
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Builder builder(int in, int out) {
        return new Builder(in, out);
    }

    /** Options of a {@link GraphSage}. */
    public static final class Builder {
        private final int in;
        private final int out;
        private Aggregation aggregation = Aggregation.MEAN;
        private boolean bias = true;

        private Builder(int in, int out) {
            if (in < 1 || out < 1) {
                throw new IllegalArgumentException("graphSage: sizes must be positive, got " + in + " -> " + out);
            }
            this.in = in;
            this.out = out;
        }

        /** How the features of the neighbours become one; {@link Aggregation#MEAN} by default. */
        public Builder aggregation(Aggregation chosen) {
            aggregation = Objects.requireNonNull(chosen, "graphSage: aggregation is null");
            return this;
        }

        /** Whether there is a bias; true by default. */
        public Builder bias(boolean biased) {
            bias = biased;
            return this;
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from
         */
        public GraphSage build(Rng rng) {
            return new GraphSage(this, rng);
        }
    }

    @Override
    public Tensor apply(Tensor x, Graph graph) {
        requireNodes(x, graph, in);
        Tensor received = aggregation.of(x.gatherRows(graph.sources()), graph.incoming());
        return traced(neighbours.apply(received).add(self.apply(x)));
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        layout.child("lin_l", "neighbours").child("lin_r", "self");
    }

    @Override
    protected String describe() {
        return "GraphSage(" + in + " -> " + out + ", " + aggregation.name().toLowerCase(Locale.ROOT) + ")";
    }
}
