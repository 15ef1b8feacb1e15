package org.autodiff.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.autodiff.explain.Trace.Edge;
import org.autodiff.explain.Trace.Kind;
import org.autodiff.explain.Trace.Node;

/** A trace as a table of text: read the values downwards, the gradients upwards. Constant numbers have no line. */
final class TraceTable {
    private TraceTable() {}

    static String of(Trace trace) {
        List<List<String>> rows = new ArrayList<>();
        for (Node node : trace.nodes()) {
            boolean number = node.kind() == Kind.CONSTANT && node.shape().size() == 1;
            if (!number) {
                rows.add(row(trace, node));
            }
        }
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                int column = c;
                int width = rows.stream()
                        .mapToInt(r -> r.get(column).length())
                        .max()
                        .orElse(0);
                line.append(c == 0 ? "" : "   ").append(row.get(c));
                line.append(" ".repeat(width - row.get(c).length()));
            }
            text.append(text.length() == 0 ? "" : "\n").append(line.toString().stripTrailing());
        }
        return text.toString();
    }

    private static List<String> row(Trace trace, Node node) {
        return List.of(
                node.name() + " = " + made(trace, node),
                "value " + node.value().map(TraceText::array).orElse("-"),
                locals(trace, node),
                "gradient " + node.gradient().map(TraceText::array).orElse("-")
                        + (node.flags().isEmpty() ? "" : " " + flags(node)));
    }

    private static String made(Trace trace, Node node) {
        return switch (node.kind()) {
            case INPUT -> "input";
            case VARIABLE -> "variable";
            case CONSTANT -> "constant";
            case OPERATION, SEVERAL ->
                node.operation()
                        + node.inputs().stream()
                                .map(e -> trace.nodes()
                                        .get(trace.edges().get(e).from())
                                        .name())
                                .collect(Collectors.joining(", ", "(", ")"));
        };
    }

    private static String locals(Trace trace, Node node) {
        List<String> parts = new ArrayList<>();
        for (int e : node.inputs()) {
            Edge edge = trace.edges().get(e);
            Node from = trace.nodes().get(edge.from());
            if (edge.local().isPresent()) {
                parts.add("d/d" + from.name() + " = "
                        + TraceText.array(edge.local().get()));
            } else if (edge.contribution().isPresent()) {
                parts.add("d/d" + from.name() + " " + node.shape() + " x " + from.shape());
            }
        }
        return parts.isEmpty() ? "" : "local " + String.join(", ", parts);
    }

    private static String flags(Node node) {
        return node.flags().stream()
                .sorted()
                .map(flag -> flag.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
