/**
 * Normalisation: numbers get mean 0 and variance 1, and then a learned scale and shift.
 *
 * <ul>
 *   <li>By the statistics of a batch, which are collected for later use: {@link org.autodiff.nn.norm.BatchNorm1d},
 *       {@link org.autodiff.nn.norm.BatchNorm2d}. They behave differently in training and in evaluation.
 *   <li>Of each sample over its features: {@link org.autodiff.nn.norm.LayerNorm}, {@link org.autodiff.nn.norm.RmsNorm}.
 *   <li>Of each sample by channels: {@link org.autodiff.nn.norm.GroupNorm}, {@link org.autodiff.nn.norm.InstanceNorm}.
 * </ul>
 */
package org.autodiff.nn.norm;
