/**
 * Gates that only move elements: to another shape, order or place, into zeros, or by indices. Each is linear, and its
 * backward moves the gradient the other way; so they come in pairs - slice and unslice, concat and split, gather and
 * scatter - and none keeps a value, except indices.
 *
 * <p>What may enter: gates that put elements somewhere, not what computes with them. How elements are copied is said in
 * {@code internal.loops} ({@code Strided}), where and why is said here.
 *
 * <p>Open first: {@link org.autodiff.internal.gates.move.Moves}.
 */
package org.autodiff.internal.gates.move;
