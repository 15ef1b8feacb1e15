/**
 * Gates whose element of the output depends on the elements of the inputs at the same place, and on nothing else: a
 * function of one number or of two, with its derivative.
 *
 * <p>What may enter: a new function, as a record beside its relatives. {@code apply} defines it, by one number; where a
 * kernel has a fast loop the gate calls it in {@code loop}, which must give the same bits. The numbers themselves are
 * computed in {@code internal.kernel}: here are names, domains and derivatives.
 *
 * <p>Open first: {@link org.autodiff.internal.gates.elementwise.Trigonometric}. There {@code sin} is a whole gate in a
 * few lines.
 */
package org.autodiff.internal.gates.elementwise;
