package org.autodiff.examples.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.autodiff.examples.formula.Expression.Argument;
import org.autodiff.examples.formula.Expression.At;
import org.autodiff.examples.formula.Expression.Binary;
import org.autodiff.examples.formula.Expression.Call;
import org.autodiff.examples.formula.Expression.Conditional;
import org.autodiff.examples.formula.Expression.Constant;
import org.autodiff.examples.formula.Expression.Definition;
import org.autodiff.examples.formula.Expression.Let;
import org.autodiff.examples.formula.Expression.Literal;
import org.autodiff.examples.formula.Expression.Negate;
import org.autodiff.examples.formula.Expression.Part;
import org.autodiff.examples.formula.Expression.Range;
import org.autodiff.examples.formula.Expression.Transpose;
import org.autodiff.examples.formula.Expression.Variable;
import org.autodiff.examples.formula.Expression.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What binds tighter, and which trees formulas have. */
class PrecedenceTest {
    private static final Variable X = new Variable("x");
    private static final Variable Y = new Variable("y");

    private static Expression tree(String text) {
        return Formula.parse(text).expression();
    }

    private static Binary binary(Expression left, Operator operator, Expression right) {
        return new Binary(operator, left, right);
    }

    /** Read without the brackets, and printed without them. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            -x^2          | -(x^2)
            -x^2^3        | -(x^(2^3))
            (-x)^2        | ((-x))^2
            2^-3          | 2^(-3)
            2^-x^2        | 2^(-(x^2))
            2^3^4         | 2^(3^4)
            (2^x)^4       | ((2^x)^4)
            --x           | -(-x)
            -x*y          | (-x)*y
            x*-y          | x*(-y)
            x - -y        | x - (-y)
            x - y - z     | (x - y) - z
            x - (y - z)   | (x - (y - z))
            x/y/z         | (x/y)/z
            x/y*z         | (x/y)*z
            x*y @ z       | (x*y) @ z
            x @ y*z       | (x @ y)*z
            x + y*z       | x + (y*z)
            x*y + z       | (x*y) + z
            x*(y + z)     | (x)*((y + z))
            x + y < z     | (x + y) < z
            x < y + z     | x < (y + z)
            (x < y) + z   | ((x < y)) + z
            (x < y) < z   | ((x < y) < z)
            -x < -y       | (-x) < (-y)
            x'^2          | (x')^2
            (x^2)'        | ((x^2))'
            -x'           | -(x')
            x^y'          | x^(y')
            x[0]^2        | (x[0])^2
            -x[0]         | -(x[0])
            (-x)[0]       | ((-x))[0]
            x'[0, :]'     | ((x')[0, :])'
            sin(x)^2      | (sin(x))^2
            a = x; a + 1  | a = (x); (a + 1)
            """)
    void tighterOperatorsNeedNoBrackets(String formula, String withBrackets) {
        assertEquals(tree(withBrackets), tree(formula));
        assertEquals(formula, Formula.parse(withBrackets).toString());
    }

    @Test
    void unaryMinusIsBelowPower() {
        assertEquals(new Negate(binary(X, Operator.POWER, new Literal(2))), tree("-x^2"));
    }

    @Test
    void powersAreReadFromTheRight() {
        assertEquals(binary(X, Operator.POWER, binary(Y, Operator.POWER, new Literal(2))), tree("x^y^2"));
    }

    @Test
    void differencesAreReadFromTheLeft() {
        assertEquals(binary(binary(X, Operator.SUBTRACT, Y), Operator.SUBTRACT, new Literal(1)), tree("x - y - 1"));
    }

    @Test
    void unaryPlusIsNothing() {
        assertEquals(binary(X, Operator.MULTIPLY, Y), tree("+x * ++y"));
    }

    @Test
    void callsVectorsAndParts() {
        Vector rows = new Vector(
                List.of(new Vector(List.of(new Literal(1), X)), new Vector(List.of(new Negate(Y), Constant.INF))));
        assertEquals(rows, tree("[1, x; -y, inf]"));
        assertEquals(rows, tree("[[1, x], [-y, inf]]"));
        assertEquals(new Vector(List.of(new Literal(0.5))), tree("[.5]"));
        assertEquals(
                new Call(
                        "sum",
                        List.of(
                                new Argument("", X),
                                new Argument("axis", new Literal(0)),
                                new Argument("keepDims", Constant.TRUE))),
                tree("sum(x, axis=0, keepDims=true)"));
        assertEquals(
                new Part(
                        new Transpose(X),
                        List.of(
                                new At(new Negate(new Literal(1))),
                                new Range(new Literal(1), null, new Literal(2)),
                                new Range(null, null, null))),
                tree("x'[-1, 1::2, :]"));
        assertEquals(new Conditional(binary(X, Operator.LESS, Y), X, Y), tree("if(x < y, x, y)"));
        assertEquals(
                new Let(List.of(new Definition("a", X), new Definition("b", Y)), new Variable("b")),
                tree("(a = x; b = y; b)"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            x·y × z ⋅ w   | x*y*z*w
            x ÷ y         | x/y
            x − y         | x - y
            x² + x⁻¹⁰     | x^2 + x^-10
            x ** 2        | x^2
            x ≤ y         | x <= y
            x ≥ y         | x >= y
            x ≠ y         | x != y
            xᵀ @ x′       | x' @ x'
            π + ∞         | pi + inf
            λ₁ + Δx       | λ₁ + Δx
            1. + 2E-3     | 1 + 0.002
            1e20 + 1e-20  | 1.0e20 + 1.0e-20
            "sum( x,axis = 0 )" | "sum(x, axis=0)"
            """)
    void otherWaysToWriteIt(String formula, String printed) {
        assertEquals(printed, Formula.parse(formula).toString());
    }

    @Test
    void linesMayBeBroken() {
        assertEquals(tree("a = x + 1; a^2"), tree("a = x\n  + 1;\r\n\ta^2\n"));
    }

    @Test
    void whatIsPrintedIsShort() {
        assertEquals("relu(w*x + b)^2", Formula.parse("relu( w * x+b )^2").toString());
        assertEquals("log(sum(exp(A @ x)))", Formula.parse("log(sum(exp(A@x)))").toString());
        assertEquals("[1, 2; 3, 4] @ x", Formula.parse("[[1,2],[3,4]]@x").toString());
        assertEquals("[[1, 2]]", Formula.parse("[[1,2]]").toString());
        assertEquals("(a = x + 1; a^2) + 1", Formula.parse("(a=x+1;a^2)+1").toString());
    }

    @Test
    void formulasAreEqualWhereTheirTreesAre() {
        assertEquals(Formula.parse("x + (y * z)"), Formula.parse("x+y*z"));
        assertEquals(
                Formula.parse("x + (y * z)").hashCode(), Formula.parse("x+y*z").hashCode());
        assertEquals(false, Formula.parse("x + y").equals(Formula.parse("y + x")));
        assertEquals(false, Formula.parse("x + y + z").equals(Formula.parse("x - y + z")));
        assertEquals(false, Formula.parse("x + y + z").equals(Formula.parse("w + y + z")));
        assertEquals(false, Formula.parse("x + y").equals(Formula.parse("x")));
    }
}
