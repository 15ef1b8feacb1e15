/**
 * {@code autodiff check}: a gradient against differences, of a formula, of a class, or of a program in any language.
 * Open first: {@link org.autodiff.examples.check.CheckCommand}.
 */
package org.autodiff.examples.check;
