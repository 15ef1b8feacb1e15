/** Blocks: layers with a way around them, of which deep networks are built. */
package org.autodiff.nn.block;
