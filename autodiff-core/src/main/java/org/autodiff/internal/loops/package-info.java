/**
 * How the numbers of whole arrays come to the kernels: which stretches of memory a gate reads and writes, and on how
 * many threads. An elementwise gate is one number; its loop is made here. A gate along axes hands over a function of
 * rows.
 *
 * <p>What may enter: shapes, strides, chunks, and the dealing of work to threads. No tensor, no derivative, no formula.
 * From which sizes on something pays stands in {@link org.autodiff.internal.kernel.Limits}.
 *
 * <p>Open first: {@link org.autodiff.internal.loops.Elements}, the loop of a function of one number; then
 * {@link org.autodiff.internal.loops.Broadcast} and {@link org.autodiff.internal.loops.AxisRows}.
 */
package org.autodiff.internal.loops;
