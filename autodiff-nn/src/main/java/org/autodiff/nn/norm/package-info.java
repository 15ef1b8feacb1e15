/** Normalisation: by the statistics of a batch, of each sample, or of groups of channels. */
package org.autodiff.nn.norm;
