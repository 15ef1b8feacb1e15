package org.autodiff.examples.formula;

/** A text is not a formula, or a formula cannot be evaluated. The message has the text and a caret under the place. */
public final class FormulaException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final int column;

    FormulaException(String message, int column) {
        super(message);
        this.column = column;
    }

    /** Where in the text, counted from 0. */
    public int column() {
        return column;
    }
}
