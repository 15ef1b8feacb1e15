/**
 * Gates of convolution and of max pooling, and what slides a window along an axis. Average pooling, unfolding and
 * padding are compositions of these, of moves and of sums, and stand with the operations.
 *
 * <p>What may enter: windows, and what is computed under them.
 *
 * <p>Open first: {@link org.autodiff.internal.gates.conv.Convolution}. One formula stands behind its three gates.
 */
package org.autodiff.internal.gates.conv;
