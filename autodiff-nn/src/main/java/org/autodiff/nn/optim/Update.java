package org.autodiff.nn.optim;

import org.autodiff.Tensor;

/**
 * The outcome of one step of a rule.
 *
 * @param parameter the parameter's new value
 * @param state what to remember for the next step
 */
public record Update(Tensor parameter, RuleState state) {}
