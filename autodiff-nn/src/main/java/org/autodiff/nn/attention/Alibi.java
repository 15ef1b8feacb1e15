package org.autodiff.nn.attention;

import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Positions as a penalty on distance: head h adds {@code -slope_h |i - j|} to the score of query i and key j. Press,
 * Smith and Lewis, Train short, test long: Attention with linear biases enables input length extrapolation, ICLR 2022;
 * there together with a causal mask, {@code Alibi.mask(heads, t, s).and(Mask.causal())}.
 */
public final class Alibi {
    private Alibi() {}

    /**
     * The penalties as a mask.
     *
     * @param heads of the attention
     * @param t the number of queries
     * @param s the number of keys
     * @throws IllegalArgumentException if there is not at least one head, or a number is negative
     */
    public static Mask mask(int heads, int t, int s) {
        if (t < 0 || s < 0) {
            throw new IllegalArgumentException("alibi: lengths must not be negative, got " + t + " and " + s);
        }
        Tensor distance = Tensor.arange(t).unsqueeze(1).sub(Tensor.arange(s)).abs();
        Tensor slopes = slopes(heads).reshape(1, heads, 1, 1);
        return Mask.add(distance.mul(slopes).neg());
    }

    /**
     * The slopes, of shape {@code (heads)}: {@code 2^(-8 h / heads)} for h = 1, 2, ... if the heads are a power of two;
     * else those of the power of two below, followed by every other one of the power above.
     *
     * @throws IllegalArgumentException if there is not at least one head
     */
    public static Tensor slopes(int heads) {
        if (heads < 1) {
            throw new IllegalArgumentException("alibi: heads must be positive, got " + heads);
        }
        int below = Integer.highestOneBit(heads);
        return Tensor.of(NdArray.build(Shape.of(heads), data -> {
            for (int h = 0; h < heads; h++) {
                double exponent = h < below ? 8.0 * (h + 1) / below : 4.0 * (2 * (h - below) + 1) / below;
                data[h] = Math.pow(2, -exponent);
            }
        }));
    }
}
