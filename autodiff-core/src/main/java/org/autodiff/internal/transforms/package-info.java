/**
 * The transforms of functions: what stands behind {@code Autodiff}, which is a face with documentation.
 *
 * <ul>
 *   <li>{@link org.autodiff.internal.transforms.Reverse}: gradients and vector-Jacobian products, by one walk back.
 *   <li>{@link org.autodiff.internal.transforms.Forward}: Jacobian-vector products, by one pass forward.
 *   <li>{@link org.autodiff.internal.transforms.Arguments}: what is common to them: how arguments enter a function and
 *       results leave it.
 * </ul>
 *
 * <p>What may enter: what takes a function of tensors and computes with derivatives of it. No rule for a gate, and no
 * loop over numbers; of the engine what it needs to run a function and to walk back.
 *
 * <p>Open first: {@link org.autodiff.internal.transforms.Reverse}.
 */
package org.autodiff.internal.transforms;
