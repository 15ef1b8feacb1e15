package org.autodiff.internal.explain;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autodiff.gate.Gate;
import org.autodiff.internal.engine.TapeText;

/** The formula of a gate, with the names or numbers of its operands in place of {@code x}, {@code a}, {@code b}. */
final class FormulaInWords {
    private static final Pattern NAME = Pattern.compile("[A-Za-z]\\w*");

    /** Two factors beside each other, {@code a b}: between numbers that would be unreadable. */
    private static final Pattern PRODUCT = Pattern.compile("(?<=\\b[abxyu]|\\d|\\)) (?=[abxyu]\\b)");

    private FormulaInWords() {}

    /** What the gate computes. */
    static String value(Gate gate, List<String> operands, String result) {
        return gate.formula()
                .filter(formula -> operands.size() <= 2)
                .map(formula -> filled(formula, operands, result))
                .orElseGet(() -> TapeText.gate(gate) + "(" + String.join(", ", operands) + ")");
    }

    /** The derivative with respect to an operand; empty if the gate does not say. */
    static String derivative(Gate gate, int input, List<String> operands, String result) {
        return gate.derivativeFormula(input)
                .filter(formula -> operands.size() <= 2)
                .map(formula -> filled(formula, operands, result))
                .orElse("");
    }

    private static String filled(String formula, List<String> operands, String result) {
        Map<String, String> names = operands.size() == 1
                ? Map.of("x", operands.get(0), "y", result)
                : operands.size() == 2 ? Map.of("a", operands.get(0), "b", operands.get(1), "y", result) : Map.of();
        String spaced = PRODUCT.matcher(formula).replaceAll(" * ");
        return NAME.matcher(spaced).replaceAll(m -> Matcher.quoteReplacement(factor(names.get(m.group()), m.group())));
    }

    private static String factor(String operand, String name) {
        return operand == null ? name : operand.startsWith("-") ? "(" + operand + ")" : operand;
    }
}
