/** Losses: how far a prediction is from its target, as a tensor to be made small. */
package org.autodiff.nn.loss;
