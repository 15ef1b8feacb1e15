/**
 * Blocks: layers with a shortcut around them, of which deep networks are built. {@link org.autodiff.nn.block.Residual}
 * puts a shortcut around any layer; {@link org.autodiff.nn.block.BasicBlock} and
 * {@link org.autodiff.nn.block.Bottleneck} are the blocks of residual networks for pictures.
 */
package org.autodiff.nn.block;
