package org.autodiff.explain;

/** At which results {@code Autodiff.debug} stops the program. */
public enum StopAt {
    /**
     * At NaN, and at an infinity that an operation makes of finite numbers. One that comes from an infinite constant of
     * the program's own, such as the {@code -Infinity} of a mask, is meant and goes through.
     */
    NAN_OR_INFINITY,
    /** At NaN: for programs that compute with infinities, such as {@code log(0)} behind a {@code where}. */
    NAN,
    /** At nothing: source lines are noted, and what {@code explainGradient} wants to know. */
    NOTHING
}
