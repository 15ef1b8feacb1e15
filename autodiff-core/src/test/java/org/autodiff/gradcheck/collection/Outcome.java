package org.autodiff.gradcheck.collection;

/** How good an answer is. */
enum Outcome {
    /** The truth, as far as it can be known. */
    GOOD,
    /** Not false, but more could be known. */
    WEAK,
    /** A wrong gradient was let through. */
    FALSE_PASS,
    /** A right gradient was called wrong. */
    FALSE_FAIL,
    /** The checker threw. */
    CRASH
}
