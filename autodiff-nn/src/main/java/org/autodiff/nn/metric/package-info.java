/**
 * How good predictions are: a {@link org.autodiff.nn.metric.Metric} takes batches of predictions and targets and gives
 * one number for all of them, the same to the last bit however they are divided and ordered.
 *
 * <ul>
 *   <li>Classes: {@link org.autodiff.nn.metric.Accuracy}, {@link org.autodiff.nn.metric.TopKAccuracy},
 *       {@link org.autodiff.nn.metric.Precision}, {@link org.autodiff.nn.metric.Recall},
 *       {@link org.autodiff.nn.metric.F1}, {@link org.autodiff.nn.metric.ConfusionMatrix}.
 *   <li>Scores and probabilities: {@link org.autodiff.nn.metric.RocAuc}, {@link org.autodiff.nn.metric.LogLoss}.
 *   <li>Numbers: {@link org.autodiff.nn.metric.RootMeanSquaredError},
 *       {@link org.autodiff.nn.metric.MeanAbsoluteError}, {@link org.autodiff.nn.metric.R2}.
 *   <li>Any loss: {@link org.autodiff.nn.metric.MeanLoss}.
 * </ul>
 *
 * <p>Definitions are scikit-learn's, and tests compare with it. What may enter: counts and sums of numbers that have
 * been taken out of tensors; nothing here is differentiated. Open first: {@link org.autodiff.nn.metric.Metric}, then
 * {@link org.autodiff.nn.metric.Accuracy}.
 */
package org.autodiff.nn.metric;
