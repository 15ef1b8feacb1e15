/**
 * Least squares, Gaussians and Kalman filters, with derivatives with respect to every input.
 *
 * <p>What may enter: compositions of the operations of {@link org.autodiff.Tensor} and {@link org.autodiff.Linalg}, and
 * of gates of matrices. No gate of its own: derivatives follow from those of what it is composed of.
 *
 * <p>Open first: {@link org.autodiff.stats.Estimation}.
 */
package org.autodiff.stats;
