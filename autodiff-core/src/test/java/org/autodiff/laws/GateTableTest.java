package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.laws.Sample.On;
import org.junit.jupiter.api.Test;

/** Every built-in gate says what it computes, and the table in docs/operations.md is made of what they say. */
class GateTableTest {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final String SOURCES = "../autodiff-core/src/main/java/";
    private static final String BEGINNING = "## All gates\n";

    private static final String HEAD = BEGINNING + """

            An operation is a gate, or consists of several. This table is generated from the gates;
            `mvn test -pl autodiff-core -Dtest=GateTableTest -Dautodiff.write=true` writes it anew.

            The input of a gate is `x`; two are `a` and `b`; `y` is the output, and `u` the gradient of the output. A
            word in braces is an attribute of the gate. The derivative of an elementwise gate is the local one, `dy/dx`;
            of any other gate the table says what its backward rule returns, the gradient of the input. Of matrices,
            `x'` is the transpose, `o` the product element by element, `sym(m)` is `(m + m') / 2`; `op` transposes or
            does nothing, `tri` takes a triangle. By the structure the engine chooses its rule for forward mode. The
            file holds the whole gate.
            """;

    /** Several samples of each gate. */
    private static List<On> samples() {
        return Samples.all().stream()
                .flatMap(s -> LongStream.range(0, 10).mapToObj(seed -> s.draw().apply(new Draw(seed))))
                .toList();
    }

    /** One sample for each gate: the one with the fewest inputs, if their number is not always the same. */
    private static List<On> gates() {
        Map<Class<?>, On> gates = new LinkedHashMap<>();
        for (On on : samples()) {
            gates.merge(on.gate().getClass(), on, (a, b) -> a.inputs().length <= b.inputs().length ? a : b);
        }
        return List.copyOf(gates.values());
    }

    // ---- every gate says what it computes

    /** What a gate should say and does not. */
    private static List<String> missing(Gate gate, int inputs) {
        List<String> missing = new ArrayList<>();
        if (gate.formula().isEmpty()) {
            missing.add(gate.name() + ": formula");
        }
        for (int i = 0; i < inputs; i++) {
            if (gate.differentiable(i) && gate.derivativeFormula(i).isEmpty()) {
                missing.add(gate.name() + ": derivative with respect to input " + i);
            }
        }
        return missing;
    }

    @Test
    void everyGateStatesItsFormulaAndItsDerivatives() {
        List<String> missing = samples().stream()
                .flatMap(on -> missing(on.gate(), on.inputs().length).stream())
                .distinct()
                .toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void everyWordInBracesIsAnAttribute() {
        for (On on : samples()) {
            for (String text : texts(on.gate(), on.inputs().length)) {
                assertTrue(!text.contains("{"), () -> on.gate().name() + " has no such attribute: " + text);
            }
        }
    }

    private static List<String> texts(Gate gate, int inputs) {
        List<String> texts = new ArrayList<>();
        gate.formula().ifPresent(texts::add);
        for (int i = 0; i < inputs; i++) {
            gate.derivativeFormula(i).ifPresent(texts::add);
        }
        return texts;
    }

    /** Says nothing. */
    private record Silent() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(1);
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }
    }

    @Test
    void aSilentGateIsFound() {
        assertEquals(
                List.of("silent: formula", "silent: derivative with respect to input 0"), missing(new Silent(), 1));
    }

    // ---- the table

    @Test
    void thePageHoldsTheTable() throws IOException {
        String page = Files.readString(PAGE);
        int at = page.indexOf(BEGINNING);
        String before = at < 0 ? page + "\n" : page.substring(0, at);
        if (Boolean.getBoolean("autodiff.write")) {
            Files.writeString(PAGE, before + table());
        }
        assertEquals(before + table(), Files.readString(PAGE), "write it anew with -Dautodiff.write=true");
    }

    @Test
    void everyGateIsOnThePage() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        for (On on : gates()) {
            String file = file(on.gate().getClass());
            String name = name(on.gate());
            assertTrue(
                    lines.stream().anyMatch(l -> l.startsWith("| " + name + " |") && l.contains(file)),
                    () -> name + " of " + file + " is not on the page");
        }
    }

    private static String table() {
        StringBuilder page = new StringBuilder(HEAD);
        Set<String> rooms = gates().stream().map(on -> room(on.gate())).collect(Collectors.toCollection(TreeSet::new));
        for (String room : rooms) {
            page.append("\n### Gates: ").append(room).append("\n\n");
            page.append("| gate | formula | derivative | structure | file |\n| --- | --- | --- | --- | --- |\n");
            gates().stream()
                    .filter(on -> room(on.gate()).equals(room))
                    .sorted(Comparator.comparing(on -> file(on.gate().getClass()) + " " + name(on.gate())))
                    .forEach(on -> page.append(line(on)).append('\n'));
        }
        return page.toString();
    }

    private static String line(On on) {
        Gate gate = on.gate();
        String file = file(gate.getClass());
        String type = gate.getClass().getName();
        String simple = type.substring(type.lastIndexOf('.') + 1).replace('$', '.');
        return "| " + name(gate) + " | " + code(formula(gate)) + " | " + derivatives(on) + " | "
                + gate.structure().name().toLowerCase(Locale.ROOT) + " | [" + simple + "](" + SOURCES + file + ") |";
    }

    /** With the names of attributes in place of those that the sample happens to have. */
    private static String formula(Gate gate) {
        Formula formula = gate.getClass().getAnnotation(Formula.class);
        return formula == null ? gate.formula().orElse("") : formula.value();
    }

    private static String derivatives(On on) {
        Gate gate = on.gate();
        Formula formula = gate.getClass().getAnnotation(Formula.class);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < on.inputs().length; i++) {
            if (gate.differentiable(i)) {
                boolean stated = formula != null && i < formula.derivative().length;
                String text = stated
                        ? formula.derivative()[i]
                        : gate.derivativeFormula(i).orElse("");
                if (texts.isEmpty() || !texts.get(texts.size() - 1).equals(code(text))) {
                    texts.add(code(text));
                }
            }
        }
        return texts.isEmpty() ? "none" : String.join("; ", texts);
    }

    /** A pipe would end the cell. */
    private static String code(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }

    private static String name(Gate gate) {
        String type = gate.getClass().getSimpleName();
        return Character.toLowerCase(type.charAt(0)) + type.substring(1);
    }

    private static String room(Gate gate) {
        String type = gate.getClass().getPackageName();
        return type.substring(type.lastIndexOf('.') + 1);
    }

    private static String file(Class<?> gate) {
        return gate.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
    }
}
