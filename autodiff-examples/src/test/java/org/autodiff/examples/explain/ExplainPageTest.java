package org.autodiff.examples.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.examples.formula.Formula;
import org.autodiff.explain.Explain;
import org.autodiff.explain.Trace;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The data of a page, and the table by which it computes again. */
final class ExplainPageTest {
    static List<String> operations() {
        return List.copyOf(LiveOperations.all().keySet());
    }

    /** Each formula of the table against the engine, at points where the operation is smooth. */
    @ParameterizedTest
    @MethodSource("operations")
    void theTableAgreesWithTheEngine(String name) {
        for (double at : new double[] {0.3, 0.9}) {
            Trace trace = Explain.of(function(name), Tensor.variable("x", at), Tensor.variable("z", 1.7));
            assertTrue(
                    trace.nodes().stream().anyMatch(n -> n.gate().equals(name.replaceFirst("/.*", ""))),
                    trace.toString());
            assertEquals(Optional.empty(), LiveOperations.reason(trace));
        }
    }

    private static TensorFunction function(String name) {
        return switch (name) {
            case "add", "sub", "mul", "div", "pow/2", "maximum", "minimum" ->
                Formula.parse(Map.of(
                                        "add", "x + z",
                                        "sub", "x - z",
                                        "mul", "x * z",
                                        "div", "x / z",
                                        "pow/2", "x^z",
                                        "maximum", "max(x, z)",
                                        "minimum", "min(x, z)")
                                .get(name))
                        .function("x", "z");
            case "chain" -> xs -> xs[0].chain(xs[1]);
            case "pow" -> xs -> xs[0].pow(3);
            case "leakyRelu" -> xs -> xs[0].neg().leakyRelu(0.1).add(xs[0].leakyRelu(0.2));
            case "softplus" -> xs -> xs[0].softplus(2);
            case "broadcastTo" -> xs -> xs[0].broadcastTo(Shape.of(1, 1)).reshape(Shape.of());
            case "reshape" -> xs -> xs[0].reshape(1, 1).reshape(Shape.of());
            case "sum" -> xs -> xs[0].reshape(1, 1).sum(0).reshape(Shape.of());
            case "detach" -> xs -> xs[0].detach().mul(xs[1]);
            default -> Formula.parse(name + "(x)").function("x", "z");
        };
    }

    @Test
    void aTableThatIsWrongIsNoticed() {
        assertEquals(4, LiveOperations.evaluate("x^exponent", Map.of("x", 2.0, "exponent", 2.0)));
        Trace arrays = Explain.of(xs -> xs[0].sum(), Tensor.variable("x", 1, 2));
        assertEquals(
                Optional.of("Sliders are for functions of single numbers; x has shape (2)."),
                LiveOperations.reason(arrays));
        Trace other = Explain.of(xs -> xs[0].lgamma(), Tensor.variable("x", 3));
        assertEquals(
                Optional.of("Sliders need operations that this page can compute; it cannot compute lgamma."),
                LiveOperations.reason(other));
    }

    @Test
    void scriptsAreOneWithoutImports() {
        String bundle = Scripts.bundle("main.js");
        assertFalse(bundle.matches("(?s).*\\n(import|export) .*"), "import or export is left");
        for (String module : List.of("expression.js", "model.js", "layout.js", "graph.js", "player.js", "panel.js")) {
            int at = bundle.indexOf("// ---- " + module);
            assertTrue(at > 0 && at < bundle.indexOf("// ---- main.js"), module);
        }
    }

    private static JsonObject data(Trace trace) {
        String page = ExplainPage.of(trace, "title");
        String start = "<script id=\"data\" type=\"application/json\">";
        int from = page.indexOf(start) + start.length();
        return JsonParser.parseString(page.substring(from, page.indexOf("</script>", from)))
                .getAsJsonObject();
    }

    /** A network folds into its layers. */
    @Test
    void layersAreGroups() {
        Layer net = Sequential.of(Linear.of(3, 4, Rng.of(1)), Activation.tanh(), Linear.of(4, 1, Rng.of(2)));
        JsonObject page = data(Explain.of(
                xs -> net.apply(xs[0]).square().mean(),
                Tensor.variable("x", Tensor.ones(Shape.of(5, 3)).value())));
        List<String> names = IntStream.range(0, page.getAsJsonArray("groups").size())
                .mapToObj(i -> page.getAsJsonArray("groups")
                        .get(i)
                        .getAsJsonObject()
                        .get("name")
                        .getAsString())
                .toList();
        assertEquals(List.of("Sequential", "0", "1", "2"), names);
    }

    /** Two thousand operations in a loop: rounds that fold, in a file of less than a megabyte. */
    @Test
    void aLongLoopIsRounds() {
        Trace trace = Explain.of(
                xs -> {
                    Tensor h = xs[0];
                    for (int i = 0; i < 500; i++) {
                        h = h.mul(xs[1]).add(0.1).tanh().mul(0.9);
                    }
                    return h;
                },
                Tensor.variable("x", 0.5),
                Tensor.variable("w", 0.5));
        assertTrue(trace.nodes().size() > 2000);
        int length = ExplainPage.of(trace, "loop").length();
        assertTrue(length < 1_000_000, "length " + length);
        Groups groups = Groups.of(trace);
        for (int g = -1; g < groups.groups().size(); g++) {
            int group = g;
            long parts =
                    groups.groups().stream().filter(x -> x.parent() == group).count()
                            + trace.nodes().stream()
                                    .filter(n -> !n.gate().isEmpty() && groups.of()[n.id()] == group)
                                    .count();
            assertTrue(parts <= 60, "group " + group + " has " + parts + " parts");
        }
    }

    /** Groups are stretches of the order of computation: no line leads back between two of them. */
    @Test
    void aScopeThatIsEnteredTwiceIsTwoGroups() {
        Trace trace = Explain.of(
                xs -> {
                    Tensor h = xs[0];
                    for (int i = 0; i < 2; i++) {
                        try (Tape.Scope scope = Tape.scope("cell")) {
                            h = h.tanh();
                        }
                        h = h.mul(2);
                    }
                    return h;
                },
                Tensor.variable("x", 0.5));
        assertEquals(
                List.of("cell", "cell"),
                Groups.of(trace).groups().stream().map(Groups.Group::name).toList());
    }

    @Test
    void numbersThatJsonDoesNotHave() {
        JsonObject page = data(Explain.of(xs -> xs[0].log().mul(0), Tensor.variable("x", 0)));
        assertTrue(page.toString().contains("\"value\":\"-Infinity\""), page.toString());
    }
}
