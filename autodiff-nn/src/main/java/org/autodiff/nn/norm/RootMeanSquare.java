package org.autodiff.nn.norm;

import org.autodiff.Tensor;

/**
 * What all normalisations end with: division by the root of a mean of squares.
 *
 * @param quotient {@code x / sqrt(mean(x^2) + eps)}
 * @param meanSquare {@code mean(x^2)}, with the axes that it is taken over
 */
record RootMeanSquare(Tensor quotient, Tensor meanSquare) {
    /**
     * Divides numbers by the root of the mean of their squares over some axes, and a small number.
     *
     * <p>Squares of huge numbers overflow, and those of tiny ones vanish. So numbers and eps are divided by a power of
     * two of their size first. It cancels, costs no digit, and is a constant: the quotient does not depend on it. The
     * largest power that is a double will do for all that is larger: what it leaves is below 2.
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
