/** Attention, transformers, and the encodings that tell them positions. */
package org.autodiff.nn.attention;
