package org.autodiff.gradcheck;

/**
 * A derivative estimated from five values at equal distances, and how far off it may be.
 *
 * <p>The centred difference with step h has the error {@code h^2 f'''/6 + ...}; the one with 2h has four times that. So
 * their combination {@code near + (near - far) / 3} is free of it (Richardson 1911), and their distance tells how much
 * there was. The error bar is made of three parts, and meant to be too long rather than too short:
 *
 * <ul>
 *   <li>truncation: the whole distance between the two differences, three times what was corrected;
 *   <li>roughness: {@code |f(-2h) - 4 f(-h) + 6 f(0) - 4 f(h) + f(2h)| / 2h}. The fourth difference is free of every
 *       cubic, so of a smooth function only its noise is left (Hamming's difference table; Moré, Wild: Estimating
 *       computational noise; SIAM J. Sci. Comput. 33, 2011). Of a kink in the middle the jump of the slope is left, for
 *       every h, and it is the very quantity by which the one-sided differences disagree;
 *   <li>rounding: some units in the last place of what was summed up to the value, divided by h.
 * </ul>
 *
 * @param derivative the extrapolated centred difference
 * @param errorBar how far off it may be
 * @param roughness the second part of the error bar
 */
record Estimate(double derivative, double errorBar, double roughness) {
    /** Units in the last place by which a value may be off; a handful of operations. */
    private static final double ROUNDING = 4 * Math.ulp(1.0);

    /**
     * From values at {@code -2h, -h, 0, h, 2h}.
     *
     * @param magnitude the sum of absolute values that rounding is relative to; at least |f|
     */
    static Estimate of(double[] f, double h, double magnitude) {
        double near = (f[3] - f[1]) / (2 * h);
        double far = (f[4] - f[0]) / (4 * h);
        double roughness = Math.abs(f[0] + f[4] - 4 * (f[1] + f[3]) + 6 * f[2]) / (2 * h);
        double rounding = ROUNDING * magnitude / h;
        return new Estimate(near + (near - far) / 3, Math.abs(near - far) + roughness + rounding, roughness);
    }

    boolean isFinite() {
        return Double.isFinite(derivative) && Double.isFinite(errorBar);
    }
}
