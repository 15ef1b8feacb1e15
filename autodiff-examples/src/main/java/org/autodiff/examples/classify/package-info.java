/** A classifier of rows of numbers: its model, gradient check, training and evaluation. */
package org.autodiff.examples.classify;
