/**
 * Derivatives for other programs: prices and their Greeks, and fits by a library that knows no tensors.
 *
 * <p>{@link org.autodiff.examples.derivatives.Hipparchus} is a small adapter, to be copied: the library itself does not
 * depend on Hipparchus.
 */
package org.autodiff.examples.derivatives;
