package org.autodiff.examples.formula;

/** What stands between two operands. Numbers broadcast, comparisons give masks of 0 and 1. */
public enum Operator {
    /** a + b */
    ADD("+"),
    /** a - b */
    SUBTRACT("-"),
    /** a*b, element by element */
    MULTIPLY("*"),
    /** a/b, element by element */
    DIVIDE("/"),
    /** a @ b, the product of matrices */
    MATMUL("@"),
    /** a^b, element by element */
    POWER("^"),
    /** a < b */
    LESS("<"),
    /** a <= b */
    LESS_EQUAL("<="),
    /** a > b */
    GREATER(">"),
    /** a >= b */
    GREATER_EQUAL(">="),
    /** a == b */
    EQUAL("=="),
    /** a != b */
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
