/**
 * Sparse Jacobians and Hessians: where their entries are, which directions find them all, and the matrices.
 *
 * <p>What may enter: patterns and how they are found from a recorded function, colourings, and the compressed products
 * that they save. Of the engine only what knows one gate from another; derivatives come from the transforms of
 * {@link org.autodiff.Autodiff}.
 *
 * <p>Open first: {@link org.autodiff.sparse.SparseJacobian}.
 */
package org.autodiff.sparse;
