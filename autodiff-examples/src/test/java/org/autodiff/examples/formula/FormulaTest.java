package org.autodiff.examples.formula;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of formulas, and their derivatives. */
class FormulaTest {
    private static final Map<String, Tensor> VALUES = Map.of(
            "x", Tensor.of(1, 2, 4),
            "s", Tensor.of(-3),
            "A", Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}}),
            "S", Tensor.of(new double[][] {{2, 1}, {1, 3}}),
            "zero", Tensor.of(0, 1));

    private static Tensor value(String text) {
        Formula formula = Formula.parse(text);
        return formula.function(VALUES.keySet().toArray(String[]::new))
                .apply(VALUES.values().toArray(Tensor[]::new));
    }

    /** Values worked out by hand; rank 0 and 1 and 2 are told apart by brackets. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            -s^2                        | -9
            s^2                         | 9
            2^-1                        | 0.5
            2^3^2                       | 512
            2*s + 1                     | -5
            7/2/2                       | 1.75
            1 - 2 - 3                   | -4
            x*s                         | [-3, -6, -12]
            x + A                       | [[2, 4, 7], [5, 7, 10]]
            A @ x                       | [17, 38]
            x @ x                       | 21
            A @ A'                      | [[14, 32], [32, 77]]
            x'                          | [1, 2, 4]
            s'                          | -3
            A'                          | [[1, 4], [2, 5], [3, 6]]
            x < 2                       | [1, 0, 0]
            x <= 2                      | [1, 1, 0]
            x > 2                       | [0, 0, 1]
            x >= 2                      | [0, 1, 1]
            x == 2                      | [0, 1, 0]
            x != 2                      | [1, 0, 1]
            if(x > 1, x, -x)            | [-1, 2, 4]
            if(x > 1, 7, 8)             | [8, 7, 7]
            [s, 1; 2, s + 1]            | [[-3, 1], [2, -2]]
            [x, 2*x]                    | [[1, 2, 4], [2, 4, 8]]
            [[s]]                       | [[-3]]
            [s; 1]                      | [[-3], [1]]
            x[0]                        | 1
            x[-1]                       | 4
            x[1:]                       | [2, 4]
            x[:2]                       | [1, 2]
            x[:-1]                      | [1, 2]
            x[-2:]                      | [2, 4]
            x[::2]                      | [1, 4]
            x[1:2]                      | [2]
            x[[2, 0, 2]]                | [4, 1, 4]
            A[1]                        | [4, 5, 6]
            A[1, :]                     | [4, 5, 6]
            A[:, 1]                     | [2, 5]
            A[1, 2]                     | 6
            A[:, 0:2]                   | [[1, 2], [4, 5]]
            A[:, [2, 0]]                | [[3, 1], [6, 4]]
            A[0:1, 1]                   | [2]
            A'[2][0]                    | 3
            x[1 + 1]                    | 4
            a = s + 1; a^2              | 4
            a = s; b = a*a; a + b       | 6
            (a = 2; a) + (a = 3; a)     | 5
            s + (s = 2; s)              | -1
            a = 1; (a = 2; a) + a       | 3
            sum(x)                      | 7
            sum(A, axis=0)              | [5, 7, 9]
            sum(A, axis=-1)             | [6, 15]
            sum(A, 0)                   | [5, 7, 9]
            sum(A, 0, 1)                | 21
            sum(A, axes=[0, 1])         | 21
            sum(A, axis=1 - 2)          | [6, 15]
            sum(A, keepDims=true, axis=1) | [[6], [15]]
            sum(A, axis=1, keepDims=true) | [[6], [15]]
            sum(A, true, 1)             | [[6], [15]]
            sum(A, false, 1)            | [6, 15]
            mean(x)                     | 2.3333333333333335
            max(x)                      | 4
            max(A, axis=0)              | [4, 5, 6]
            max(x, 2)                   | [2, 2, 4]
            max(2, x)                   | [2, 2, 4]
            min(x, 3 - x)               | [1, 1, -1]
            min(A, axis=1)              | [1, 4]
            maximum(x, 2)               | [2, 2, 4]
            clamp(x, 1.5, 3)            | [1.5, 2, 3]
            clamp(x, max=3, min=1.5)    | [1.5, 2, 3]
            abs(s)                      | 3
            relu([s, 2])                | [0, 2]
            sqrt(x)[2]                  | 2
            ln(e)                       | 1
            log(e^2)                    | 2
            log2(8)                     | 3
            sin(0)                      | 0
            cos(pi)                     | -1
            arctan(1)*4 - π             | 0
            sigmoid(0)                  | 0.5
            tanh(inf)                   | 1
            dot(x, x)                   | 21
            norm([3, 4])                | 5
            det(S)                      | 5
            trace(S)                    | 5
            inv([2, 0; 0, 4])           | [[0.5, 0], [0, 0.25]]
            solve([2, 0; 0, 4], [2, 8]) | [1, 2]
            cholesky([4, 0; 0, 9])      | [[2, 0], [0, 3]]
            softmax([3, 3], axis=0)     | [0.5, 0.5]
            softmax([3, 3], 0)          | [0.5, 0.5]
            logsumexp([0, 0])           | 0.6931471805599453
            cumsum(x, axis=0)           | [1, 3, 7]
            cumsum(axis=0, x=x)         | [1, 3, 7]
            concat(0, x, x[1:])         | [1, 2, 4, 2, 4]
            stack(0, x, x)              | [[1, 2, 4], [1, 2, 4]]
            reshape(A, 3, -1)           | [[1, 2], [3, 4], [5, 6]]
            reshape(A, [3, 2])          | [[1, 2], [3, 4], [5, 6]]
            broadcastTo(s, 2)           | [-3, -3]
            T(A)                        | [[1, 4], [2, 5], [3, 6]]
            transpose(A)                | [[1, 4], [2, 5], [3, 6]]
            transpose(A, 0, 1)          | [[1, 4], [2, 5], [3, 6]]
            zeros(2, 2)                 | [[0, 0], [0, 0]]
            ones([2])                   | [1, 1]
            zeros()                     | 0
            full([2, 1], 7)             | [[7], [7]]
            eye(2)                      | [[1, 0], [0, 1]]
            linspace(0, 1, 3)           | [0, 0.5, 1]
            range(3)                    | [0, 1, 2]
            where(x > 1, x, 0)          | [0, 2, 4]
            and(x > 1, x < 4)           | [0, 1, 0]
            not(x > 1)                  | [1, 0, 0]
            argmax(x)                   | 2
            gatherRows(A, [1])          | [[4, 5, 6]]
            oneHot([1, 0], 2)           | [[0, 1], [1, 0]]
            quantile(x, 0.5)            | 2
            true + true                 | 2
            """)
    void values(String formula, String expected) {
        Tensor value = value(formula);
        double[] numbers = Arrays.stream(expected.replaceAll("[\\[\\]]", "").split(","))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertEquals(shape(expected, numbers.length), value.shape());
        assertArrayEquals(numbers, value.toArray(), 1e-15);
    }

    /** As many axes as opening brackets. */
    private static Shape shape(String text, int size) {
        int rank = (int) text.chars().takeWhile(c -> c == '[').count();
        int rows = (int) text.chars().filter(c -> c == ']').count() - 1;
        return rank == 0 ? Shape.scalar() : rank == 1 ? Shape.of(size) : Shape.of(rows, size / rows);
    }

    @Test
    void namedConstants() {
        assertEquals(Math.PI, value("pi").item());
        assertEquals(Math.E, value("e").item());
        assertEquals(Double.NEGATIVE_INFINITY, value("-inf").item());
        assertTrue(Double.isNaN(value("nan").item()));
    }

    @Test
    void variablesStandInOrderOfAppearance() {
        assertEquals(
                List.of("w", "x", "b"), Formula.parse("relu(w*x + b)^2 - x").variables());
        assertEquals(
                List.of("z", "x", "y"),
                Formula.parse("a = z; sum(x, axis=0) + y*a").variables());
        assertEquals(List.of("a"), Formula.parse("a = a + 1; a").variables());
        assertEquals(List.of(), Formula.parse("e^pi").variables());
    }

    @Test
    void theSameFormulaTwice() {
        Formula f = Formula.parse("relu(w*x + b)^2");
        assertEquals(
                4,
                f.apply(Map.of("w", Tensor.of(1), "x", Tensor.of(2), "b", Tensor.of(0)))
                        .item());
        assertEquals(
                25,
                f.apply(Map.of("w", Tensor.of(2), "x", Tensor.of(2), "b", Tensor.of(1)))
                        .item());
    }

    @Test
    void argumentsOfTheFunctionStandInTheOrderOfTheNames() {
        TensorFunction f = Formula.parse("x - 2*y").function("y", "unused", "x");
        assertEquals(3, f.apply(Tensor.of(1), Tensor.of(100), Tensor.of(5)).item());
    }

    @Test
    void aFormulaOfATree() {
        Expression x = new Expression.Variable("x");
        Formula f = Formula.of(new Expression.Negate(new Expression.Binary(Operator.POWER, x, x)));
        assertEquals(-27, f.apply(Map.of("x", Tensor.of(3))).item());
        assertEquals("-x^x", f.toString());
    }

    @Test
    void constantsMayBeRandom() {
        double[] uniform = Formula.constant("random(3, 400)", 7).toArray();
        assertEquals(1200, uniform.length);
        assertTrue(Arrays.stream(uniform).allMatch(v -> v >= 0 && v < 1));
        assertEquals(0.5, Arrays.stream(uniform).average().orElseThrow(), 5 * 0.289 / Math.sqrt(1200));
        double[] normal = Formula.constant("randn(1200)", 7).toArray();
        assertEquals(0, Arrays.stream(normal).average().orElseThrow(), 5 / Math.sqrt(1200));
        assertTrue(Arrays.stream(normal).anyMatch(v -> v < -1));
        assertEquals(Shape.of(2, 3), Formula.constant("2*random([2, 3]) - 1", 1).shape());
        assertArrayEquals(uniform, Formula.constant("random(3, 400)", 7).toArray());
        assertFalse(Arrays.equals(uniform, Formula.constant("random(3, 400)", 8).toArray()));
        double[] two = Formula.constant("[random(), random()]", 7).toArray();
        assertFalse(two[0] == two[1]);
    }

    // ---- derivatives

    /** The derivative of a formula with respect to x at 0.7, beside one that was written by hand. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            x^3                         | 3*x^2
            -x^2                        | -2*x
            2^x                         | 2^x*ln(2)
            x^x                         | x^x*(ln(x) + 1)
            exp(-x^2)                   | -2*x*exp(-x^2)
            sin(x)/x                    | cos(x)/x - sin(x)/x^2
            relu(3*x - 1)^2             | 6*(3*x - 1)
            if(x > 0, x^2, -x)          | 2*x
            if(x < 0, x^2, -x)          | -1
            max(x, 0)                   | 1
            sum([x, x^2; 1, x^3])       | 1 + 2*x + 3*x^2
            [x, x^2, x^3][1]            | 2*x
            [x, 1] @ [2, 3; 4, 5] @ [x, 1]' | 4*x + 7
            a = x^2; b = a*x; a + b     | 2*x + 3*x^2
            det([x, 2; 3, x])           | 2*x
            log(sum(exp([x, 0])))       | sigmoid(x)
            norm([x, 1])                | x/sqrt(x^2 + 1)
            (x > 0.5)*x                 | 1
            """)
    void derivatives(String formula, String derivative) {
        Tensor x = Tensor.of(0.7);
        double claimed = Formula.parse(derivative).function("x").apply(x).item();
        TensorFunction f = Formula.parse(formula).function("x");
        assertEquals(claimed, Autodiff.grad(f::apply).apply(x).item(), 1e-14);
    }

    @Test
    void noNaNComesFromTheBranchThatIsNotSelected() {
        Tensor x = Tensor.variable("x", 0.0, 4.0);
        Tensor y = Formula.parse("sum(if(x > 0, sqrt(x), 0))").apply(Map.of("x", x));
        assertEquals(2, y.item());
        assertArrayEquals(new double[] {0, 0.25}, y.backward().of(x).toArray());
    }

    @Test
    void squaresHaveSecondDerivativesAtZero() {
        TensorFunction f = Formula.parse("x^2").function("x");
        assertEquals(
                2, Autodiff.grad(Autodiff.grad(f::apply)).apply(Tensor.of(0)).item());
    }

    @Test
    void constantPartsSurviveTheStepInWhichTheyWereRead() {
        Formula[] formula = new Formula[1];
        Autodiff.step(() -> {
            formula[0] = Formula.parse("x + exp(zeros(4096))");
            return Tensor.of(0);
        });
        Autodiff.step(() -> Tensor.of(Shape.of(4096), new double[4096]).add(5).sum());
        Tensor y = formula[0].apply(Map.of("x", Tensor.of(1)));
        assertTrue(Arrays.stream(y.toArray()).allMatch(v -> v == 2));
    }

    @Test
    void treesThatNoTextHasAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Formula.of(new Expression.Variable("x + y")));
        assertThrows(IllegalArgumentException.class, () -> new Expression.Literal(-1));
        assertThrows(IllegalArgumentException.class, () -> new Expression.Literal(-0.0));
        assertThrows(IllegalArgumentException.class, () -> new Expression.Literal(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Expression.Variable("pi"));
        assertThrows(IllegalArgumentException.class, () -> new Expression.Vector(List.of()));
    }
}
