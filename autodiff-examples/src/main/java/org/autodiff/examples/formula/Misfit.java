package org.autodiff.examples.formula;

/** Why arguments do not fit. Caught where it can be said with the place in the formula. */
final class Misfit extends Exception {
    private static final long serialVersionUID = 1;

    Misfit(String reason) {
        super(reason, null, false, false);
    }
}
