package org.autodiff.internal.differences;

/** Noise that is a function of the place: the same bits give the same noise. */
final class Noise {
    private Noise() {}

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    /** Normal, with standard deviation 1 (Box and Muller 1958). */
    static double normal(double x, long seed) {
        long first = mix(Double.doubleToLongBits(x) * 0x9E3779B97F4A7C15L + seed);
        long second = mix(first + 0x9E3779B97F4A7C15L);
        double u = ((first >>> 11) + 1) * 0x1p-53;
        double v = (second >>> 11) * 0x1p-53;
        return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
    }
}
