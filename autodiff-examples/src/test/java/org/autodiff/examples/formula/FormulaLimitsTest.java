package org.autodiff.examples.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Very long formulas work, very deep ones are refused in words; neither needs a large stack. */
class FormulaLimitsTest {
    private static final int LONG = 10_000;

    /** On a thread with half of the usual stack. */
    private static <T> T onSmallStack(Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body);
        new Thread(null, task, "small stack", 512 << 10).start();
        return task.get();
    }

    @ParameterizedTest
    @CsvSource({"+, 10001", "-, -9999", "*, 1", "/, 1"})
    void tenThousandTerms(String operator, double expected) throws Exception {
        String text = "x" + (" " + operator + " x").repeat(LONG);
        Tensor x = Tensor.variable("x", 1);
        Tensor y = onSmallStack(() -> {
            Formula f = Formula.parse(text);
            assertEquals(text.replaceAll(" ([*/]) ", "$1"), f.toString());
            assertEquals(f, Formula.parse(f.toString()));
            assertEquals(f.hashCode(), Formula.parse(f.toString()).hashCode());
            assertNotEquals(f, Formula.parse("y" + text.substring(1)));
            return f.apply(Map.of("x", x));
        });
        assertEquals(expected, y.item());
    }

    @Test
    void theGradientOfTenThousandTerms() throws Exception {
        Tensor x = Tensor.variable("x", 3);
        Tensor y =
                onSmallStack(() -> Formula.parse("x^2" + " + x^2".repeat(LONG)).apply(Map.of("x", x)));
        assertEquals(6.0 * (LONG + 1), y.backward().of(x).item());
    }

    @Test
    void tenThousandVariables() throws Exception {
        String text = IntStream.range(0, LONG).mapToObj(i -> "x" + i).collect(Collectors.joining(" + "));
        Map<String, Tensor> values =
                IntStream.range(0, LONG).boxed().collect(Collectors.toMap(i -> "x" + i, Tensor::of));
        assertEquals(
                LONG * (LONG - 1.0) / 2,
                onSmallStack(() -> Formula.parse(text).apply(values)).item());
    }

    @Test
    void tenThousandDefinitions() throws Exception {
        String text = IntStream.range(0, LONG)
                .mapToObj(i -> "a" + (i + 1) + " = a" + i + " + 1; ")
                .collect(Collectors.joining("", "", "a" + LONG));
        Tensor y = onSmallStack(() -> Formula.parse(text).apply(Map.of("a0", Tensor.of(0.5))));
        assertEquals(LONG + 0.5, y.item());
    }

    @Test
    void tenThousandElements() throws Exception {
        String text = "[1" + ", 2".repeat(LONG) + "]";
        assertEquals(
                1 + 2.0 * LONG,
                onSmallStack(() -> Formula.parse("sum(" + text + ")").apply(Map.of()))
                        .item());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (      | )
            [      | ]
            sin(   | )
            -      | ''
            2^     | ''
            2^-    | ''
            x[     | ]
            if(x,x,| )
            (a=1;  | )
            if(    | ,1,2)
            """)
    void nestingOfFiveThousandIsRefused(String before, String after) throws Exception {
        int depth = 5_000;
        String text = before.repeat(depth) + "x" + after.repeat(depth);
        FormulaException e = onSmallStack(() -> assertThrows(FormulaException.class, () -> Formula.parse(text)));
        assertTrue(
                e.getMessage()
                        .startsWith("nested too deeply: more than 100 brackets, signs or powers inside each other; "
                                + "define a part of it first: a = ...; f(a)\n"),
                e.getMessage());
        assertTrue(e.column() > 90 && e.column() < 1_000, "column " + e.column());
    }

    @Test
    void fiveThousandSuffixesAreRefused() {
        FormulaException e = assertThrows(FormulaException.class, () -> Formula.parse("x" + "'".repeat(5_000)));
        assertTrue(e.getMessage().startsWith("nested too deeply: more than 100 suffixes in a row\n"), e.getMessage());
        assertEquals(101, e.column());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (       | ' + 1)'  | 46
            -(1 +   | )        | -2
            abs(1*  | )        | 1
            (a = 1; a* | )     | 1
            """)
    void nestingOfFortyFiveWorks(String before, String after, double expected) throws Exception {
        String text = before.repeat(45) + "x" + after.repeat(45); // up to two signs or brackets at each level
        Tensor y = onSmallStack(() -> {
            Formula f = Formula.parse(text);
            assertEquals(f, Formula.parse(f.toString()));
            return f.apply(Map.of("x", Tensor.of(1)));
        });
        assertEquals(expected, y.item());
    }
}
