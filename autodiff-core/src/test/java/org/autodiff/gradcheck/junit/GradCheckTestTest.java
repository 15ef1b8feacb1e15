package org.autodiff.gradcheck.junit;

import static org.autodiff.gradcheck.junit.GradCheckTests.check;
import static org.autodiff.gradcheck.junit.GradCheckTests.checks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gradcheck.GateLaws;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The annotation, by running classes that use it. The samples are nested, so that nobody else finds them. */
class GradCheckTestTest {
    private static final Tensor X = Tensor.of(0.3, -1.2, 2);

    /** y = x^2, whose derivative is c x. */
    private record Square(double c) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x * x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.mul(c);
        }

        @Override
        public Reads reads() {
            return Reads.INPUT;
        }
    }

    private static GradCheck squareWithDerivative(double c) {
        return GradCheck.of(xs -> new Square(c).on(xs[0])).at(X);
    }

    private static final GradCheck right() {
        return squareWithDerivative(2);
    }

    private static EngineExecutionResults run(Class<?> sample, String... parameters) {
        EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter").selectors(selectClass(sample));
        for (int i = 0; i < parameters.length; i += 2) {
            kit.configurationParameter(parameters[i], parameters[i + 1]);
        }
        return kit.execute();
    }

    /** What became of each test, by its name; of a failure its message. */
    private static Map<String, String> outcomes(Class<?> sample, String... parameters) {
        Map<String, String> outcomes = new LinkedHashMap<>();
        for (Event e : run(sample, parameters).allEvents().finished().list()) {
            if (!e.getTestDescriptor().isTest()
                    && e.getRequiredPayload(TestExecutionResult.class)
                            .getThrowable()
                            .isEmpty()) {
                continue;
            }
            outcomes.put(
                    e.getTestDescriptor().getDisplayName(),
                    e.getRequiredPayload(TestExecutionResult.class)
                            .getThrowable()
                            .map(t -> t.getClass().getSimpleName() + ": " + t.getMessage())
                            .orElse("passed"));
        }
        return outcomes;
    }

    // ---- right and wrong

    static class RightAndWrong {
        @GradCheckTest
        DynamicTest alone() {
            return check(right());
        }

        @GradCheckTest
        Stream<DynamicTest> byName() {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("right one", right());
            all.put("wrong one", squareWithDerivative(-2));
            all.put("right gate", GateLaws.of(() -> new Square(2)).inputs(X));
            all.put("wrong gate", GateLaws.of(() -> new Square(-2)).inputs(X));
            return checks(all);
        }
    }

    @Test
    void eachCheckIsATestOfItsOwn() {
        run(RightAndWrong.class)
                .testEvents()
                .assertStatistics(s -> s.started(5).succeeded(3).failed(2));
        Map<String, String> outcomes = outcomes(RightAndWrong.class);
        assertEquals("passed", outcomes.get("gradient"));
        assertEquals("passed", outcomes.get("right one"));
        assertEquals("passed", outcomes.get("right gate"));
        String gradient = outcomes.get("wrong one");
        assertTrue(gradient.startsWith("AssertionError: ") && gradient.contains("WRONG"), gradient);
        String laws = outcomes.get("wrong gate");
        assertTrue(laws.startsWith("AssertionError: laws of square") && laws.contains("the sign is turned"), laws);
    }

    @Test
    void reportsArePublished() {
        Map<String, List<String>> verdicts = new LinkedHashMap<>();
        for (Event e :
                run(RightAndWrong.class).allEvents().reportingEntryPublished().list()) {
            Map<String, String> entry = e.getRequiredPayload(ReportEntry.class).getKeyValuePairs();
            verdicts.computeIfAbsent(e.getTestDescriptor().getDisplayName(), n -> new ArrayList<>())
                    .add(entry.get("gradcheck.verdict"));
            assertTrue(entry.get("gradcheck.report").length() > 20, () -> "" + entry);
        }
        assertEquals(
                Map.of(
                        "gradient", List.of("PASS"),
                        "right one", List.of("PASS"),
                        "wrong one", List.of("WRONG"),
                        "right gate", List.of("PASS"),
                        "wrong gate", List.of("WRONG")),
                verdicts);
    }

    // ---- what a method may return, and take

    static class Shapes {
        private String name;

        @BeforeEach
        void prepare(TestInfo info) {
            name = info.getDisplayName();
        }

        @GradCheckTest
        Collection<DynamicTest> collection() {
            return checks(List.of(right(), squareWithDerivative(3))).toList();
        }

        @GradCheckTest
        DynamicNode[] array() {
            return new DynamicNode[] {check("in an array", right())};
        }

        @GradCheckTest
        DynamicContainer container() {
            return DynamicContainer.dynamicContainer("group", Stream.of(check("in a group", squareWithDerivative(3))));
        }

        @GradCheckTest
        DynamicTest injected(TestInfo info) {
            return check(name + " " + info.getTags(), right());
        }

        @GradCheckTest
        Stream<DynamicTest> mixed() {
            return Stream.of(DynamicTest.dynamicTest("other", () -> assertEquals(1, 2)), check("own", right()));
        }
    }

    @Test
    void jupiterDoesTheRest() {
        Map<String, String> outcomes = outcomes(Shapes.class);
        assertEquals("passed", outcomes.get("check 1"));
        assertTrue(outcomes.get("check 2").contains("WRONG"), outcomes::toString);
        assertEquals("passed", outcomes.get("in an array"));
        assertTrue(outcomes.get("in a group").contains("WRONG"), outcomes::toString);
        assertEquals("passed", outcomes.get("injected(TestInfo) []"));
        assertTrue(outcomes.get("other").contains("expected: <1> but was: <2>"), outcomes::toString);
        assertEquals("passed", outcomes.get("own"));
        assertEquals(7, outcomes.size(), outcomes::toString);
    }

    static class Plain {
        @TestFactory
        Stream<DynamicTest> withoutTheAnnotation() {
            return Stream.of(check("right", right()), check("wrong", squareWithDerivative(3)));
        }
    }

    @Test
    void aPlainFactoryServesToo() {
        Map<String, String> outcomes = outcomes(Plain.class);
        assertEquals("passed", outcomes.get("right"));
        assertTrue(outcomes.get("wrong").contains("WRONG"), outcomes::toString);
    }

    static class Nothing {
        @GradCheckTest
        Stream<DynamicTest> emptyStream() {
            return Stream.of();
        }

        @GradCheckTest
        List<DynamicTest> emptyList() {
            return List.of();
        }

        @GradCheckTest
        DynamicTest[] emptyArray() {
            return new DynamicTest[0];
        }
    }

    @Test
    void whoChecksNothingFails() {
        Map<String, String> outcomes = outcomes(Nothing.class);
        for (String method : List.of("emptyStream", "emptyList", "emptyArray")) {
            assertEquals(
                    "AssertionError: @GradCheckTest: " + method + " returned no check, so nothing is checked",
                    outcomes.get(method + "()"));
        }
    }

    @Test
    void whatIsNoCheckIsRefused() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> checks(Map.of("x", X)).toList())
                .getMessage();
        assertEquals("checks: 'x' is a org.autodiff.Tensor: must be a GradCheck or GateLaws", message);
        assertThrows(NullPointerException.class, () -> check((GradCheck) null));
        assertThrows(NullPointerException.class, () -> check((GateLaws) null));
    }

    // ---- attributes

    static class Attributes {
        @GradCheckTest(tolerance = 1e-2)
        Stream<DynamicTest> tolerant() {
            return Stream.of(
                    check(
                            "half a percent of a gate",
                            GateLaws.of(new Square(2.01)).inputs(X)),
                    check("four percent", squareWithDerivative(2.08)));
        }

        @GradCheckTest(tolerance = 1e-4, order = 2, seed = 17, maxCoordinates = 5)
        DynamicTest all() {
            return check("all", squareWithDerivative(3));
        }

        @GradCheckTest(order = 2)
        DynamicTest second() {
            return check(
                    "constant derivative",
                    GradCheck.of(xs -> xs[0].mul(xs[0].detach())).at(X));
        }

        @GradCheckTest(seed = 4711)
        DynamicTest seeded() {
            return check("seeded", GateLaws.of(new Square(-2)).inputs(X));
        }

        @GradCheckTest(order = 2)
        DynamicTest refused() {
            return check("laws of order 2", GateLaws.of(new Square(2)).inputs(X));
        }

        @GradCheckTest(allow = Verdict.WRONG)
        DynamicTest cannotFail() {
            return check("wrong", squareWithDerivative(3));
        }
    }

    @Test
    void attributesCount() {
        Map<String, String> outcomes = outcomes(Attributes.class);
        String repeat = ".order(2).tolerance(1.0E-4).maxCoordinates(5).seed(17)";
        assertTrue(outcomes.get("all").contains(repeat), outcomes::toString);
        assertEquals("passed", outcomes.get("half a percent of a gate"));
        assertTrue(outcomes.get("four percent").contains("WRONG"), outcomes::toString);
        assertTrue(outcomes.get("seeded").contains("seed 4711"), outcomes::toString);
        assertTrue(outcomes.get("laws of order 2").contains("not for GateLaws"), outcomes::toString);
        assertTrue(outcomes.get("wrong").contains("a test that cannot fail"), outcomes::toString);
    }

    static class Kinks {
        private static GradCheck atAKink() {
            return GradCheck.of(xs -> xs[0].relu()).at(Tensor.of(0, 1));
        }

        @GradCheckTest
        DynamicTest strict() {
            return check("strict", atAKink());
        }

        @GradCheckTest(allow = {Verdict.KINK, Verdict.INCONCLUSIVE})
        Stream<DynamicTest> lenient() {
            return Stream.of(
                    check("lenient", atAKink()),
                    check("zeros", GateLaws.of(new Square(2)).inputs(Tensor.of(0, 0))),
                    check("still wrong", squareWithDerivative(3)),
                    check("laws broken", GateLaws.of(new Square(3)).inputs(X)));
        }
    }

    @Test
    void verdictsCanBeAllowed() {
        Map<String, String> outcomes = outcomes(Kinks.class);
        assertTrue(outcomes.get("strict").startsWith("AssertionError: "), outcomes::toString);
        assertEquals("passed", outcomes.get("lenient"));
        assertEquals("passed", outcomes.get("zeros"));
        assertTrue(outcomes.get("still wrong").contains("WRONG"), outcomes::toString);
        assertTrue(outcomes.get("laws broken").contains("BROKEN"), outcomes::toString);
    }

    // ---- files

    static class Sampled {
        @GradCheckTest
        Stream<DynamicTest> toFiles() {
            return Stream.of(
                    check("a right / one", GateLaws.of(new Square(2)).inputs(X)),
                    check("wrong", GateLaws.of(new Square(-2)).inputs(X)));
        }
    }

    @Test
    void reportsAreWritten(@TempDir Path folder) throws IOException {
        Path target = folder.resolve("deep").resolve("reports");
        Map<String, String> outcomes = outcomes(Sampled.class, GradCheckTest.JSON_PARAMETER, target.toString());
        assertEquals("passed", outcomes.get("a right / one"));
        assertTrue(outcomes.get("wrong").contains("BROKEN: gradient"), outcomes::toString);
        String prefix = "org.autodiff.gradcheck.junit.GradCheckTestTest_Sampled.toFiles.";
        String right = Files.readString(target.resolve(prefix + "a_right_one.json"));
        String wrong = Files.readString(target.resolve(prefix + "wrong.json"));
        assertTrue(right.contains("\"passed\": true") && right.endsWith("}"), right);
        assertTrue(wrong.contains("\"passed\": false") && wrong.contains("\"status\": \"BROKEN\""), wrong);
        try (Stream<Path> all = Files.list(target)) {
            assertEquals(2, all.count());
        }
    }
}
