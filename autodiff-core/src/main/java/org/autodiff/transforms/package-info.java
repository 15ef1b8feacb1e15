/**
 * What transforms of functions give, where it is more than a tensor: a linearisation, a prepared operator, a function
 * of plain arrays. They are made by {@code Autodiff}.
 *
 * <p>What may enter: such results. How derivatives of functions are computed stands in {@code internal.transforms}.
 *
 * <p>Open first: {@link org.autodiff.transforms.Linearization}.
 */
package org.autodiff.transforms;
