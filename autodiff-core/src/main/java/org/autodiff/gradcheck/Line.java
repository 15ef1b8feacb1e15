package org.autodiff.gradcheck;

/**
 * A function along a straight line through the point of interest, {@code t -> f(x + t v)}, with any number of
 * components.
 */
@FunctionalInterface
interface Line {
    /** The components of the function at {@code x + t v}. */
    double[] at(double t);
}
