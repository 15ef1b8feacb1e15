/**
 * Attention, transformers, and encodings of positions.
 *
 * <ul>
 *   <li>{@link org.autodiff.nn.attention.Attention}: the function, without parameters.
 *       {@link org.autodiff.nn.attention.MultiHeadAttention}: the layer.
 *   <li>{@link org.autodiff.nn.attention.Mask}: which keys a query may attend to.
 *   <li>{@link org.autodiff.nn.attention.TransformerEncoder} and {@link org.autodiff.nn.attention.TransformerDecoder},
 *       and single layers of them.
 *   <li>Positions: {@link org.autodiff.nn.attention.SinusoidalPositions}, {@link
 *       org.autodiff.nn.attention.LearnedPositions}, {@link org.autodiff.nn.attention.RotaryPositions}, {@link
 *       org.autodiff.nn.attention.Alibi}.
 * </ul>
 *
 * <p>Sequences are {@code (n, length, size)}, the batch first.
 *
 * <pre>{@code
 * TransformerEncoder encoder = TransformerEncoder.builder(64, 4, 6).dimFeedforward(256).normFirst(true).build(rng);
 * Tensor y = encoder.apply(x, Mask.causal());            // (n, length, 64) -> (n, length, 64)
 * }</pre>
 */
package org.autodiff.nn.attention;
