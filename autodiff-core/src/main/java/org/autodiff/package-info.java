/**
 * The public face: the tensor with its operations, variables and gradients, derivatives of functions, tapes.
 *
 * <p>What may enter: what a program that uses the library names, and nothing else. An operation is one line here, in
 * the {@code ...Ops} interface of its family; what it does stands in a gate
 * ({@code internal.gates}), and how a gate is executed in the engine ({@code internal.engine}). Short code that puts
 * several operations together may stay with the operation.
 *
 * <p>Open first: {@link org.autodiff.Tensor}. Then {@link org.autodiff.FunctionOps}, where {@code sin} is, and
 * {@link org.autodiff.Autodiff}, the derivatives of functions.
 */
package org.autodiff;
