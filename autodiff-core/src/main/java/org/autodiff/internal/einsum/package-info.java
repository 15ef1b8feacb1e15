/**
 * Einsum: its equation, the order in which operands are multiplied, and each product as one matrix product.
 *
 * <p>What may enter: names of axes, and tensors that have them. It computes with operations of tensors and with gates
 * of other rooms; so it has no derivative of its own.
 *
 * <p>Open first: {@link org.autodiff.internal.einsum.Einsum}.
 */
package org.autodiff.internal.einsum;
