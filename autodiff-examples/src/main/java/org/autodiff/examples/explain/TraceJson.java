package org.autodiff.examples.explain;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.autodiff.explain.Trace;
import org.autodiff.ndarray.NdArray;

/** A trace as the data of a page; {@code model.js} says what is in it. */
final class TraceJson {
    /** How many numbers a page may hold in all; of larger arrays it has figures and a coarse picture. */
    private static final int NUMBERS = 16_000;

    /** With more edges than these, each goes without the formula of its derivative. */
    private static final int EDGES = 1_500;

    /** The sides of the picture of a large array. */
    private static final int PIXELS = 20;

    private final Trace trace;
    private final int most;
    private final boolean live;

    private TraceJson(Trace trace) {
        this.trace = trace;
        live = LiveOperations.reason(trace).isEmpty();
        int arrays = 2 * trace.nodes().size() + 2 * trace.edges().size();
        most = Math.max(4, Math.min(256, NUMBERS / arrays));
    }

    static JsonObject of(Trace trace, String title) {
        return new TraceJson(trace).page(title);
    }

    private JsonObject page(String title) {
        Groups groups = Groups.of(trace);
        JsonObject page = new JsonObject();
        page.addProperty("title", title);
        JsonArray nodes = new JsonArray();
        trace.nodes().forEach(n -> nodes.add(node(n, groups.of()[n.id()])));
        page.add("nodes", nodes);
        JsonArray edges = new JsonArray();
        trace.edges().forEach(e -> edges.add(edge(e)));
        page.add("edges", edges);
        page.addProperty(
                "steps",
                trace.steps().stream()
                        .map(TraceJson::step)
                        .filter(step -> !step.isEmpty())
                        .collect(Collectors.joining(" ")));
        Gson gson = new Gson();
        page.add("groups", gson.toJsonTree(groups.groups()));
        page.addProperty("output", trace.output());
        Optional<String> reason = LiveOperations.reason(trace);
        page.addProperty("live", reason.orElse("yes"));
        page.add("operations", reason.isEmpty() ? gson.toJsonTree(LiveOperations.in(trace)) : new JsonObject());
        return page;
    }

    private JsonObject node(Trace.Node n, int group) {
        JsonObject node = new JsonObject();
        node.addProperty("name", n.name());
        node.addProperty("kind", n.kind().name().toLowerCase(Locale.ROOT));
        put(node, "op", n.operation().equals(n.gate()) ? "" : n.operation());
        put(node, "gate", n.gate());
        if (!n.attributes().isEmpty()) {
            node.add("attributes", new Gson().toJsonTree(n.attributes()));
        }
        node.add("shape", shape(n.shape().dims()));
        node.addProperty("group", group);
        put(node, "line", n.line().orElse(""));
        node.add("inputs", new Gson().toJsonTree(n.inputs()));
        put(node, "formula", n.formula());
        put(node, "numbers", live ? "" : n.numbers());
        node.add("value", value(n.value()));
        node.add("gradient", value(n.gradient()));
        put(node, "branch", n.branch().orElse(""));
        JsonArray flags = new JsonArray();
        n.flags().stream().sorted().forEach(f -> flags.add(f.name().toLowerCase(Locale.ROOT)));
        if (!flags.isEmpty()) {
            node.add("flags", flags);
        }
        return node;
    }

    /** What is empty is left out: a large graph has much of it. */
    private static void put(JsonObject object, String name, String text) {
        if (!text.isEmpty()) {
            object.addProperty(name, text);
        }
    }

    private JsonObject edge(Trace.Edge e) {
        JsonObject edge = new JsonObject();
        edge.addProperty("from", e.from());
        edge.addProperty("to", e.to());
        edge.addProperty("slot", e.slot());
        put(edge, "derivative", trace.edges().size() > EDGES ? "" : e.derivative());
        edge.add("local", value(e.local()));
        edge.add("contribution", value(e.contribution()));
        return edge;
    }

    /** {@code f12}: forward, node 12; a product is added in the next step, which is not written. */
    private static String step(Trace.Step s) {
        if (s instanceof Trace.Step.Forward f) {
            return "f" + f.node();
        }
        if (s instanceof Trace.Step.Seed seed) {
            return "s" + seed.node();
        }
        if (s instanceof Trace.Step.Multiply m) {
            return "m" + m.edge();
        }
        return s instanceof Trace.Step.Done d ? "d" + d.node() : "";
    }

    private static JsonArray shape(int[] dims) {
        JsonArray shape = new JsonArray();
        for (int d : dims) {
            shape.add(d);
        }
        return shape;
    }

    // ---- numbers

    private JsonElement value(Optional<NdArray> value) {
        return value.map(this::value).orElse(JsonNull.INSTANCE);
    }

    /** A single number as such, also if its shape is (1, 1). */
    private JsonElement value(NdArray x) {
        return x.size() == 1 ? number(x.at(0)) : array(x);
    }

    private JsonObject array(NdArray x) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        int zeros = 0;
        for (int i = 0; i < x.size(); i++) {
            min = Math.min(min, x.at(i));
            max = Math.max(max, x.at(i));
            sum += x.at(i);
            zeros += x.at(i) == 0 ? 1 : 0;
        }
        double mean = sum / x.size();
        double squares = 0;
        for (int i = 0; i < x.size(); i++) {
            squares += (x.at(i) - mean) * (x.at(i) - mean);
        }
        JsonObject array = new JsonObject();
        array.add("shape", shape(x.shape().dims()));
        array.add("min", number(x.size() == 0 ? 0 : min));
        array.add("max", number(x.size() == 0 ? 0 : max));
        array.add("mean", number(mean));
        array.add("deviation", number(Math.sqrt(squares / x.size())));
        array.addProperty("zeros", zeros);
        if (x.size() <= most) {
            JsonArray data = new JsonArray();
            for (int i = 0; i < x.size(); i++) {
                data.add(number(x.at(i)));
            }
            array.add("data", data);
        } else if (most > 16) {
            array.add("picture", picture(x));
        }
        return array;
    }

    /** Means of blocks of the array, seen as rows of its last axis. */
    private static JsonArray picture(NdArray x) {
        int columns = Math.max(1, x.shape().dim(-1));
        int rows = x.size() / columns;
        int high = Math.min(PIXELS, rows);
        int wide = Math.min(PIXELS, columns);
        JsonArray picture = new JsonArray();
        for (int i = 0; i < high; i++) {
            JsonArray line = new JsonArray();
            for (int j = 0; j < wide; j++) {
                double sum = 0;
                int count = 0;
                for (int r = i * rows / high; r < (i + 1) * rows / high; r++) {
                    for (int c = j * columns / wide; c < (j + 1) * columns / wide; c++) {
                        sum += x.at(r * columns + c);
                        count++;
                    }
                }
                line.add(number((double) (float) (sum / count))); // a colour needs no more digits
            }
            picture.add(line);
        }
        return picture;
    }

    /** JSON has no infinities and no NaN: they are texts there. */
    private static JsonElement number(double x) {
        return Double.isFinite(x) ? new JsonPrimitive(x) : new JsonPrimitive(Double.toString(x));
    }
}
