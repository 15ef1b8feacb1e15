package org.autodiff.examples.formula;

/**
 * A text is not a formula, or a formula cannot be evaluated. The message says what is wrong, shows the text, and has a
 * caret under the place:
 *
 * <pre>
 * unknown function 'rleu': did you mean 'relu'?
 *   rleu(w*x + b)^2
 *   ^
 * </pre>
 */
public final class FormulaException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final int column;

    FormulaException(String message, int column, Throwable cause) {
        super(message, cause);
        this.column = column;
    }

    /** Where in the text: so many characters (Unicode code points) are before it. */
    public int column() {
        return column;
    }
}
