/**
 * Convolutions and pooling over lines {@code (n, channels, length)} and pictures {@code (n, channels, rows, columns)}; one
 * without {@code n} is taken, too, and gives one.
 */
package org.autodiff.nn.conv;
