package org.autodiff.examples.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.autodiff.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a text that is no formula, and where the caret points. */
class FormulaErrorsTest {

    /** A caret stands under the character before which the text has a {@code ~}. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            ~rleu(w*x + b)^2    | unknown function 'rleu': did you mean 'relu'?
            1 + ~log_softmax(x) | unknown function 'log_softmax': did you mean 'logSoftmax'?
            ~SIN(x)             | unknown function 'SIN': did you mean 'sin'?
            ~t(x)               | unknown function 't': did you mean 'T'?
            ~f(x)               | unknown function 'f'
            ~inverse(x)         | unknown function 'inverse'
            ~of(1)              | unknown function 'of': did you mean 'or'?
            ~variable(1)        | unknown function 'variable'
            x + ~               | expected an expression, found the end
            x + ~* 3            | expected an expression, found '*'
            x[1,~]              | expected an expression, found ']'
            f(~,)               | expected an expression, found ','
            [~]                 | expected an expression, found ']'
            x ~y                | expected an operator before 'y'
            2~x                 | expected an operator before 'x': a product is written 2*x
            sin ~x              | expected an operator before 'x': a function is called sin(x)
            x~.y                | only a function with several results has parts with names, such as svd(A).s
            x ~$ 3              | unknown character '$'
            ~½x                 | unknown character '½'
            x + ~√y             | unknown character '√'
            x + ~😀             | unknown character '😀'
            𝑥 + ~$              | unknown character '$'
            sin~(x              | '(' is not closed
            [1, ~(2 + [3]       | '(' is not closed
            x~)                 | ')' closes nothing
            (x + 1~]            | ']' closes a '('
            [x + 1~)            | ')' closes a '['
            1 < 2 ~< 3          | comparisons do not chain: and(a < b, b < c)
            x + y ~= 3          | '=' gives a name to a part, as in a = x + 1; a^2; to compare, write ==
            x = 3~              | expected ';' after a definition, \
            and what is computed with it: a = x + 1; a^2; to compare, write ==
            x~; y               | unexpected ';': expected an operator or the end
            if ~x               | expected '(' after 'if': if(condition, a, b)
            if(x, 1~)           | 'if' takes three arguments: if(condition, a, b)
            if(x, 1, 2~, 3)     | 'if' takes three arguments: if(condition, a, b)
            ~e = 3; e           | 'e' is a constant: choose another name
            a = 1; ~a = 2; a    | 'a' is defined twice: choose another name
            x + ~1e999          | the number 1e999 is too large for a double
            ~1e-999             | the number 1e-999 is too small for a double
            ~softmax(x)         | softmax(x, axis: int): 'axis' is missing
            ~softmax(x, 0, 1)   | softmax(x, axis: int): takes 2 arguments, got 3
            ~softmax(x, dim=0)  | softmax(x, axis: int): there is no argument 'dim': it has x, axis
            ~softmax(x, axsi=0) | softmax(x, axis: int): there is no argument 'axsi': did you mean 'axis'?
            ~softmax(x, 0, axis=1) | softmax(x, axis: int): takes 2 arguments, got 3
            ~softmax(x, axis=0, axis=1) | softmax(x, axis: int): 'axis' is given twice
            ~softmax(x, 0.5)    | softmax(x, axis: int): 'axis' must be a whole number without variables
            ~softmax(x, y)      | softmax(x, axis: int): 'axis' must be a whole number without variables
            ~softmax(x, [0])    | softmax(x, axis: int): 'axis' must be a whole number without variables
            ~softmax(x, true)   | softmax(x, axis: int): 'axis' must be a whole number without variables
            ~solve(x)           | solve(a, b): 'b' is missing
            ~random(3)          | 'random' is for values, not for functions: give it to a variable
            x~[y]               | a position must be a whole number without variables
            x~[0.5]             | a position must be a whole number without variables
            x~[[0.5]]           | a position must be whole numbers without variables, as in 0 or [0, 1]
            [1, 2] ~+ [1, 2, 3] | add: shapes do not broadcast: (2) and (3): \
            sizes 2 and 3 differ at axis -1 and neither is 1
            ~[1, 2; 3]          | stack: shapes (2) and (1) differ
            [1, 2]~[5]          | select: position 5 is outside axis 0 of shape (2)
            [1, 2]~[0:5]        | slice: [0, 5) is not within axis 0 of shape (2)
            [1, 2]~[::-1]       | slice: step must be at least 1, got -1
            [1, 2]~[0, 0]       | 2 subscripts for shape (2): must be at most one for each axis
            """)
    void aCaretPointsAtThePlace(String marked, String message) {
        String text = marked.replace("~", "");
        String before = marked.substring(0, marked.indexOf('~'));
        FormulaException e = assertThrows(FormulaException.class, () -> Formula.parse(text));
        int place = before.codePointCount(0, before.length());
        assertEquals(message + "\n  " + text + "\n  " + " ".repeat(place) + "^", e.getMessage());
        assertEquals(place, e.column());
    }

    @Test
    void theEmptyText() {
        assertEquals(
                "the formula is empty\n  \n  ^",
                assertThrows(FormulaException.class, () -> Formula.parse("")).getMessage());
        assertEquals(
                "the formula is empty\n     \n  ^",
                assertThrows(FormulaException.class, () -> Formula.parse(" \t "))
                        .getMessage());
    }

    @Test
    void ofSeveralSignaturesEachSaysWhyItDoesNotFit() {
        FormulaException e = assertThrows(FormulaException.class, () -> Formula.parse("1 + sum(x, axis=0.5)"));
        assertEquals("""
                'sum' cannot be called so:
                  sum(x, axes: int...): 'axes' must be whole numbers without variables, as in 0 or [0, 1]
                  sum(x, keepDims: true|false, axes: int...): 'keepDims' is missing
                  1 + sum(x, axis=0.5)
                      ^""", e.getMessage());
    }

    @Test
    void shapesThatDoNotFitAreShownAtTheOperation() {
        Formula f = Formula.parse("1 + x*y - 2");
        FormulaException e = assertThrows(
                FormulaException.class, () -> f.apply(Map.of("x", Tensor.of(1, 2), "y", Tensor.of(1, 2, 3))));
        assertEquals(
                "mul: shapes do not broadcast: (2) and (3): sizes 2 and 3 differ at axis -1 and neither is 1\n"
                        + "  1 + x*y - 2\n"
                        + "       ^",
                e.getMessage());
        assertEquals(5, e.column());
        assertTrue(e.getCause() instanceof IllegalArgumentException);
    }

    @Test
    void whatALibraryFunctionRefusesIsShownAtItsName() {
        Formula f = Formula.parse("1 + inv(A)");
        FormulaException e = assertThrows(
                FormulaException.class, () -> f.apply(Map.of("A", Tensor.of(new double[][] {{1, 2}, {2, 4}}))));
        assertTrue(e.getMessage().startsWith("inv: "), e.getMessage());
        assertTrue(e.getMessage().endsWith("\n  1 + inv(A)\n      ^"), e.getMessage());
    }

    @Test
    void aFormulaWorksAgainAfterAnError() {
        Formula f = Formula.parse("x + y");
        assertThrows(FormulaException.class, () -> f.apply(Map.of("x", Tensor.of(1, 2), "y", Tensor.of(1, 2, 3))));
        assertEquals(3, f.apply(Map.of("x", Tensor.of(1), "y", Tensor.of(2))).item());
    }

    @Test
    void aVariableWithoutAValue() {
        Formula f = Formula.parse("w*x + bias");
        FormulaException e =
                assertThrows(FormulaException.class, () -> f.apply(Map.of("x", Tensor.of(1), "w", Tensor.of(1))));
        assertEquals("variable 'bias' has no value; given are w, x\n  w*x + bias\n        ^", e.getMessage());
    }

    @Test
    void aValueWithoutAVariable() {
        Formula f = Formula.parse("w*bias");
        Map<String, Tensor> values = Map.of("w", Tensor.of(1), "bias", Tensor.of(1), "bais", Tensor.of(1));
        assertEquals(
                "the formula has no variable 'bais': did you mean 'bias'?",
                assertThrows(IllegalArgumentException.class, () -> f.apply(values))
                        .getMessage());
        assertEquals(
                "the formula has no variable 'x': it has none",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Formula.parse("1").apply(Map.of("x", Tensor.of(1))))
                        .getMessage());
    }

    @Test
    void namesOfArgumentsThatDoNotFit() {
        Formula f = Formula.parse("w*x");
        assertEquals(
                "Formula.function: variable 'x' is not named: [w, y]; the formula has [w, x]",
                assertThrows(IllegalArgumentException.class, () -> f.function("w", "y"))
                        .getMessage());
        assertEquals(
                "Formula.function: a variable is named twice: [w, x, w]",
                assertThrows(IllegalArgumentException.class, () -> f.function("w", "x", "w"))
                        .getMessage());
        assertEquals(
                "formula w*x: takes [w, x], got 1 arguments",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> f.function("w", "x").apply(Tensor.of(1)))
                        .getMessage());
    }

    @Test
    void aConstantHasNoVariables() {
        FormulaException e = assertThrows(FormulaException.class, () -> Formula.constant("[1, a]", 1));
        assertEquals("a value has no variables, so 'a' means nothing here\n  [1, a]\n      ^", e.getMessage());
        FormulaException shape = assertThrows(FormulaException.class, () -> Formula.constant("random(0.5)", 1));
        assertEquals(
                "random(shape: int...): 'shape' must be whole numbers without variables, as in 0 or [0, 1]\n"
                        + "  random(0.5)\n"
                        + "  ^",
                shape.getMessage());
        assertThrows(FormulaException.class, () -> Formula.constant("random(-1)", 1));
    }

    @Test
    void ofSeveralLinesTheOneWithTheErrorIsShown() {
        FormulaException e = assertThrows(FormulaException.class, () -> Formula.parse("a = x + 1;\n\tb = a $ 2;\nb"));
        assertEquals("unknown character '$'\n   b = a $ 2;\n         ^", e.getMessage());
        assertEquals(18, e.column());
    }

    @Test
    void ofALongLineThePartWithTheErrorIsShown() {
        String text = "x + ".repeat(50) + "rleu(x)" + " + x".repeat(50);
        FormulaException e = assertThrows(FormulaException.class, () -> Formula.parse(text));
        String[] lines = e.getMessage().split("\n");
        assertEquals(3, lines.length);
        assertTrue(lines[1].length() < 90, lines[1]);
        assertTrue(lines[1].startsWith("  ...") && lines[1].endsWith("..."), lines[1]);
        assertTrue(lines[1].startsWith("rleu(x)", lines[2].indexOf('^')), e.getMessage());
        assertEquals(200, e.column());
    }

    @Test
    void anErrorOfSyntaxHasNoCauseFromTheParser() {
        assertNull(
                assertThrows(FormulaException.class, () -> Formula.parse("x +")).getCause());
        assertFalse(FormulaException.class.getName().contains("antlr"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            svd([1, 2; 3, 4])        | 'svd' has several results: write one of .u, .s, .vh behind it
            svd([1, 2; 3, 4]).q      | 'svd' has several results: write one of .u, .s, .vh behind it
            svd([1, 2; 3, 4])[0]     | 'svd' has several results: write one of .u, .s, .vh behind it
            split([1, 2], 0, [1, 1]) | 'split' has several results: write [0], [1] ... behind it
            split([1, 2], 0, [1, 1])[2] | split: there are 2 results, got [2]
            sin(1).s                 | 'sin' has one result, without parts
            sin("x")                 | 'x' must be a tensor, got "x"
            1 + "x"                  | "x" is no value: words are arguments of functions
            "x"                      | "x" is no value: words are arguments of functions
            a = "x"; a + 1           | "x" is no value: words are arguments of functions
            sort([1, 2], 0, "up")    | 'order' must be one of "ascending"|"descending", got "up"
            sort([1, 2], 0, 5)       | 'order' must be one of "ascending"|"descending"
            einsum(1, 2)             | 'equation' must be a text in quotes
            maxPool2d(reshape([1, 2, 3, 4], 1, 2, 2), size=[1, 2, 3]) | 'size' takes one number or two, got 3
            maxPool2d(reshape([1, 2, 3, 4], 1, 2, 2), size=0) | size
            """)
    void severalResultsAndWords(String formula, String message) {
        FormulaException e = assertThrows(
                FormulaException.class, () -> Formula.parse(formula).apply(Map.of()));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }
}
