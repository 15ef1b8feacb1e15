/**
 * What {@code Linalg} and {@code stats} ask of their arguments, in one place and with the same messages.
 *
 * <p>What may enter: checks of matrices. Their gates are in {@code internal.gates.linalg}, and what computes with the
 * numbers of one matrix in {@code internal.kernel.linalg}.
 *
 * <p>Open first: {@link org.autodiff.internal.linalg.MatrixChecks}.
 */
package org.autodiff.internal.linalg;
