/**
 * Finds out whether derivatives are right: {@link org.autodiff.gradcheck.GradCheck} for any function of tensors, {@link
 * org.autodiff.gradcheck.GateLaws} for a gate of your own. Plain Java, for use in tests and outside of them.
 *
 * <p>What may enter: laws that hold for every gate, and the numerical estimates that they are judged by. It uses the
 * public face only, so it sees what a program sees.
 *
 * <p>Open first: {@link org.autodiff.gradcheck.GradCheck}.
 */
package org.autodiff.gradcheck;
