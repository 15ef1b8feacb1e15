/**
 * Training a model, and what is around a trained one.
 *
 * <p>What may enter: the loop, what is told or asked in it, and what runs it several times (folds, searches). Losses,
 * optimizers and metrics have rooms of their own.
 *
 * <p>Open first: {@link org.autodiff.nn.train.Trainer}, which is the loop; then {@link org.autodiff.nn.train.History}.
 */
package org.autodiff.nn.train;
