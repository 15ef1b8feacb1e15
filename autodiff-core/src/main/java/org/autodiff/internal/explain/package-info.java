/**
 * Finds out what went wrong: looks on at a thread within {@code Autodiff.debug}, and explains a gradient. What is found
 * stands in {@link org.autodiff.explain}.
 *
 * <p>What may enter: what looks on and explains. Nothing here changes a number. The engine does not know this room; it
 * tells whoever asks ({@link org.autodiff.internal.engine.Observer}).
 *
 * <p>Open first: {@link org.autodiff.internal.explain.Explainer}, then {@code Debugger}.
 */
package org.autodiff.internal.explain;
