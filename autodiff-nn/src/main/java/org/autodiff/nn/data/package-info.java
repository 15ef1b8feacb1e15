/** Data for training: samples, splits, mini-batches, standardisation. */
package org.autodiff.nn.data;
