package org.autodiff.internal.differences;

/**
 * The three differences with one step; those that reach a value that is not finite are NaN.
 *
 * @param step h, greater than zero
 * @param central {@code (f(h) - f(-h)) / 2h}
 * @param forward {@code (f(h) - f(0)) / h}
 * @param backward {@code (f(0) - f(-h)) / h}
 */
public record Rung(double step, double central, double forward, double backward) {}
