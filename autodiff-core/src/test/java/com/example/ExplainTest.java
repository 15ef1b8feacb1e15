package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Linalg;
import org.autodiff.NoGrad;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.explain.Explain;
import org.autodiff.explain.Trace;
import org.autodiff.explain.Trace.Edge;
import org.autodiff.explain.Trace.Flag;
import org.autodiff.explain.Trace.Kind;
import org.autodiff.explain.Trace.Node;
import org.autodiff.explain.Trace.Step;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;

/** Traces against numbers worked out by hand. */
class ExplainTest {
    private static double item(Optional<NdArray> x) {
        return x.orElseThrow().item();
    }

    private static List<Edge> edgesInto(Trace trace, String name) {
        return trace.node(name).inputs().stream().map(e -> trace.edges().get(e)).toList();
    }

    /** Two paths from x: f = (x + 1) (x * x) at x = 2 is 12; df/dx = x^2 + (x + 1) 2 x = 4 + 12. */
    @Test
    void pathsThatMeetAddUp() {
        Trace trace = Explain.of(
                xs -> {
                    Tensor p = xs[0].add(1).named("p");
                    Tensor q = xs[0].mul(xs[0]).named("q");
                    return p.mul(q).named("f");
                },
                Tensor.variable("x", 2));
        assertEquals(16, item(trace.node("x").gradient()));
        assertEquals(3, trace.uses(trace.node("x").id()).size());
        List<Edge> into = edgesInto(trace, "q");
        assertEquals(List.of(0, 1), into.stream().map(Edge::slot).toList());
        for (Edge edge : into) {
            assertEquals(2, item(edge.local()));
            assertEquals(3, item(edge.upstream()));
            assertEquals(6, item(edge.contribution()));
        }
        // The order is that of the walk: the sums are 4, 10, 16 in that order, or 6, 12, 16.
        List<Double> sums = trace.steps().stream()
                .filter(s -> s instanceof Step.Accumulate a
                        && trace.edges().get(a.edge()).from() == 0)
                .map(s -> item(trace.edges().get(((Step.Accumulate) s).edge()).after()))
                .toList();
        assertTrue(sums.equals(List.of(4.0, 10.0, 16.0)) || sums.equals(List.of(6.0, 12.0, 16.0)), sums.toString());
    }

    @Test
    void formulasHaveNamesAndNumbers() {
        Trace trace = Explain.of(
                xs -> xs[0].mul(xs[1]).named("m").pow(3).named("c").add(1).exp().named("f"),
                Tensor.variable("w", -1),
                Tensor.variable("x", 2));
        Node m = trace.node("m");
        assertEquals("w * x", m.formula());
        assertEquals("(-1) * 2 = -2", m.numbers());
        Node c = trace.node("c");
        assertEquals("pow(3)", c.operation());
        assertEquals("pow", c.gate());
        assertEquals("3.0", c.attributes().get("exponent"));
        assertEquals("m^3", c.formula());
        assertEquals("(-2)^3 = -8", c.numbers());
        assertEquals("3 * m^(3 - 1)", edgesInto(trace, "c").get(0).derivative());
        assertEquals(12, item(edgesInto(trace, "c").get(0).local()));
    }

    @Test
    void everyStepComesAfterWhatItNeeds() {
        Trace trace = Explain.of(
                xs -> xs[0].mul(xs[1]).sin().add(xs[0].exp()).tanh(),
                Tensor.variable("x", 0.3),
                Tensor.variable("y", 0.7));
        List<Step> steps = trace.steps();
        assertEquals(
                trace.nodes().size(),
                steps.stream().filter(s -> s instanceof Step.Forward).count());
        int seed = steps.indexOf(new Step.Seed(trace.output()));
        assertEquals(new Step.Done(trace.output()), steps.get(seed + 1));
        for (Edge edge : trace.edges()) {
            int multiply = steps.indexOf(new Step.Multiply(edge.id()));
            assertTrue(steps.indexOf(new Step.Forward(edge.to())) > steps.indexOf(new Step.Forward(edge.from())));
            assertTrue(multiply > steps.indexOf(new Step.Done(edge.to())));
            assertEquals(multiply + 1, steps.indexOf(new Step.Accumulate(edge.id())));
            assertTrue(multiply < steps.indexOf(new Step.Done(edge.from())));
        }
        assertEquals(trace.output(), trace.backwardOrder().get(0).id());
    }

    /** What no gradient reaches is not the same as a gradient of 0. */
    @Test
    void unvisitedIsNotZero() {
        Trace trace = Explain.of(
                xs -> xs[0].mul(2)
                        .named("used")
                        .mul(xs[2])
                        .add(xs[1].mul(3).named("unused").detach()),
                Tensor.variable("a", 1),
                Tensor.variable("b", 1),
                Tensor.variable("zero", 0));
        assertEquals(0, item(trace.node("a").gradient()));
        assertEquals(Optional.empty(), trace.node("b").gradient());
        assertEquals(Optional.empty(), trace.node("unused").gradient());
        assertEquals(Optional.empty(), edgesInto(trace, "unused").get(0).contribution());
        Node detached = trace.nodes().stream()
                .filter(n -> n.gate().equals("detach"))
                .findFirst()
                .orElseThrow();
        assertEquals(Set.of(Flag.DETACHED), detached.flags());
    }

    @Test
    void flags() {
        TensorFunction f = xs -> Tensor.concat(
                        0,
                        xs[0].sub(7).relu().named("dead"),
                        xs[0].mul(9).tanh().named("saturated"),
                        xs[0].sub(1).abs().named("kink"),
                        xs[0].sub(1).log().named("infinite"))
                .sum();
        Trace trace = Explain.of(f, Tensor.variable(new double[] {1}));
        assertEquals(Set.of(Flag.DEAD), trace.node("dead").flags());
        assertEquals(Set.of(Flag.SATURATED), trace.node("saturated").flags());
        assertTrue(trace.node("kink").flags().contains(Flag.KINK));
        assertTrue(trace.node("infinite").flags().contains(Flag.NOT_FINITE));
        assertEquals(
                Set.of(), trace.nodes().get(trace.output()).flags(), "infinite, but made of what is infinite already");
    }

    @Test
    void branchesAreNamed() {
        Trace trace = Explain.of(
                xs -> xs[0].relu()
                        .named("r")
                        .add(xs[0].clamp(-1, 5).named("c"))
                        .add(xs[0].maximum(xs[1]).named("m"))
                        .add(xs[0].mul(2).named("none")),
                Tensor.variable("x", 3),
                Tensor.variable("y", 4));
        assertEquals(Optional.of("x > 0"), trace.node("r").branch());
        assertEquals(Optional.of("-1 < x < 5"), trace.node("c").branch());
        assertEquals(Optional.of("x < y"), trace.node("m").branch());
        assertEquals(Optional.empty(), trace.node("none").branch());
    }

    /** A row that is added to every row of a batch gets the sum over the batch. */
    @Test
    void arraysAndBroadcasting() {
        Trace trace = Explain.of(
                xs -> xs[0].add(xs[1]).named("z").square().sum(),
                Tensor.variable("x", NdArray.of(new double[][] {{1, 2}, {3, 4}})),
                Tensor.variable("b", NdArray.of(10, 20)));
        Edge bias = edgesInto(trace, "z").get(1);
        assertArrayEquals(new double[] {1, 1, 1, 1}, bias.local().orElseThrow().toArray());
        assertArrayEquals(
                new double[] {22, 44, 26, 48}, bias.upstream().orElseThrow().toArray());
        assertArrayEquals(
                new double[] {48, 92}, bias.contribution().orElseThrow().toArray());
    }

    /** The parts of a decomposition hang on a node of their own. */
    @Test
    void severalResultsOfOneOperation() {
        Trace trace = Explain.of(
                xs -> Linalg.eigh(xs[0]).values().mul(Tensor.of(1, 0)).sum(),
                Tensor.variable("A", NdArray.of(new double[][] {{2, 0}, {0, 5}})));
        Node several = trace.nodes().stream()
                .filter(n -> n.kind() == Kind.SEVERAL)
                .findFirst()
                .orElseThrow();
        assertEquals(Optional.empty(), several.value());
        assertEquals(2, trace.uses(several.id()).size());
        assertArrayEquals(
                new double[] {1, 0, 0, 0},
                trace.node("A").gradient().orElseThrow().toArray(),
                1e-15);
        Edge first = trace.uses(several.id()).get(0);
        assertArrayEquals(
                new double[] {1, 0}, first.contribution().orElseThrow().toArray());
    }

    @Test
    void scopesAndLines() {
        Trace trace = Explain.of(
                xs -> {
                    Tensor y;
                    try (Tape.Scope outer = Tape.scope("net")) {
                        try (Tape.Scope inner = Tape.scope("layer")) {
                            y = xs[0].mul(2).named("inside");
                        }
                        y = y.exp().named("between");
                    }
                    return y.neg().named("outside");
                },
                Tensor.variable("x", 1));
        assertEquals(List.of("net", "layer"), trace.node("inside").scope());
        assertEquals(List.of("net"), trace.node("between").scope());
        assertEquals(List.of(), trace.node("outside").scope());
        assertTrue(trace.node("inside").line().orElseThrow().startsWith("ExplainTest.java:"));
    }

    @Test
    void constantsOfNoGradAreDetached() {
        Trace trace = Explain.of(
                xs -> {
                    Tensor c;
                    try (NoGrad off = NoGrad.open()) {
                        c = xs[0].mul(3).named("c");
                    }
                    return c.mul(xs[0]);
                },
                Tensor.variable("x", 2));
        assertEquals(Set.of(Flag.DETACHED), trace.node("c").flags());
        assertEquals(6, item(trace.node("x").gradient()));
    }

    @Test
    void theGradientsAreThoseOfTheEngine() {
        Tensor w = Tensor.variable("w", NdArray.of(new double[][] {{0.1, -0.2, 0.3}, {0.4, 0.5, -0.6}}));
        Tensor x = Tensor.variable("x", NdArray.of(new double[][] {{1, 2}, {-3, 0.5}, {0.25, -1}}));
        TensorFunction f = xs ->
                xs[0].matmul(xs[1]).tanh().softmax(-1).log().narrow(1, 0, 1).mean();
        Gradients expected = f.apply(w, x).backward();
        Trace trace = Explain.of(f, w, x);
        assertEquals(expected.of(w).value(), trace.node("w").gradient().orElseThrow());
        assertEquals(expected.of(x).value(), trace.node("x").gradient().orElseThrow());
    }

    @Test
    void aTraceOfATapeThatIsThereAlready() {
        Tape tape = Tape.record(xs -> xs[0].square().named("s"), Tensor.variable("x", 3));
        assertEquals(6, item(Explain.of(tape).node("x").gradient()));
        assertEquals(Optional.of("s"), tape.entries().get(1).called());
        assertEquals(Optional.empty(), Explain.of(tape).node("s").line());
    }

    @Test
    void namesCostNothingElsewhere() {
        Tensor x = Tensor.variable("x", 3);
        assertTrue(x == x.named("other"));
        try (Tape.Scope scope = Tape.scope("nobody records")) {
            assertEquals(9, x.square().named("s").item());
        }
        assertEquals(
                3, Autodiff.grad(xs -> xs.mul(xs).mul(0.5).named("g")).apply(x).item());
    }

    @Test
    void mistakes() {
        assertEquals(
                "explain: the output must be a single number, got shape (2): reduce it (sum, mean), or pick an element"
                        + " (get, narrow)",
                assertThrows(IllegalArgumentException.class, () -> Explain.of(xs -> xs[0], Tensor.variable(1, 2)))
                        .getMessage());
        Trace trace = Explain.of(xs -> xs[0].exp().named("e"), Tensor.variable("x", 1));
        assertEquals(
                "trace: no value is called 'y'; there are [x, e]",
                assertThrows(IllegalArgumentException.class, () -> trace.node("y"))
                        .getMessage());
        assertEquals(
                "explain: needs a tape made by Tape.record, which keeps the values",
                assertThrows(
                                IllegalStateException.class,
                                () -> Tape.of(Tensor.variable(1).exp()).explain())
                        .getMessage());
    }

    @Test
    void aTableOfArrays() {
        Trace trace =
                Explain.of(xs -> xs[0].relu().named("r").sum().named("s"), Tensor.variable("x", NdArray.of(-1, -2)));
        assertEquals("""
                x = input           value [-1, -2]                         gradient [0, 0]
                r = relu(x)         value [0, 0]     local d/dx = [0, 0]   gradient [1, 1] (dead)
                v2 = sum([0])(r)    value 0          local d/dr = [1, 1]   gradient 1
                s = reshape()(v2)   value 0          local d/dv2 = 1       gradient 1""", trace.table());
    }

    @Test
    void dotHasEveryNodeAndEdgeAndEscapes() {
        Trace trace = Explain.of(
                xs -> {
                    try (Tape.Scope scope = Tape.scope("a<b")) {
                        return xs[0].exp().named("e & f");
                    }
                },
                Tensor.variable("x", 0));
        String dot = trace.toDot();
        assertTrue(dot.contains("e &amp; f = exp"), dot);
        assertTrue(dot.contains("label=<a&lt;b>"), dot);
        assertTrue(dot.contains("n0 -> n1 [label=<<font color=\"#555555\">1</font>>]"), dot);
    }

    /** (x + 1) (x x) at x = 2: through x + 1 comes x^2 = 4, through each side of x x comes 3 times 2. */
    @Test
    void thePathsOfAGradient() {
        Trace trace = Explain.of(xs -> xs[0].add(1).mul(xs[0].mul(xs[0])), Tensor.variable("x", 2));
        List<Trace.Path> paths = trace.paths(0, 10);
        assertEquals(
                List.of(6.0, 6.0, 4.0), paths.stream().map(Trace.Path::product).toList());
        assertEquals(4 / 16.0, paths.get(2).share());
        assertEquals(2, paths.get(0).edges().size());
        assertEquals(
                "paths: there are more than 2 ways from x to the output: ask of a value that is nearer to it",
                assertThrows(IllegalArgumentException.class, () -> trace.paths(0, 2))
                        .getMessage());
        Trace arrays = Explain.of(xs -> xs[0].exp().sum(), Tensor.variable("x", 1, 2));
        assertThrows(IllegalArgumentException.class, () -> arrays.paths(0, 10));
    }
}
