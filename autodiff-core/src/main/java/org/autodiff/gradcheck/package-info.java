/**
 * Finds out whether derivatives are right: {@link org.autodiff.gradcheck.GradCheck} for any function of tensors, {@link
 * org.autodiff.gradcheck.GateLaws} for a gate of your own. Plain Java, for use in tests and outside of them.
 */
package org.autodiff.gradcheck;
