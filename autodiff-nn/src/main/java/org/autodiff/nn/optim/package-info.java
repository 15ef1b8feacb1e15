/**
 * Optimizers: how parameters follow their gradients. A {@link org.autodiff.nn.optim.Rule} is a pure function of
 * tensors, and so can be differentiated itself; an {@link org.autodiff.nn.optim.Optimizer} applies one to the
 * parameters of a model, with a learning rate that may follow a {@link org.autodiff.nn.schedule.Schedule}, by
 * {@link org.autodiff.nn.optim.ParameterGroup groups} if they differ, and after
 * {@link org.autodiff.nn.optim.Clipping clipping} if gradients are too large. {@link org.autodiff.nn.optim.Lbfgs}
 * stands by itself: it evaluates the loss several times in a step.
 */
package org.autodiff.nn.optim;
