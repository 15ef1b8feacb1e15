/**
 * Learning rates as functions of the step: see {@link org.autodiff.nn.schedule.Schedule}.
 */
package org.autodiff.nn.schedule;
