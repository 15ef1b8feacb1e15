/**
 * Values that say how an operation works: windows and pools, the power of a norm, the correction of a variance, how an
 * array is continued. Each is a type of its own, so that it cannot be mistaken for an axis.
 *
 * <p>What may enter: immutable values without a tensor in them.
 *
 * <p>Open first: {@link org.autodiff.options.Window2d}.
 */
package org.autodiff.options;
