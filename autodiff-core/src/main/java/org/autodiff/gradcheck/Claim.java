package org.autodiff.gradcheck;

/**
 * A number of which the engine says that it is a derivative, and where to find out.
 *
 * @param input the variable with respect to which it is
 * @param name of the coordinate
 * @param value what the engine says
 * @param stencil the line along which this is the derivative
 * @param component which component of the line
 * @param magnitude what rounding is relative to
 * @param unit the length of a natural step along the line: derivatives times it can be compared with each other
 */
record Claim(String input, String name, double value, Stencil stencil, int component, double magnitude, double unit) {
    Estimate estimate(double factor) {
        return stencil.estimate(component, factor, magnitude);
    }
}
