/**
 * How good a model is, in numbers: a {@link org.autodiff.nn.metric.Metric} takes batches of predictions and gives the
 * value for all of them.
 */
package org.autodiff.nn.metric;
