/**
 * What the library says about a program in which something goes wrong: why a gradient is what it is
 * ({@link org.autodiff.explain.GradientExplanation}), and where NaN came from
 * ({@link org.autodiff.explain.NonFiniteException}). Both are asked for in {@code Autodiff}.
 *
 * <p>What may enter: findings, as data that print themselves. How they are found is the business of {@code
 * internal.explain}.
 *
 * <p>Open first: {@link org.autodiff.explain.GradientExplanation}.
 */
package org.autodiff.explain;
