package org.autodiff.gradcheck;

/**
 * Which derivative it is.
 *
 * @param block the input
 * @param index which element of it; -1 for a direction
 * @param component which component of the value; -1 for the only one
 * @param name what reports call it
 * @param order 1 or 2
 */
record Derivative(String block, int index, int component, String name, int order) {
    Derivative(String block, int index, String name) {
        this(block, index, -1, name, 1);
    }
}
