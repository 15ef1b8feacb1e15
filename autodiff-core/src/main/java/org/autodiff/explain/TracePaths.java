package org.autodiff.explain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.explain.Trace.Edge;
import org.autodiff.explain.Trace.Path;

/** The ways from a value to the output. Back-propagation never lists them: it adds up where they meet. */
final class TracePaths {
    /** A way so far; a list that grows at its end. */
    private record Way(int at, Way before, Edge edge, double product) {}

    private TracePaths() {}

    static List<Path> of(Trace trace, int node, int most) {
        Map<Integer, List<Edge>> uses = new HashMap<>();
        for (Edge edge : trace.edges()) {
            if (edge.contribution().isPresent()) {
                uses.computeIfAbsent(edge.from(), any -> new ArrayList<>()).add(edge);
            }
        }
        List<Way> ways = new ArrayList<>();
        Deque<Way> open = new ArrayDeque<>();
        open.push(new Way(node, null, null, 1));
        while (!open.isEmpty()) {
            Way way = open.pop();
            if (way.at == trace.output()) {
                ways.add(way);
                if (ways.size() > most) {
                    throw new IllegalArgumentException("paths: there are more than " + most + " ways from "
                            + trace.nodes().get(node).name() + " to the output: ask of a value that is nearer to it");
                }
                continue;
            }
            for (Edge edge : uses.getOrDefault(way.at, List.of())) {
                open.push(new Way(edge.to(), way, edge, way.product * local(trace, edge)));
            }
        }
        double sum = ways.stream().mapToDouble(Way::product).sum();
        return ways.stream()
                .map(way -> new Path(edges(way), way.product, sum == 0 ? Double.NaN : way.product / sum))
                .sorted(Comparator.comparingDouble((Path p) -> -Math.abs(p.product())))
                .toList();
    }

    private static double local(Trace trace, Edge edge) {
        if (edge.local().isEmpty() || edge.local().get().size() != 1) {
            throw new IllegalArgumentException("paths: only through single numbers, and "
                    + trace.nodes().get(edge.to()).name() + " has shape "
                    + trace.nodes().get(edge.to()).shape());
        }
        return edge.local().get().at(0);
    }

    private static List<Edge> edges(Way end) {
        List<Edge> edges = new ArrayList<>();
        for (Way way = end; way.edge != null; way = way.before) {
            edges.add(0, way.edge);
        }
        return edges;
    }
}
