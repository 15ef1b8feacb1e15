/**
 * What a step may return: {@code Autodiff.step} recycles the arrays that are made inside, except those which
 * {@link org.autodiff.internal.step.StepResult} finds in the result.
 *
 * <p>What may enter: how objects of programs are looked into. Open first:
 * {@link org.autodiff.internal.step.StepResult}.
 */
package org.autodiff.internal.step;
