package org.autodiff.nn.graph;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;

/**
 * Message passing in general: every edge computes a message from the features of its two ends and its own; every node
 * takes the sum, mean or maximum of the messages that arrive, and computes its new features from that and the old ones:
 * {@code y_t = update(x_t, aggregate over edges s -> t of message(x_t, x_s, e))}. Gilmer et al., Neural message passing
 * for quantum chemistry, ICML 2017, equations 1 and 2. A model of your own looks like this:
 *
 * <pre>{@code
 * final class EdgeConvolution extends MessagePassing {
 *     private final Linear map;
 *
 *     EdgeConvolution(Rng rng) {
 *         super(Aggregation.MAX);
 *         map = child("map", Linear.of(2 * 16, 32, rng));
 *     }
 *
 *     @Override
 *     protected Tensor message(Tensor target, Tensor source, Tensor edge) {
 *         return map.apply(Tensor.concat(1, target, source.sub(target))).relu();
 *     }
 * }
 * }</pre>
 */
public abstract class MessagePassing extends GraphModel {
    private final Aggregation aggregation;

    /** For subclasses, which say what a message is. */
    protected MessagePassing(Aggregation aggregation) {
        this.aggregation = Objects.requireNonNull(aggregation, "messagePassing: aggregation is null");
    }

    /**
     * Message passing by layers, which become children {@code message} and {@code update}.
     *
     * @param message from the features of the edge's target, its source and its own side by side,
     *     {@code (edges, 2 * in + edge features)}, to a message
     * @param update from the old features and the aggregated messages side by side, {@code (nodes, in + message)}, to
     *     the new features
     */
    public static MessagePassing of(Layer message, Aggregation aggregation, Layer update) {
        return new LayeredMessages(message, aggregation, update);
    }

    /**
     * The messages.
     *
     * @param target features of the node at which each edge ends, {@code (edges, in)}
     * @param source features of the node at which each edge begins, {@code (edges, in)}
     * @param edge features of each edge, {@code (edges, ...)}; {@code (edges, 0)} if it has none
     * @return a row for each edge
     */
    protected abstract Tensor message(Tensor target, Tensor source, Tensor edge);

    /**
     * The new features: the aggregated messages, unless overridden.
     *
     * @param x the old ones, {@code (nodes, in)}
     * @param received the aggregated messages, a row for each node; 0 where none arrived
     */
    protected Tensor update(Tensor x, Tensor received) {
        return received;
    }

    /** Without features of edges. */
    @Override
    public final Tensor apply(Tensor x, Graph graph) {
        Objects.requireNonNull(graph, () -> label() + ": graph is null");
        return apply(x, graph, Tensor.zeros(Shape.of(graph.edges(), 0)));
    }

    /**
     * With features of edges.
     *
     * @param x of shape {@code (nodes, in)}
     * @param edges of shape {@code (edges, ...)}
     * @return a row for each node
     * @throws IllegalArgumentException if a shape does not suit the model or the graph
     */
    public final Tensor apply(Tensor x, Graph graph, Tensor edges) {
        requireNodes(x, graph);
        Objects.requireNonNull(edges, () -> label() + ": features of edges are null");
        boolean fits = !edges.shape().isScalar() && edges.shape().dim(0) == graph.edges();
        require(fits, graph.edges() + " rows of features of edges", edges.shape());
        Tensor messages = message(graph.incoming().spread(x), x.gatherRows(graph.sources()), edges);
        Shape got = messages.shape();
        require(!got.isScalar() && got.dim(0) == graph.edges(), graph.edges() + " rows of messages", got);
        return traced(update(x, aggregation.of(messages, graph.incoming())));
    }

    /** Messages and updates by layers. */
    static final class LayeredMessages extends MessagePassing {
        private final Layer message;
        private final Layer update;

        private LayeredMessages(Layer message, Aggregation aggregation, Layer update) {
            super(aggregation);
            this.message = child("message", message);
            this.update = child("update", update);
        }

        @Override
        protected Tensor message(Tensor target, Tensor source, Tensor edge) {
            String expected = "features of edges (" + edge.shape().dim(0) + ", ...) of 2 axes";
            require(edge.rank() == 2, expected, edge.shape());
            return message.apply(Tensor.concat(1, target, source, edge));
        }

        @Override
        protected Tensor update(Tensor x, Tensor received) {
            require(received.rank() == 2, "messages of 2 axes", received.shape());
            return update.apply(Tensor.concat(1, x, received));
        }

        @Override
        protected String describe() {
            return "MessagePassing";
        }
    }
}
