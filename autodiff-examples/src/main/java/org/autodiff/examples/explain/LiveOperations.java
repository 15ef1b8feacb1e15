package org.autodiff.examples.explain;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.autodiff.Tensor;
import org.autodiff.examples.formula.Formula;
import org.autodiff.explain.Trace;

/**
 * The operations that a page can compute again by itself, for functions of single numbers: each a formula, and one for
 * each local derivative, in the language of {@link Formula}. Java and the page read the same table; before a page is
 * written, the table is held to the numbers of the engine.
 */
final class LiveOperations {
    /** How close is equal: the elementary functions of a browser may differ in the last digits. */
    private static final double CLOSE = 1e-10;

    private static final Map<String, Operation> ALL = new Gson()
            .fromJson(Resource.text("operations.json"), new TypeToken<TreeMap<String, Operation>>() {}.getType());

    private LiveOperations() {}

    /**
     * An operation.
     *
     * @param value of one argument {@code x}, of two {@code a} and {@code b}; also of the gate's attributes
     * @param derivative for each argument; may use the value {@code y}
     */
    record Operation(String value, List<String> derivative) {}

    /** Some gates have one name for several numbers of arguments: {@code pow} and {@code pow/2}. */
    private static String key(Trace.Node node) {
        String own = node.gate() + "/" + node.inputs().size();
        return ALL.containsKey(own) ? own : node.gate();
    }

    private static Operation find(Trace.Node node) {
        return ALL.get(key(node));
    }

    /** Why a page cannot compute a trace again; empty if it can. */
    static Optional<String> reason(Trace trace) {
        for (Trace.Node node : trace.nodes()) {
            if (node.shape().size() != 1) {
                return Optional.of("Sliders are for functions of single numbers; " + node.name() + " has shape "
                        + node.shape() + ".");
            }
            if (!node.gate().isEmpty() && find(node) == null) {
                return Optional.of("Sliders need operations that this page can compute; it cannot compute "
                        + node.operation() + ".");
            }
        }
        return trace.nodes().stream()
                .filter(n -> !n.gate().isEmpty())
                .map(n -> difference(trace, n))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The operations of a trace. */
    static Map<String, Operation> in(Trace trace) {
        Map<String, Operation> used = new TreeMap<>();
        for (Trace.Node node : trace.nodes()) {
            if (find(node) != null) {
                used.put(key(node), find(node));
            }
        }
        return used;
    }

    private static Optional<String> difference(Trace trace, Trace.Node node) {
        Operation operation = find(node);
        Map<String, Double> names = new LinkedHashMap<>();
        node.attributes().forEach((name, text) -> number(text).ifPresent(x -> names.put(name, x)));
        List<Trace.Edge> edges =
                node.inputs().stream().map(e -> trace.edges().get(e)).toList();
        for (int i = 0; i < edges.size(); i++) {
            String name = edges.size() == 1 ? "x" : i == 0 ? "a" : "b";
            names.put(
                    name,
                    trace.nodes().get(edges.get(i).from()).value().orElseThrow().item());
        }
        double value = node.value().orElseThrow().item();
        if (!agree(evaluate(operation.value, names), value)) {
            return Optional.of("The page's formula for " + node.gate() + " does not agree with the engine here.");
        }
        names.put("y", value);
        for (int i = 0; i < edges.size(); i++) {
            double local = edges.get(i).local().map(x -> x.item()).orElse(0.0);
            double formula = i < operation.derivative.size() ? evaluate(operation.derivative.get(i), names) : 0;
            boolean open = edges.get(i).contribution().isPresent();
            if (open && !agree(formula, local)) {
                return Optional.of("The page's derivative of " + node.gate() + " does not agree with the engine here.");
            }
        }
        return Optional.empty();
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static double evaluate(String formula, Map<String, Double> names) {
        Formula parsed = Formula.parse(formula);
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (String name : parsed.variables()) {
            values.put(name, Tensor.of(names.get(name)));
        }
        return parsed.apply(values).item();
    }

    private static boolean agree(double a, double b) {
        return Double.compare(a, b) == 0 || Math.abs(a - b) <= CLOSE * Math.max(1, Math.abs(b));
    }

    /** Every operation that there is, for tests. */
    static Map<String, Operation> all() {
        return ALL;
    }
}
