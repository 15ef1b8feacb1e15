package org.autodiff.examples.formula;

import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;

/** A function of named tensors, written as a formula. */
public final class Formula {
    private Formula() {}

    /** @throws FormulaException where the text is not a formula; its message has a caret under the place */
    public static Formula parse(String text) {
        throw new UnsupportedOperationException("Formula.parse: not there yet: " + text);
    }

    /**
     * The value of a formula without variables, in which {@code random(3, 4)} and others are allowed.
     *
     * @throws FormulaException where the text is not a formula, or cannot be evaluated
     */
    public static Tensor constant(String text, long seed) {
        throw new UnsupportedOperationException("Formula.constant: not there yet: " + text + seed);
    }

    /** All functions that a formula may call, in alphabetic order, one signature a line. */
    public static List<String> functions() {
        return List.of();
    }

    /** The names of the variables in order of appearance. */
    public List<String> variables() {
        return List.of();
    }

    /**
     * The value at these variables.
     *
     * @throws FormulaException if a variable has no value, or an operation refuses its arguments
     */
    public Tensor apply(Map<String, Tensor> values) {
        throw new UnsupportedOperationException("Formula.apply: not there yet: " + values);
    }

    /** The function whose arguments are these variables, in this order. */
    public TensorFunction function(String... names) {
        throw new UnsupportedOperationException("Formula.function: not there yet: " + List.of(names));
    }
}
