package org.autodiff.nn.graph;

import java.util.Objects;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.PyTorchLayout;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;

/**
 * Graph convolution: {@code y = D^-1/2 (A + I) D^-1/2 x W + b}, where A[t, s] is the sum of the weights of the edges
 * from s to t (1 each if no weights are given), I adds a loop of weight 1 to every node without one, and D has the row
 * sums of {@code A + I} on its diagonal: the weight that arrives at each node. Kipf and Welling, Semi-supervised
 * classification with graph convolutional networks, ICLR 2017, equation 2, for directed graphs as PyTorch Geometric's
 * {@code GCNConv} has it.
 *
 * <p>A node at which no edge ends, not even a loop, has the value b. Where a sum of weights is negative, its root is
 * NaN.
 *
 * <p>Parameters {@code weight} of shape {@code (in, out)}, by {@link Initializer#xavierUniform}, and {@code bias} of
 * shape {@code (out)}, which starts at 0.
 */
public final class Gcn extends GraphModel {
    private final int in;
    private final int out;
    private final boolean selfLoops;
    private final boolean normalize;
    private final Parameter weight;
    private final Parameter bias; // null: none

    private Gcn(Builder options, Rng rng) {
        in = options.in;
        out = options.out;
        selfLoops = options.selfLoops;
        normalize = options.normalize;
        Fan fan = new Fan(in, out);
        weight = parameter("weight", Shape.of(in, out), fan, options.weights, rng);
        bias = options.bias ? parameter("bias", Shape.of(out), fan, Initializer.zeros(), rng) : null;
    }

    /**
     * A layer from {@code in} features to {@code out}, with loops, normalisation and bias.
     *
     * @throws IllegalArgumentException if a size is not positive
     */
    public static Gcn of(int in, int out, Rng rng) {
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

    /** Options of a {@link Gcn}. */
    public static final class Builder {
        private final int in;
        private final int out;
        private boolean selfLoops = true;
        private boolean normalize = true;
        private boolean bias = true;
        private Initializer weights = Initializer.xavierUniform();

        private Builder(int in, int out) {
            if (in < 1 || out < 1) {
                throw new IllegalArgumentException("gcn: sizes must be positive, got " + in + " -> " + out);
            }
            this.in = in;
            this.out = out;
        }

        /** Whether nodes without a loop get one; true by default. */
        public Builder selfLoops(boolean added) {
            selfLoops = added;
            return this;
        }

        /** Whether to divide by the roots of the degrees; true by default. */
        public Builder normalize(boolean divided) {
            normalize = divided;
            return this;
        }

        /** Whether there is a bias; true by default. */
        public Builder bias(boolean biased) {
            bias = biased;
            return this;
        }

        /** The initialiser of the weight; {@link Initializer#xavierUniform} by default. */
        public Builder weights(Initializer initializer) {
            weights = Objects.requireNonNull(initializer, "gcn: initializer of the weights is null");
            return this;
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from
         */
        public Gcn build(Rng rng) {
            return new Gcn(this, rng);
        }
    }

    /** Edges of weight 1. */
    @Override
    public Tensor apply(Tensor x, Graph graph) {
        Objects.requireNonNull(graph, () -> label() + ": graph is null");
        return apply(x, graph, Tensor.ones(Shape.of(graph.edges())));
    }

    /**
     * Edges with weights.
     *
     * @param x of shape {@code (nodes, in)}
     * @param weights of shape {@code (edges)}
     * @return of shape {@code (nodes, out)}
     * @throws IllegalArgumentException if a shape does not suit the layer or the graph
     */
    public Tensor apply(Tensor x, Graph graph, Tensor weights) {
        requireNodes(x, graph, in);
        Objects.requireNonNull(weights, () -> label() + ": weights are null");
        require(weights.shape().equals(Shape.of(graph.edges())), "weights (" + graph.edges() + ")", weights.shape());
        Graph complete = selfLoops ? graph.addMissingSelfLoops() : graph;
        Tensor loops = Tensor.ones(Shape.of(complete.edges() - graph.edges()));
        Tensor all = Tensor.concat(0, weights, loops);
        Tensor h = x.matmul(weight);
        Tensor y;
        if (normalize) {
            // multiplied with the rows of nodes, of which there are fewer than rows of edges
            Tensor degree = complete.incoming().sum(all);
            Tensor root = Tensor.where(degree.equalTo(0), Tensor.of(0), degree.rsqrt())
                    .unsqueeze(1);
            y = propagate(h.mul(root), complete, all).mul(root);
        } else {
            y = propagate(h, complete, all);
        }
        return traced(bias == null ? y : y.add(bias));
    }

    private static Tensor propagate(Tensor h, Graph graph, Tensor weights) {
        return graph.incoming().sum(h.gatherRows(graph.sources()).mul(weights.unsqueeze(1)));
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        layout.transposed("lin.weight", "weight").same("bias", "bias");
    }

    @Override
    protected String describe() {
        return "Gcn(" + in + " -> " + out + ")";
    }
}
