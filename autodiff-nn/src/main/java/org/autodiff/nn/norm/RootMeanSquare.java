package org.autodiff.nn.norm;

import org.autodiff.Tensor;

/**
 * Division by the root of a mean of squares, with which all normalisations end.
 *
 * @param quotient {@code x / sqrt(mean(x^2) + eps)}
 * @param meanSquare {@code mean(x^2)}; the axes of the mean are kept with size 1
 */
record RootMeanSquare(Tensor quotient, Tensor meanSquare) {
    /**
     * Divides x by the root of the mean of its squares over some axes plus eps.
     *
     * <p>Squares of huge numbers overflow, and those of tiny ones vanish. So numbers and eps are first divided by a
     * power of two of about their size. It cancels without rounding, and is a constant, as the quotient does not depend
     * on it. For larger numbers the largest power that is a double is enough: it brings them below 2.
     */
    static RootMeanSquare of(Tensor x, double eps, int... axes) {
        double least = Math.max(Math.sqrt(eps), Double.MIN_NORMAL);
        Tensor size = x.detach().norm(true, axes).clamp(least, 0x1p1023);
        Tensor unit = Tensor.of(2).pow(size.log2().floor());
        Tensor scaled = x.div(unit);
        Tensor square = scaled.square().mean(true, axes);
        Tensor quotient =
                scaled.mul(square.add(Tensor.of(eps).div(unit).div(unit)).rsqrt());
        return new RootMeanSquare(quotient, square.mul(unit).mul(unit));
    }
}
