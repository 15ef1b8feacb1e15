package org.autodiff.nn.graph;

import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.nn.Model;

/** A model that computes new features for the nodes of a graph. All models of this package are one. */
public abstract class GraphModel extends Model {
    GraphModel() {}

    /**
     * New features for each node.
     *
     * @param x of shape {@code (nodes, in)}
     * @return of shape {@code (nodes, out)}
     * @throws IllegalArgumentException if the shape of {@code x} does not suit the model or the graph
     */
    public abstract Tensor apply(Tensor x, Graph graph);

    final void requireNodes(Tensor x, Graph graph) {
        Objects.requireNonNull(x, () -> label() + ": features are null");
        Objects.requireNonNull(graph, () -> label() + ": graph is null");
        boolean fits = x.rank() == 2 && x.shape().dim(0) == graph.nodes();
        require(fits, "features (" + graph.nodes() + ", in) for a " + graph, x.shape());
    }

    final void requireNodes(Tensor x, Graph graph, int in) {
        requireNodes(x, graph);
        requireLastDimension(x, in);
    }
}
