package org.autodiff.examples.formula;

/** What stands between two operands. Numbers broadcast, comparisons give masks of 0 and 1. */
public enum Operator {
    /** {@code a + b} */
    ADD("+"),
    /** {@code a - b} */
    SUBTRACT("-"),
    /** {@code a*b}, element by element */
    MULTIPLY("*"),
    /** {@code a/b}, element by element */
    DIVIDE("/"),
    /** {@code a @ b}, the product of matrices */
    MATMUL("@"),
    /** {@code a^b}, element by element */
    POWER("^"),
    /** {@code a < b} */
    LESS("<"),
    /** {@code a <= b} */
    LESS_EQUAL("<="),
    /** {@code a > b} */
    GREATER(">"),
    /** {@code a >= b} */
    GREATER_EQUAL(">="),
    /** {@code a == b} */
    EQUAL("=="),
    /** {@code a != b} */
    NOT_EQUAL("!=");

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    /** As it is written. */
    @Override
    public String toString() {
        return symbol;
    }
}
