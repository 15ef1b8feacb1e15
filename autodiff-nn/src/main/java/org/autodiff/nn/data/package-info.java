/**
 * Data for training: read them ({@link org.autodiff.nn.data.Csv}, {@link org.autodiff.nn.data.Idx},
 * {@link org.autodiff.nn.data.ImageFolder}), divide them ({@link org.autodiff.nn.data.Split},
 * {@link org.autodiff.nn.data.Partition}), fit to the training part what makes features of them
 * ({@link org.autodiff.nn.data.TableEncoder}, {@link org.autodiff.nn.data.Transform}), and deal them out in
 * mini-batches ({@link org.autodiff.nn.data.BatchLoader}). A {@link org.autodiff.nn.data.Dataset} is in memory, a
 * {@link org.autodiff.nn.data.SampleSource} need not be.
 *
 * <pre>{@code
 * Split split = Split.stratified(Dataset.of(features, labels), 0.2, rng);
 * Standardizer standardizer = new Standardizer().fit(split.train());
 * BatchLoader loader = BatchLoader.shuffled(standardizer.apply(split.train()), 32, rng);
 * }</pre>
 */
package org.autodiff.nn.data;
