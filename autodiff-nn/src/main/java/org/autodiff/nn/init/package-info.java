/**
 * First values of parameters. {@link org.autodiff.nn.init.Initializer} has all initialisers as static methods; layers
 * take one in place of their default:
 *
 * <pre>{@code
 * Linear.of(64, 32, Initializer.heNormal(), rng)
 * Linear.of(64, 32, Initializer.xavierUniform(Gain.tanh()), rng)
 * }</pre>
 *
 * <p>An initialiser depends on the {@link org.autodiff.nn.init.Fan} that the layer states, not on a guess from the
 * shape.
 */
package org.autodiff.nn.init;
