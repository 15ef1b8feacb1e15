/**
 * The Java below: what one has and another has not (modules, loggers, hidden classes). Every room may ask here.
 *
 * <p>What may enter: questions about the running Java. No numbers, no tensors.
 *
 * <p>Open first: {@link org.autodiff.internal.platform.Platform}.
 */
package org.autodiff.internal.platform;
