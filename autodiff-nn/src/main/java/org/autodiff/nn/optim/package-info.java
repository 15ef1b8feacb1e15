/**
 * Optimizers: how parameters follow their gradients. A {@link org.autodiff.nn.optim.Rule} is a pure function of tensors,
 * and so can be differentiated itself; an {@link org.autodiff.nn.optim.Optimizer} applies one to the parameters of a model.
 */
package org.autodiff.nn.optim;
