/**
 * Layers: functions with parameters, which make up a model. Begin with {@link org.autodiff.nn.Sequential}, made of a
 * {@link org.autodiff.nn.Linear} and an {@link org.autodiff.nn.Activation} or two; for a network of your own write a
 * class that extends {@link org.autodiff.nn.Layer}, or {@link org.autodiff.nn.Model} if it takes more than one tensor.
 *
 * <p>Other layers stand by kind in {@link org.autodiff.nn.conv conv}, {@link org.autodiff.nn.norm norm},
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
 * them can be differentiated, any number of times; nothing here is out of the reach of a model of your own.
 *
 * <p>What is alike everywhere: models are made by {@code of}, with the generator of their first values as the last
 * argument, or by a builder where there are many options. Options, losses and rules are immutable records made by
 * {@code new}, and changed in a copy by a method with the name of the option: {@code new Adam().amsgrad(true)}. Names
 * and defaults are PyTorch's, in camel case, where it has the thing.
 */
package org.autodiff.nn;
