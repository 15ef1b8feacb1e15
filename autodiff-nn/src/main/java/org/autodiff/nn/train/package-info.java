/** Training a model, and what is around a trained one. */
package org.autodiff.nn.train;
