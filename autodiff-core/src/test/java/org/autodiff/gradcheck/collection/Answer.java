package org.autodiff.gradcheck.collection;

/** What a checker can answer; the names of the verdicts of {@code GradCheckReport}. */
enum Answer {
    PASS,
    WRONG,
    WRONG_NEARBY,
    INCONCLUSIVE,
    KINK,
    VACUOUS,
    NONDETERMINISTIC,
    IMPURE
}
