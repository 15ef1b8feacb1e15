package org.autodiff.gradcheck.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.autodiff.gradcheck.Coordinate;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.gradcheck.collection.ChkderFunctions.VectorFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The test of MINPACK's CHKDER: fourteen Jacobians that are right, and the same with errors planted in a component. */
class ChkderTest {
    static List<VectorFunction> functions() {
        return ChkderFunctions.all();
    }

    private static GradCheckReport check(VectorFunction f, Function<double[], double[][]> jacobian) {
        return GradCheck.ofJacobian(f.f(), jacobian).at(f.x()).report();
    }

    @Test
    void thereAreFourteen() {
        assertEquals(14, functions().size());
    }

    @ParameterizedTest
    @MethodSource("functions")
    void rightOnesPass(VectorFunction f) {
        GradCheckReport report = check(f, f.jacobian());
        assertEquals(Verdict.PASS, report.verdict(), report::toString);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void theSignOfAComponentIsFoundInItsRow(VectorFunction f) {
        int last = f.jacobian().apply(f.x()).length - 1;
        for (int row : new int[] {0, last / 2, last}) {
            assertFound(f, row, (entry, j) -> -entry);
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void aComponentOffByOnePercentIsFoundInItsRow(VectorFunction f) {
        int last = f.jacobian().apply(f.x()).length - 1;
        for (int row : new int[] {0, last / 2, last}) {
            assertFound(f, row, (entry, j) -> 1.01 * entry);
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void oneWrongEntryIsFoundInItsRow(VectorFunction f) {
        double[][] right = f.jacobian().apply(f.x());
        int row = right.length / 2;
        int column = 0;
        while (right[row][column] == 0) {
            column++;
        }
        int chosen = column;
        assertFound(f, row, (entry, j) -> j == chosen ? entry * (1 + 1e-3) : entry);
    }

    private interface Mistake {
        double spoilt(double entry, int column);
    }

    private static void assertFound(VectorFunction f, int row, Mistake mistake) {
        GradCheckReport report = check(f, x -> {
            double[][] d = f.jacobian().apply(x);
            for (int j = 0; j < d[row].length; j++) {
                d[row][j] = mistake.spoilt(d[row][j], j);
            }
            return d;
        });
        assertEquals(Verdict.WRONG, report.verdict(), report::toString);
        Set<Integer> rows = new TreeSet<>();
        for (Coordinate c : report.coordinates()) {
            if (c.status().isWrong()) {
                rows.add(c.component());
                assertTrue(c.name().contains("[" + row + "]"), c::toString);
            }
        }
        assertEquals(Set.of(row), rows, report::toString);
    }
}
