/**
 * First values of parameters. {@link org.autodiff.nn.init.Initializer} has them all, as static methods; layers take one
 * where the default does not suit:
 *
 * <pre>{@code
 * Linear.of(64, 32, Initializer.heNormal(), rng)
 * Linear.of(64, 32, Initializer.xavierUniform(Gain.tanh()), rng)
 * }</pre>
 *
 * <p>An initialiser goes by the {@link org.autodiff.nn.init.Fan} that the layer knows, not by what a shape suggests.
 */
package org.autodiff.nn.init;
