/**
 * First values of parameters. {@link org.autodiff.nn.init.Initializer} has all initialisers as static methods; layers
 * take one in place of their default:
 *
 * <pre>{@code
 * Linear.builder(64, 32).weights(Initializer.heNormal()).build(rng)
 * Linear.builder(64, 32).weights(Initializer.xavierUniform(Gain.tanh())).build(rng)
 * }</pre>
 *
 * <p>An initialiser depends on the {@link org.autodiff.nn.init.Fan} that the layer states, not on a guess from the
 * shape.
 */
package org.autodiff.nn.init;
