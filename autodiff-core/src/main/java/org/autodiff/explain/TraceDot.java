package org.autodiff.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.explain.Trace.Edge;
import org.autodiff.explain.Trace.Kind;
import org.autodiff.explain.Trace.Node;

/** A trace in the language of Graphviz. Scopes are clusters. */
final class TraceDot {
    /** A scope: its nodes, and the scopes in it. */
    private record Scope(StringBuilder nodes, Map<String, Scope> inner) {
        Scope() {
            this(new StringBuilder(), new LinkedHashMap<>());
        }
    }

    private TraceDot() {}

    static String of(Trace trace) {
        Scope root = new Scope();
        for (Node node : trace.nodes()) {
            Scope scope = root;
            for (String name : node.scope()) {
                scope = scope.inner.computeIfAbsent(name, any -> new Scope());
            }
            scope.nodes.append("  n").append(node.id()).append(" [label=").append(label(node));
            scope.nodes.append(shape(node)).append("];\n");
        }
        StringBuilder text = new StringBuilder("digraph trace {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n");
        write(text, root, List.of());
        for (Edge edge : trace.edges()) {
            text.append("  n").append(edge.from()).append(" -> n").append(edge.to());
            edge.local()
                    .ifPresent(local -> text.append(" [label=<<font color=\"#555555\">")
                            .append(escaped(TraceText.array(local)))
                            .append("</font>>]"));
            text.append(";\n");
        }
        return text.append("}\n").toString();
    }

    private static void write(StringBuilder text, Scope scope, List<String> path) {
        text.append(scope.nodes);
        scope.inner.forEach((name, inner) -> {
            List<String> below = new ArrayList<>(path);
            below.add(name);
            text.append("  subgraph \"cluster_").append(String.join(".", below).replace("\"", "\\\""));
            text.append("\" {\n  label=<").append(escaped(name)).append(">;\n");
            write(text, inner, below);
            text.append("  }\n");
        });
    }

    private static String shape(Node node) {
        return switch (node.kind()) {
            case OPERATION, SEVERAL -> ", shape=box, style=rounded";
            case CONSTANT -> ", shape=plaintext";
            case INPUT, VARIABLE -> ", shape=ellipse";
        };
    }

    private static String label(Node node) {
        boolean number = node.kind() == Kind.CONSTANT && node.shape().size() == 1;
        StringBuilder text = new StringBuilder("<").append(escaped(node.name()));
        if (!node.operation().isEmpty()) {
            text.append(" = ").append(escaped(node.operation()));
        }
        if (!number) {
            node.value()
                    .ifPresent(v -> text.append("<br/><font color=\"#1a7f37\">")
                            .append(escaped(TraceText.array(v)))
                            .append("</font>"));
        }
        node.gradient()
                .ifPresent(g -> text.append("<br/><font color=\"#cf222e\">")
                        .append(escaped(TraceText.array(g)))
                        .append("</font>"));
        return text.append(">").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
