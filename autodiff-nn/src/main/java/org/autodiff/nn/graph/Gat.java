package org.autodiff.nn.graph;

import java.util.Objects;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Dropout;
import org.autodiff.nn.PyTorchLayout;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.internal.Check;

/**
 * Graph attention: every node takes a weighted mean of the projected features h = x W of its neighbours: the nodes that
 * have an edge to it. The edge from s to t has the score {@code leakyRelu(a_source' h_s + a_target' h_t)}, and the
 * weights are the softmax of the scores of all edges that end at t. Several heads work in parallel; their results are
 * concatenated or averaged. Velickovic et al., Graph attention networks, ICLR 2018, equations 1 to 6; PyTorch
 * Geometric's {@code GATConv}.
 *
 * <p>A node without a loop gets one, unless the options say otherwise; then a node at which no edge ends has the value
 * b. An edge that is listed twice has two terms in the softmax.
 *
 * <p>Parameters {@code weight} of shape {@code (in, heads * out)}, {@code attentionSource} and {@code attentionTarget}
 * of shape {@code (heads, out)}, by {@link Initializer#xavierUniform}, and {@code bias}, which starts at 0. Child
 * {@code dropout}, if there is any.
 */
public final class Gat extends GraphModel {
    private final int in;
    private final int out;
    private final int heads;
    private final boolean concat;
    private final double negativeSlope;
    private final boolean selfLoops;
    private final Parameter weight;
    private final Parameter attentionSource;
    private final Parameter attentionTarget;
    private final Parameter bias; // null: none
    private final Dropout dropout; // null: none

    private Gat(Builder options, Rng rng) {
        in = options.in;
        out = options.out;
        heads = options.heads;
        concat = options.concat;
        negativeSlope = options.negativeSlope;
        selfLoops = options.selfLoops;
        weight = parameter("weight", Shape.of(in, heads * out), new Fan(in, heads * out), options.weights, rng);
        Fan score = new Fan(out, 1); // a head's features make one score
        attentionSource = parameter("attentionSource", Shape.of(heads, out), score, options.weights, rng);
        attentionTarget = parameter("attentionTarget", Shape.of(heads, out), score, options.weights, rng);
        Fan fan = new Fan(in, width());
        bias = options.bias ? parameter("bias", Shape.of(width()), fan, Initializer.zeros(), rng) : null;
        dropout = options.dropout > 0 ? child("dropout", Dropout.of(options.dropout, rng.split())) : null;
    }

    /** How many features a node has after the layer. */
    private int width() {
        return concat ? heads * out : out;
    }

    /**
     * A layer from {@code in} features to {@code heads * out}.
     *
     * @throws IllegalArgumentException if a number is not positive
     */
    public static Gat of(int in, int out, int heads, Rng rng) {
        return builder(in, out, heads).build(rng);
    }

    /**
     * For all other options.
     *
     * @param in features of a node in the argument
     * @param out features of a node in the value, for each head
     * @param heads their number
     * @throws IllegalArgumentException if a number is not positive
     */
    public static Builder builder(int in, int out, int heads) {
        return new Builder(in, out, heads);
    }

    /** Options of a {@link Gat}, under PyTorch Geometric's names. */
    public static final class Builder {
        private final int in;
        private final int out;
        private final int heads;
        private boolean concat = true;
        private double negativeSlope = 0.2;
        private double dropout;
        private boolean selfLoops = true;
        private boolean bias = true;
        private Initializer weights = Initializer.xavierUniform();

        private Builder(int in, int out, int heads) {
            if (in < 1 || out < 1) {
                throw new IllegalArgumentException("gat: sizes must be positive, got " + in + " -> " + out);
            }
            if (heads < 1) {
                throw new IllegalArgumentException("gat: heads must be positive, got " + heads);
            }
            this.in = in;
            this.out = out;
            this.heads = heads;
        }

        /**
         * Whether the heads' results are concatenated, to {@code heads * out} features, and not averaged; true by
         * default.
         */
        public Builder concat(boolean concatenated) {
            concat = concatenated;
            return this;
        }

        /**
         * The slope of the leaky relu below 0; 0.2 by default.
         *
         * @throws IllegalArgumentException if it is not finite
         */
        public Builder negativeSlope(double slope) {
            Check.finite("gat: slope", slope);
            negativeSlope = slope;
            return this;
        }

        /**
         * The probability by which each weight of an edge is dropped in training; 0 by default.
         *
         * @throws IllegalArgumentException if it is not in [0, 1]
         */
        public Builder dropout(double probability) {
            Check.probability("gat: dropout", probability);
            dropout = probability;
            return this;
        }

        /** Whether nodes without a loop get one; true by default. */
        public Builder selfLoops(boolean added) {
            selfLoops = added;
            return this;
        }

        /** Whether there is a bias; true by default. */
        public Builder bias(boolean biased) {
            bias = biased;
            return this;
        }

        /** The initialiser of all weights; {@link Initializer#xavierUniform} by default. */
        public Builder weights(Initializer initializer) {
            weights = Objects.requireNonNull(initializer, "gat: initializer of the weights is null");
            return this;
        }

        /**
         * The layer.
         *
         * @param rng where the weights come from; the generator of dropout is split off it
         */
        public Gat build(Rng rng) {
            return new Gat(this, rng);
        }
    }

    /**
     * New features, and the weights of the edges that they were computed with.
     *
     * @param value of shape {@code (nodes, out)}, or {@code (nodes, heads * out)}
     * @param graph with the added loops after its edges
     * @param weights of its edges, after dropout, of shape {@code (edges, heads)}
     */
    public record Attended(Tensor value, Graph graph, Tensor weights) {}

    @Override
    public Tensor apply(Tensor x, Graph graph) {
        return attend(x, graph).value;
    }

    /**
     * As {@link #apply}, with the weights of the edges.
     *
     * @param x of shape {@code (nodes, in)}
     * @throws IllegalArgumentException if the shape of {@code x} does not suit the layer or the graph
     */
    public Attended attend(Tensor x, Graph graph) {
        requireNodes(x, graph, in);
        Graph complete = selfLoops ? graph.addMissingSelfLoops() : graph;
        Segments incoming = complete.incoming();
        Tensor h = x.matmul(weight).reshape(Shape.of(graph.nodes(), heads, out));
        // a_source' h_s + a_target' h_t: each term is computed once for each node, then gathered for the edges
        Tensor fromSource = h.mul(attentionSource).sum(-1).gatherRows(complete.sources());
        Tensor fromTarget = incoming.spread(h.mul(attentionTarget).sum(-1));
        Tensor weights = incoming.softmax(fromSource.add(fromTarget).leakyRelu(negativeSlope));
        if (dropout != null) {
            weights = dropout.apply(weights);
        }
        Tensor messages = h.gatherRows(complete.sources()).mul(weights.unsqueeze(-1));
        Tensor ofHeads = incoming.sum(messages);
        Tensor y = concat ? ofHeads.reshape(Shape.of(graph.nodes(), width())) : ofHeads.mean(1);
        return new Attended(traced(bias == null ? y : y.add(bias)), complete, weights);
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        Shape each = Shape.of(1, heads, out);
        layout.transposed("lin.weight", "weight")
                .reshaped("att_src", "attentionSource", each)
                .reshaped("att_dst", "attentionTarget", each)
                .same("bias", "bias");
    }

    @Override
    protected String describe() {
        return "Gat(" + in + " -> " + width() + ", " + heads + (heads == 1 ? " head)" : " heads)");
    }
}
