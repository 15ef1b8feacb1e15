/**
 * Arrays of numbers and their shapes, and the memory that they live in. An array is immutable to its users, and knows
 * no gradients.
 *
 * <p>What may enter: numbers, shapes, axes, indices; and, invisible from outside, who owns memory and when it is used
 * again: {@code Storage} knows which version of its numbers is valid, {@code Arena} what a scope has made, {@code Pool}
 * what waits for its next use. No tensor. The rest of core comes in by {@code BackDoor}.
 *
 * <p>Open first: {@link org.autodiff.ndarray.NdArray}, then {@link org.autodiff.ndarray.Shape}.
 */
package org.autodiff.ndarray;
