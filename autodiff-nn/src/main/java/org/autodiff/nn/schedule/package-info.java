/**
 * Learning rates as functions of the step. {@link org.autodiff.nn.schedule.Schedule} has most of them as static
 * methods, and the methods that combine them; {@link org.autodiff.nn.schedule.OneCycle} and
 * {@link org.autodiff.nn.schedule.Cyclic} have options, and {@link org.autodiff.nn.schedule.ReduceOnPlateau} looks at a
 * metric. An {@link org.autodiff.nn.optim.Optimizer} takes a schedule in place of a rate.
 */
package org.autodiff.nn.schedule;
