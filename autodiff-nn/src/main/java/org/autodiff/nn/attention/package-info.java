/**
 * Attention, transformers, and encodings of positions.
 *
 * <ul>
 *   <li>{@link org.autodiff.nn.attention.Attention}: the function, without parameters.
 *       {@link org.autodiff.nn.attention.MultiHeadAttention}: the layer, by
 *       {@link org.autodiff.nn.attention.AttentionOptions}.
 *   <li>{@link org.autodiff.nn.attention.Mask}: which keys a query may attend to.
 *   <li>{@link org.autodiff.nn.attention.TransformerEncoder} and {@link org.autodiff.nn.attention.TransformerDecoder},
 *       and single layers of them, by {@link org.autodiff.nn.attention.TransformerOptions}.
 *   <li>Positions: {@link org.autodiff.nn.attention.SinusoidalPositions}, {@link
 *       org.autodiff.nn.attention.LearnedPositions}, {@link org.autodiff.nn.attention.RotaryPositions}, {@link
 *       org.autodiff.nn.attention.Alibi}.
 * </ul>
 *
 * <p>Sequences are {@code (n, length, size)}, the batch first.
 *
 * <pre>{@code
 * TransformerOptions options = new TransformerOptions(64, 4).feedForward(256).preNorm(true);
 * TransformerEncoder encoder = TransformerEncoder.of(6, options, rng);
 * Tensor y = encoder.apply(x, Mask.causal());            // (n, length, 64) -> (n, length, 64)
 * }</pre>
 */
package org.autodiff.nn.attention;
