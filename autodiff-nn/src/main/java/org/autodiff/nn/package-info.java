/**
 * Layers: functions with parameters, which make up a model. Begin with {@link org.autodiff.nn.Sequential}, made of a
 * {@link org.autodiff.nn.Linear} and an {@link org.autodiff.nn.Activation} or two; for a network of your own write a
 * class that extends {@link org.autodiff.nn.Layer}, or {@link org.autodiff.nn.Model} if it takes more than one tensor.
 *
 * <p>Other layers are in the packages {@link org.autodiff.nn.conv conv}, {@link org.autodiff.nn.norm norm},
 * {@link org.autodiff.nn.block block}, {@link org.autodiff.nn.recurrent recurrent},
 * {@link org.autodiff.nn.attention attention} and {@link org.autodiff.nn.graph graph}. Training needs
 * {@link org.autodiff.nn.data data}, a {@link org.autodiff.nn.loss loss}, an {@link org.autodiff.nn.optim optimizer},
 * maybe with a {@link org.autodiff.nn.schedule schedule}, and first values by
 * {@link org.autodiff.nn.init initialisers}:
 *
 * <pre>{@code
 * Rng rng = Rng.of(1);
 * Layer model = Sequential.of(Linear.of(4, 16, rng), Activation.tanh(), Linear.of(16, 3, rng));
 * Optimizer optimizer = Optimizer.of(model, new Adam(), 1e-2);
 * for (Batch batch : BatchLoader.shuffled(train, 32, rng)) { // an epoch
 *     Tensor loss = new CrossEntropy().apply(model.apply(batch.features()), batch.labels());
 *     optimizer.step(loss.backward());
 * }
 * }</pre>
 *
 * <p>Layers, losses and the rules of the optimizers are compositions of the tensor's public operations, so that all of
 * them can be differentiated, any number of times; a model of your own can do whatever they do.
 *
 * <p>The same everywhere: a model is made by {@code of}, whose last argument is the generator of its first values, or
 * by a builder where there are many options. Options, losses and rules are immutable records, made by {@code new}; a
 * method with the name of an option returns a changed copy: {@code new Adam().amsgrad(true)}. Where PyTorch has the
 * same thing, names (in camel case) and defaults are PyTorch's.
 */
package org.autodiff.nn;
