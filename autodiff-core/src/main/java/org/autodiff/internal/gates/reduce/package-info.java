/**
 * The gates that work along axes: sums and extremes, softmax and its relatives, norms, cumulative sums, sorting. Each
 * works on every place of the other axes by itself, so each says along which axes it works
 * ({@link org.autodiff.gate.AlongAxes}) and does the same behind a batch.
 *
 * <p>A gate here is its shapes, its formula, its derivative and its kinks; its loop over numbers is a function of rows
 * in {@link org.autodiff.internal.kernel}, which {@link org.autodiff.internal.loops} deals rows to. Nothing enters that
 * deals with threads or strides.
 *
 * <p>Open {@link org.autodiff.internal.gates.reduce.Reduction} first.
 */
package org.autodiff.internal.gates.reduce;
