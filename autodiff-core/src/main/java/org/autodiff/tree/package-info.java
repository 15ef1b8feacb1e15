/**
 * Structures of tensors - records, lists, maps, arrays, optionals, nested - as arguments and results of transforms:
 * what JAX calls pytrees. {@link org.autodiff.tree.Tree} takes one apart into its tensors and puts the same form
 * together again of others.
 *
 * <p>What may enter: what is about the form of a structure, and knows of tensors only that they are leaves. It uses the
 * public face only, as a program could.
 *
 * <p>Open first: {@link org.autodiff.tree.Tree}.
 */
package org.autodiff.tree;
