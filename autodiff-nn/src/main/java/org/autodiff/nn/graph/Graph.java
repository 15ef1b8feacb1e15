package org.autodiff.nn.graph;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;

/**
 * A directed graph: nodes 0 to n - 1, and a list of edges, each from a source to a target. An edge may be listed
 * several times and then counts several times; nodes may have no edges. Immutable. An undirected edge is two edges
 * here, see {@link #undirected}.
 *
 * <p>Features of nodes are a tensor with a row for each node, features or weights of edges one with a row for each
 * edge, in the order of the list.
 */
public final class Graph {
    private final int nodes;
    private final int[] sources;
    private final int[] targets;

    // in the form that the operations take
    private final Index sourceIndex;
    private final Segments incoming;

    private Graph(int nodes, int[] sources, int[] targets) {
        if (nodes < 0) {
            throw new IllegalArgumentException("graph: the number of nodes must not be negative, got " + nodes);
        }
        if (sources.length != targets.length) {
            throw new IllegalArgumentException(
                    "graph: as many sources as targets are needed, got " + sources.length + " and " + targets.length);
        }
        for (int i = 0; i < sources.length; i++) {
            int s = sources[i];
            int t = targets[i];
            if (s < 0 || s >= nodes || t < 0 || t >= nodes) {
                throw new IndexOutOfBoundsException(
                        "graph: edge " + i + " from " + s + " to " + t + " leaves the nodes [0, " + nodes + ")");
            }
        }
        this.nodes = nodes;
        this.sources = sources;
        this.targets = targets;
        sourceIndex = Index.of(sources);
        incoming = Segments.of(Index.of(targets), nodes);
    }

    /**
     * A graph by its edges.
     *
     * @param nodes their number
     * @param sources where each edge begins
     * @param targets where each edge ends
     * @throws IndexOutOfBoundsException if an edge begins or ends at a node that does not exist
     * @throws IllegalArgumentException if there are not as many sources as targets, or the number of nodes is negative
     */
    public static Graph of(int nodes, int[] sources, int[] targets) {
        Objects.requireNonNull(sources, "graph: sources are null");
        Objects.requireNonNull(targets, "graph: targets are null");
        return new Graph(nodes, sources.clone(), targets.clone());
    }

    /** The number of nodes. */
    public int nodes() {
        return nodes;
    }

    /** The number of edges. */
    public int edges() {
        return sources.length;
    }

    /** Where each edge begins. */
    public Index sources() {
        return sourceIndex;
    }

    /** Where each edge ends. */
    public Index targets() {
        return incoming.ids();
    }

    /** The edges as segments, one for each node at which they end. */
    public Segments incoming() {
        return incoming;
    }

    /** How many edges end at each node: a constant of shape {@code (nodes)}. */
    public Tensor inDegrees() {
        return incoming.sizes();
    }

    /** How many edges begin at each node: a constant of shape {@code (nodes)}. */
    public Tensor outDegrees() {
        return Segments.of(sourceIndex, nodes).sizes();
    }

    // ---- graphs derived from it

    /** This graph with every edge reversed. */
    public Graph reversed() {
        return new Graph(nodes, targets, sources);
    }

    /**
     * This graph, with the reverse of each edge but the loops appended to its edges: so a list with each pair of
     * neighbours once becomes the undirected graph. Append the weights of the edges that {@link #reversible} names
     * likewise.
     */
    public Graph undirected() {
        int[] turned = reversible().toArray();
        return new Graph(nodes, join(sources, at(targets, turned)), join(targets, at(sources, turned)));
    }

    /** The positions of the edges that are not loops: those that {@link #undirected} reverses, in that order. */
    public Index reversible() {
        return Index.of(IntStream.range(0, edges())
                .filter(i -> sources[i] != targets[i])
                .toArray());
    }

    /** This graph, with a loop appended to its edges for every node. */
    public Graph addSelfLoops() {
        return withLoops(IntStream.range(0, nodes).toArray());
    }

    /** This graph, with a loop appended to its edges for every node that has none. */
    public Graph addMissingSelfLoops() {
        boolean[] has = new boolean[nodes];
        for (int i = 0; i < edges(); i++) {
            has[sources[i]] |= sources[i] == targets[i];
        }
        return withLoops(IntStream.range(0, nodes).filter(i -> !has[i]).toArray());
    }

    private Graph withLoops(int[] at) {
        return new Graph(nodes, join(sources, at), join(targets, at));
    }

    private static int[] join(int[] a, int[] b) {
        return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }

    private static int[] at(int[] values, int[] positions) {
        return Arrays.stream(positions).map(i -> values[i]).toArray();
    }

    @Override
    public String toString() {
        return "Graph(" + nodes + " nodes, " + edges() + " edges)";
    }
}
