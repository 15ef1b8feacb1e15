package org.autodiff.examples.formula;

import org.autodiff.Tensor;

/**
 * A value that a program computes.
 *
 * @param register where it will stand
 * @param constant its value if that is known beforehand, otherwise null
 * @param isTruth whether it was written {@code true} or {@code false}
 */
record Operand(int register, Tensor constant, boolean isTruth) {}
