/**
 * Back-propagation made visible: a {@link org.autodiff.explain.Trace} has every step of it as data, made by
 * {@link org.autodiff.explain.Explain}. And what the library says about a program in which something goes wrong: why a
 * gradient is what it is ({@link org.autodiff.explain.GradientExplanation}), and where NaN came from
 * ({@link org.autodiff.explain.NonFiniteException}); both are asked for in {@code Autodiff}.
 *
 * <p>What may enter: findings, as data that print themselves. How they are found is the business of {@code
 * internal.explain}.
 *
 * <p>Open first: {@link org.autodiff.explain.Trace}.
 */
package org.autodiff.explain;
