/**
 * Blocks: layers with a way around them, of which deep networks are built. {@link org.autodiff.nn.block.Residual} puts
 * one around any layer; {@link org.autodiff.nn.block.BasicBlock} and {@link org.autodiff.nn.block.Bottleneck} are those
 * of residual networks for pictures.
 */
package org.autodiff.nn.block;
