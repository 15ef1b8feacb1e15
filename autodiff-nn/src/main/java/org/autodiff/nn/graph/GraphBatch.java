package org.autodiff.nn.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;

/**
 * Several graphs as one graph without edges between them, so that layers work on all of them at once. Features of
 * nodes, and of edges, are those of the graphs one after the other: {@code Tensor.concat(0, x1, x2, ...)}.
 *
 * @param graph the one graph
 * @param members its nodes as segments, one for each graph that they come from
 */
public record GraphBatch(Graph graph, Segments members) {
    /**
     * A graph and the segments of its nodes.
     *
     * @throws IllegalArgumentException if there are not as many ids as nodes
     */
    public GraphBatch {
        Objects.requireNonNull(graph, "graphBatch: graph is null");
        Objects.requireNonNull(members, "graphBatch: members are null");
        if (members.ids().size() != graph.nodes()) {
            throw new IllegalArgumentException(
                    "graphBatch: " + members.ids().size() + " ids for " + graph.nodes() + " nodes: must be as many");
        }
    }

    /** Some graphs, in order. */
    public static GraphBatch of(Graph... graphs) {
        return of(List.of(graphs));
    }

    /** Some graphs, in order. */
    public static GraphBatch of(List<Graph> graphs) {
        int nodes = graphs.stream().mapToInt(Graph::nodes).sum();
        int edges = graphs.stream().mapToInt(Graph::edges).sum();
        int[] sources = new int[edges];
        int[] targets = new int[edges];
        int[] ids = new int[nodes];
        int node = 0;
        int edge = 0;
        for (int g = 0; g < graphs.size(); g++) {
            Graph graph = graphs.get(g);
            for (int i = 0; i < graph.edges(); i++, edge++) {
                sources[edge] = node + graph.sources().get(i);
                targets[edge] = node + graph.targets().get(i);
            }
            Arrays.fill(ids, node, node + graph.nodes(), g);
            node += graph.nodes();
        }
        return new GraphBatch(Graph.of(nodes, sources, targets), Segments.of(Index.of(ids), graphs.size()));
    }

    /**
     * One row of features for each graph, from those of its nodes; 0 for a graph without nodes.
     *
     * @param x of shape {@code (nodes, ...)}
     * @return of shape {@code (graphs, ...)}
     * @throws IllegalArgumentException if there are not as many rows as nodes
     */
    public Tensor pool(Tensor x, Aggregation aggregation) {
        return aggregation.of(x, members);
    }
}
