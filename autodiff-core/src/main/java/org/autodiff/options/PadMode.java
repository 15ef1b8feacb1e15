package org.autodiff.options;

/** With what a tensor is continued beyond its ends; see {@code PadOps}. */
public enum PadMode {
    /** With zeros. */
    ZEROS,
    /** Mirrored at the last element, which is not repeated: {@code c b | a b c | b a}. */
    REFLECT,
    /** With the last element: {@code a a | a b c | c c}. */
    REPLICATE,
    /** As if it went round: {@code b c | a b c | a b}. */
    CIRCULAR
}
