/**
 * Data for training, all of it in memory: a {@link org.autodiff.nn.data.Dataset} of samples, its
 * {@link org.autodiff.nn.data.Split} into those for training and those for testing, a
 * {@link org.autodiff.nn.data.Standardizer} that is fitted to the former, and a
 * {@link org.autodiff.nn.data.BatchLoader} that deals them out in mini-batches.
 *
 * <pre>{@code
 * Split split = Split.of(Dataset.of(features, labels), 0.2, rng);
 * Standardizer standardizer = new Standardizer().fit(split.train());
 * BatchLoader loader = BatchLoader.shuffled(standardizer.apply(split.train()), 32, rng);
 * }</pre>
 */
package org.autodiff.nn.data;
