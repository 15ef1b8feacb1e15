/**
 * Less memory: loops that keep a few of their states, and what a tape keeps.
 *
 * <p>What may enter: the types of these, which users name; the work is done in {@code internal.transforms} and {@code
 * internal.engine}. Functions that need no type of their own, such as {@code checkpoint}, stand in {@link
 * org.autodiff.Autodiff}.
 *
 * <p>Open first: {@link org.autodiff.memory.Loop}.
 */
package org.autodiff.memory;
