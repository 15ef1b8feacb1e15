/**
 * The gates of matrices: products, systems of equations, determinants, factorisations, functions of a matrix. A matrix
 * lies in the last two axes; the axes before them are batches, so each of these gates serves more of them as it is
 * ({@link org.autodiff.internal.gates.linalg.OfMatrices}).
 *
 * <p>What may enter: the shapes, the loop over a batch, what is said about a bad matrix, and backward rules. What
 * computes with the numbers of one matrix is in {@code internal.kernel.linalg}.
 *
 * <p>Open first: {@link org.autodiff.internal.gates.linalg.Cholesky}, which is short and shows all parts.
 */
package org.autodiff.internal.gates.linalg;
