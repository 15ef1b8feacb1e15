/**
 * Optimizers, which move parameters along their gradients. A {@link org.autodiff.nn.optim.Rule} is a pure function of
 * tensors, so it can be differentiated itself. An {@link org.autodiff.nn.optim.Optimizer} applies a rule to the
 * parameters of a model. Its learning rate may follow a {@link org.autodiff.nn.schedule.Schedule};
 * {@link org.autodiff.nn.optim.ParameterGroup groups} of parameters may have other rules or rates;
 * {@link org.autodiff.nn.optim.Clipping clipping} limits gradients. {@link org.autodiff.nn.optim.Lbfgs} is an optimizer
 * of another kind: it evaluates the loss several times in a step.
 */
package org.autodiff.nn.optim;
