/**
 * The transforms of functions: what stands behind {@code Autodiff}, which is a face with documentation.
 *
 * <ul>
 *   <li>{@link org.autodiff.internal.transforms.Reverse}: gradients and vector-Jacobian products, by one walk back
 *       through a {@link org.autodiff.internal.transforms.Recorded} function.
 *   <li>{@link org.autodiff.internal.transforms.Forward}: Jacobian-vector products, by one pass forward.
 *   <li>{@link org.autodiff.internal.transforms.Vmap}: a function of one example, of a batch.
 *   <li>{@link org.autodiff.internal.transforms.Jacobians}, {@link org.autodiff.internal.transforms.SecondOrder}: many
 *       directions through one walk, as a batch.
 *   <li>{@link org.autodiff.internal.transforms.Checkpoint}, {@link org.autodiff.internal.transforms.Loops}: functions
 *       that run again on the way back, each as one gate, {@code Recomputed}.
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
