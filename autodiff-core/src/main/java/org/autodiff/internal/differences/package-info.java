/**
 * Derivatives from values: what can be known of the slope of a black box along a line, with an error bar that holds.
 *
 * <p>What may enter: plain numbers. Nothing here knows tensors, gates or arrays with shapes.
 *
 * <p>Open first: {@link org.autodiff.internal.differences.Differences}.
 */
package org.autodiff.internal.differences;
