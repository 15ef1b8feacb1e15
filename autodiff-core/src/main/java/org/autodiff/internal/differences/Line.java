package org.autodiff.internal.differences;

/** A function along a line: the components of {@code f(x + t v)}. A component that is not finite is outside. */
@FunctionalInterface
public interface Line {
    /** The components at t; always equally many. The array is the caller's: it is not written again. */
    double[] at(double t);
}
