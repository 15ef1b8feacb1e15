/**
 * The gates that work along axes: sums and extremes, softmax and its relatives, norms, cumulative sums, sorting. Each
 * works on every place of the other axes by itself, so each says along which axes it works
 * ({@link org.autodiff.gate.AlongAxes}) and does the same behind a batch.
 *
 * <p>A gate here is its shapes, its formula, its derivative and its kinks; its loop over numbers is a function of rows
 * in {@link org.autodiff.internal.kernel}, which {@link org.autodiff.internal.loops} deals rows to.
 *
 * <p>What may enter: gates along axes. Nothing that deals with threads or strides.
 *
 * <p>Open first: {@link org.autodiff.internal.gates.reduce.Reduction}.
 */
package org.autodiff.internal.gates.reduce;
