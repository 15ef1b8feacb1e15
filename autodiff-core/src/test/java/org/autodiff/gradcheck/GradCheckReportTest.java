package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.ndarray.NdArray;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Plain programs as subjects, and what a report says of them. */
class GradCheckReportTest {
    private static GradCheckReport quadratic(double factor) {
        return GradCheck.of(x -> x[0] * x[0] + 3 * x[1], x -> new double[] {2 * factor * x[0], 3})
                .at(2, 5)
                .report();
    }

    @Test
    void theFirstLinesAreTheVerdictAndTheTaylorTest() {
        List<String> right = quadratic(1).toString().lines().toList();
        assertTrue(right.get(0).startsWith("PASS: 2 derivatives"), right.get(0));
        assertTrue(right.get(1).startsWith("Taylor test: order 2.00"), right.get(1));
        assertTrue(right.size() <= 10, () -> String.join("\n", right));
        List<String> wrong = quadratic(1.5).toString().lines().toList();
        assertTrue(wrong.get(0).startsWith("WRONG: 1 of 2 derivatives are wrong: x[0]"), wrong.get(0));
        assertTrue(wrong.get(1).startsWith("Taylor test: order 1.00"), wrong.get(1));
    }

    @Test
    void aWrongErrorOfOneInTenThousandIsCalledWrong() {
        assertEquals(Verdict.WRONG, quadratic(1.0001).verdict());
        assertTrue(quadratic(1).smallestError() < 1e-5);
    }

    @Test
    void jsonHasEveryNumberAndStringsForThoseItDoesNotKnow() {
        GradCheckReport report = GradCheck.of(x -> Math.log(x[0]), x -> new double[] {Double.NaN})
                .at(1)
                .report();
        Map<?, ?> json = (Map<?, ?>) new Parser(report.toJson()).value();
        assertEquals("WRONG", json.get("verdict"));
        assertEquals(report.reason(), json.get("reason"));
        assertEquals(1e-6, json.get("tolerance"));
        Map<?, ?> only = (Map<?, ?>) ((List<?>) json.get("coordinates")).get(0);
        assertEquals("NaN", only.get("yours"));
        assertEquals(report.coordinates().get(0).numeric(), only.get("numeric"));
        List<?> ladder = (List<?>) only.get("ladder");
        assertEquals(report.coordinates().get(0).ladder().size(), ladder.size());
        assertEquals(4, ((List<?>) ladder.get(0)).size());
    }

    @Test
    void aJacobianIsCheckedEntryByEntry() {
        GradCheckReport report = GradCheck.ofJacobian(x -> new double[] {x[0] * x[1], x[0] + x[1]}, x ->
                        new double[][] {{x[1], x[0]}, {1, -1}})
                .at(2, 3)
                .report();
        assertEquals(Verdict.WRONG, report.verdict());
        assertEquals("dy[1]/dx[1]", report.worst(1).get(0).name());
        assertEquals(-1, report.worst(1).get(0).claimed());
        assertEquals(
                3,
                report.coordinates().stream()
                        .filter(c -> c.name().equals("dy[0]/dx[0]"))
                        .findFirst()
                        .orElseThrow()
                        .claimed());
    }

    @Test
    void matricesOfEjmlAreNamedByRowAndColumn() {
        DMatrixRMaj w = new DMatrixRMaj(new double[][] {{1, 2, 3}, {4, 5, 6}});
        GradCheckReport report = GradCheck.ejml(a -> a.get(0, 0) * a.get(0, 0) + a.get(1, 2), a -> {
                    DMatrixRMaj g = new DMatrixRMaj(2, 3);
                    g.set(0, 0, 2 * a.get(0, 0));
                    g.set(1, 2, 2);
                    return g;
                })
                .at(w)
                .report();
        assertEquals(Verdict.WRONG, report.verdict());
        assertEquals("x[1, 2]", report.worst(1).get(0).name());
        assertEquals(1, w.get(0, 0));
    }

    @Test
    void whoChangesWhatHeIsGivenIsImpure() {
        GradCheckReport input =
                GradCheck.of(x -> x[0] = x[0] * 2, x -> new double[] {2}).at(1).report();
        assertEquals(Verdict.IMPURE, input.verdict());
        assertTrue(input.reason().contains("changes its input x"), input.reason());
        GradCheckReport gradient = GradCheck.of(x -> 2 * x[0], x -> {
                    x[0] = 7;
                    return new double[] {2};
                })
                .at(1)
                .report();
        assertEquals(Verdict.IMPURE, gradient.verdict());
        assertTrue(gradient.reason().startsWith("the gradient changes"), gradient.reason());
    }

    @Test
    void secondOrderOfAPlainFunctionIsRefused() {
        GradCheck check = GradCheck.of(x -> x[0], x -> new double[] {1}).at(1).order(2);
        String message =
                assertThrows(IllegalArgumentException.class, check::report).getMessage();
        assertTrue(message.contains("ofJacobian"), message);
    }

    @Test
    void aTrialGivesParametersTheirBitsBack() {
        Parameter p = Parameter.of("p", NdArray.of(-0.0, 3));
        assertThrows(
                IllegalStateException.class,
                () -> Parameter.onTrial(() -> {
                    p.assign(Tensor.of(1, 2));
                    Parameter.onTrial(() -> {
                        p.assign(Tensor.of(7, 8));
                        return 0;
                    });
                    assertEquals(NdArray.of(1, 2), p.value());
                    throw new IllegalStateException();
                }));
        assertEquals(NdArray.of(-0.0, 3), p.value());
    }

    @Test
    void progressGoesFromZeroToOne() {
        List<Double> seen = new ArrayList<>();
        GradCheck.of(x -> x[0] * x[1], x -> new double[] {x[1], x[0]})
                .at(2, 3)
                .onProgress(seen::add)
                .report();
        assertFalse(seen.isEmpty());
        assertEquals(1, seen.get(seen.size() - 1));
        List<Double> sorted = new ArrayList<>(seen);
        sorted.sort(null);
        assertEquals(sorted, seen);
    }

    /** JSON as it is defined, nothing more: so what it accepts, others accept. */
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Object value() {
            char c = text.charAt(at);
            if (c == '{') {
                Map<String, Object> map = new LinkedHashMap<>();
                while (text.charAt(at) != '}') {
                    at++;
                    skip();
                    String key = string();
                    expect(": ");
                    map.put(key, value());
                    assertTrue(",}".indexOf(text.charAt(at)) >= 0, () -> text.substring(at));
                }
                at++;
                return map;
            }
            if (c == '[') {
                List<Object> list = new ArrayList<>();
                at++;
                while (text.charAt(at) != ']') {
                    skip();
                    list.add(value());
                    if (text.charAt(at) == ',') {
                        at++;
                    }
                }
                at++;
                return list;
            }
            if (c == '"') {
                return string();
            }
            for (String word : Arrays.asList("true", "false")) {
                if (text.startsWith(word, at)) {
                    at += word.length();
                    return Boolean.valueOf(word);
                }
            }
            int from = at;
            while ("+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return Double.parseDouble(text.substring(from, at));
        }

        private void skip() {
            while (text.charAt(at) == ' ') {
                at++;
            }
        }

        private void expect(String s) {
            assertTrue(text.startsWith(s, at), () -> text.substring(at));
            at += s.length();
        }

        private String string() {
            expect("\"");
            StringBuilder s = new StringBuilder();
            while (text.charAt(at) != '"') {
                s.append(text.charAt(at) == '\\' ? text.charAt(++at) : text.charAt(at));
                at++;
            }
            at++;
            return s.toString();
        }
    }
}
