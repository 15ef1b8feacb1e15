/** A classifier of rows of numbers: its model, gradient check, training, and how good it is. */
package org.autodiff.examples.classify;
