package org.autodiff.gradcheck.collection;

/** What is the case with a claimed gradient, whatever a checker says. */
enum Truth {
    /** The derivative, or a subgradient. */
    RIGHT,
    /** Wrong at the point or beside it. */
    WRONG,
    /** There is nothing to be right about: a jump at the point, a program that is no function. */
    NEITHER
}
