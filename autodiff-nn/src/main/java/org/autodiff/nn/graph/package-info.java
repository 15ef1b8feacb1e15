/**
 * Networks on graphs, which are given by lists of edges: memory grows with the nodes and edges, never with the square
 * of the nodes.
 *
 * <p>Begin with a {@link org.autodiff.nn.graph.Graph}, and a {@link org.autodiff.nn.graph.GraphModel} of the features
 * of its nodes: {@link org.autodiff.nn.graph.Gcn}, {@link org.autodiff.nn.graph.Gat} or
 * {@link org.autodiff.nn.graph.GraphSage}. {@link org.autodiff.nn.graph.MessagePassing} is the general form, for a
 * layer of your own. A {@link org.autodiff.nn.graph.GraphBatch} makes one graph of many and pools their nodes;
 * {@link org.autodiff.nn.graph.Segments} are the sums, means, maxima and softmaxes that all of them use.
 *
 * <pre>{@code
 * Graph graph = Graph.of(4, new int[] {0, 1, 2}, new int[] {1, 2, 3}).undirected();
 * Tensor y = Gcn.of(16, 7, rng).apply(x, graph);         // (4, 16) -> (4, 7)
 * }</pre>
 */
package org.autodiff.nn.graph;
