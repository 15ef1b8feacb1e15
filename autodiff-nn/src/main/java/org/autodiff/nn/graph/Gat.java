package org.autodiff.nn.graph;

import java.util.Objects;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Dropout;
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
    private final Options options;
    private final Parameter weight;
    private final Parameter attentionSource;
    private final Parameter attentionTarget;
    private final Parameter bias; // null: none
    private final Dropout dropout; // null: none

    /**
     * The options of a {@link Gat}: {@code new Gat.Options(16, 8).heads(4).dropout(0.6)}.
     *
     * @param in features of a node in the argument
     * @param out features of a node in the value, for each head
     * @param heads their number; 1 by default
     * @param concat whether the heads' results are concatenated, to {@code heads * out} features, and not averaged;
     *     true by default
     * @param slope of the leaky relu below 0; 0.2 by default
     * @param dropout the probability by which each weight of an edge is dropped in training; 0 by default
     * @param selfLoops whether nodes without a loop get one; true by default
     * @param bias whether there is one; true by default
     */
    public record Options(
            int in, int out, int heads, boolean concat, double slope, double dropout, boolean selfLoops, boolean bias) {
        /**
         * All options.
         *
         * @throws IllegalArgumentException if a size is not positive, the slope not finite, or dropout not in [0, 1]
         */
        public Options {
            if (in < 1 || out < 1) {
                throw new IllegalArgumentException("gat: sizes must be positive, got " + in + " -> " + out);
            }
            if (heads < 1) {
                throw new IllegalArgumentException("gat: heads must be positive, got " + heads);
            }
            Check.finite("gat: slope", slope);
            Check.probability("gat: dropout", dropout);
        }

        /** One head, slope 0.2, no dropout, with loops and bias. */
        public Options(int in, int out) {
            this(in, out, 1, true, 0.2, 0, true, true);
        }

        /** The same with another number of heads. */
        public Options heads(int heads) {
            return new Options(in, out, heads, concat, slope, dropout, selfLoops, bias);
        }

        /** The same with the heads concatenated or averaged. */
        public Options concat(boolean concat) {
            return new Options(in, out, heads, concat, slope, dropout, selfLoops, bias);
        }

        /** The same with another slope. */
        public Options slope(double slope) {
            return new Options(in, out, heads, concat, slope, dropout, selfLoops, bias);
        }

        /** The same with another dropout. */
        public Options dropout(double dropout) {
            return new Options(in, out, heads, concat, slope, dropout, selfLoops, bias);
        }

        /** The same with or without loops. */
        public Options selfLoops(boolean selfLoops) {
            return new Options(in, out, heads, concat, slope, dropout, selfLoops, bias);
        }

        /** The same with or without bias. */
        public Options bias(boolean bias) {
            return new Options(in, out, heads, concat, slope, dropout, selfLoops, bias);
        }

        /** How many features a node has after the layer. */
        int width() {
            return concat ? heads * out : out;
        }
    }

    private Gat(Options options, Rng rng) {
        this.options = Objects.requireNonNull(options, "gat: options are null");
        int in = options.in;
        int out = options.out;
        int heads = options.heads;
        Initializer xavier = Initializer.xavierUniform();
        weight = parameter("weight", Shape.of(in, heads * out), new Fan(in, heads * out), xavier, rng);
        Fan score = new Fan(out, 1); // a head's features make one score
        attentionSource = parameter("attentionSource", Shape.of(heads, out), score, xavier, rng);
        attentionTarget = parameter("attentionTarget", Shape.of(heads, out), score, xavier, rng);
        int width = options.width();
        bias = options.bias ? parameter("bias", Shape.of(width), new Fan(in, width), Initializer.zeros(), rng) : null;
        dropout = options.dropout > 0 ? child("dropout", Dropout.of(options.dropout, rng.split())) : null;
    }

    /** A layer from {@code in} features to {@code heads * out}. */
    public static Gat of(int in, int out, int heads, Rng rng) {
        return of(new Options(in, out).heads(heads), rng);
    }

    /** A layer with options. Dropout gets a generator split off {@code rng}. */
    public static Gat of(Options options, Rng rng) {
        return new Gat(options, rng);
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
        requireNodes(x, graph, options.in);
        Graph complete = options.selfLoops ? graph.addMissingSelfLoops() : graph;
        Segments incoming = complete.incoming();
        Tensor h = x.matmul(weight).reshape(Shape.of(graph.nodes(), options.heads, options.out));
        // a_source' h_s + a_target' h_t: each term is computed once for each node, then gathered for the edges
        Tensor fromSource = h.mul(attentionSource).sum(-1).gatherRows(complete.sources());
        Tensor fromTarget = incoming.spread(h.mul(attentionTarget).sum(-1));
        Tensor weights = incoming.softmax(fromSource.add(fromTarget).leakyRelu(options.slope));
        if (dropout != null) {
            weights = dropout.apply(weights);
        }
        Tensor messages = h.gatherRows(complete.sources()).mul(weights.unsqueeze(-1));
        Tensor heads = incoming.sum(messages);
        Tensor y = options.concat ? heads.reshape(Shape.of(graph.nodes(), options.width())) : heads.mean(1);
        return new Attended(traced(bias == null ? y : y.add(bias)), complete, weights);
    }

    @Override
    protected String describe() {
        return "Gat(" + options.in + " -> " + options.width() + ", " + options.heads
                + (options.heads == 1 ? " head)" : " heads)");
    }
}
