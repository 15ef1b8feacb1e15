/**
 * What a gate is: the extension point. A gate says the shapes of its outputs, what becomes of numbers, and what becomes
 * of gradients; when and where that happens is the engine's business. The gates of the library and those of a program
 * implement the same interfaces.
 *
 * <p>What may enter: the form of a gate, its short forms, and what they exchange with the engine. Nothing internal, and
 * no particular gate.
 *
 * <p>Open first: {@link org.autodiff.gate.UnaryElementwise}, a function of one number with its derivative; then
 * {@link org.autodiff.gate.Gate}, the general form. {@link org.autodiff.gradcheck.GateLaws} checks a gate.
 */
package org.autodiff.gate;
