/**
 * Convolutions and pooling over lines {@code (n, channels, length)} and pictures {@code (n, channels, rows, columns)};
 * the axis {@code n} may be missing in both argument and value.
 *
 * <p>All take the size of their window, {@code Conv2d.of(1, 8, 3, rng)}, {@code MaxPool2d.of(2)}, and have a builder
 * for the other options, {@code Conv2d.builder(1, 8, 3).stride(2).build(rng)}.
 * {@link org.autodiff.nn.conv.AdaptiveAvgPool2d} takes the size of its value.
 *
 * <pre>{@code
 * Sequential.of(
 *         Conv2d.builder(1, 8, 3).padding(1).build(rng),         // (n, 1, 8, 8) -> (n, 8, 8, 8)
 *         Activation.relu(),
 *         MaxPool2d.of(2),                                       // (n, 8, 4, 4)
 *         Flatten.of(),
 *         Linear.of(8 * 4 * 4, 10, rng))
 * }</pre>
 */
package org.autodiff.nn.conv;
