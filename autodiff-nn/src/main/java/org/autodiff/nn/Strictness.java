package org.autodiff.nn;

/** What {@link Model#load(java.util.Map, Strictness)} does with a state that does not fit as a whole. */
public enum Strictness {
    /** Refuses it. */
    STRICT,
    /**
     * Takes up the entries that fit, and reports the others: for fine-tuning a model with another head, for
     * example.
     */
    LENIENT
}
