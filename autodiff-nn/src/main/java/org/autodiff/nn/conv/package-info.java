/**
 * Convolutions and pooling over lines {@code (n, channels, length)} and pictures {@code (n, channels, rows, columns)};
 * the axis {@code n} may be missing in both argument and value.
 *
 * <p>{@link org.autodiff.nn.conv.Conv2d}, {@link org.autodiff.nn.conv.ConvTranspose2d} and their siblings for lines
 * take a window, {@link org.autodiff.options.Window2d} or {@link org.autodiff.options.Window1d}, and
 * {@link org.autodiff.nn.conv.ConvOptions}. {@link org.autodiff.nn.conv.MaxPool2d} and
 * {@link org.autodiff.nn.conv.AvgPool2d} take the size of their window, and methods return changed copies;
 * {@link org.autodiff.nn.conv.AdaptiveAvgPool2d} takes the size of its value.
 *
 * <pre>{@code
 * Sequential.of(
 *         Conv2d.of(1, 8, Window2d.of(3, 3).padding(1, 1), rng), // (n, 1, 8, 8) -> (n, 8, 8, 8)
 *         Activation.relu(),
 *         MaxPool2d.of(2),                                       // (n, 8, 4, 4)
 *         Flatten.of(),
 *         Linear.of(8 * 4 * 4, 10, rng))
 * }</pre>
 */
package org.autodiff.nn.conv;
