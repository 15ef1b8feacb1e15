package org.autodiff.nn.init;

import org.autodiff.Rng;

/**
 * Draws from a normal distribution within bounds by rejection (Robert, Simulation of truncated normal variables,
 * Statistics and Computing 5, 1995): each of the three proposals is accepted often, however narrow the bounds are or
 * far from the mean. StrictMath gives the same bits on every machine.
 */
final class TruncatedNormal {
    private static final double WIDE = Math.sqrt(2 * Math.PI);

    private static final double FAR = 1e100; // its square is still finite

    private final double mean;
    private final double deviation;
    private final double low;
    private final double high;
    private final boolean mirrored;
    private final double a;
    private final double b;

    TruncatedNormal(double mean, double deviation, double low, double high) {
        if (!(Double.isFinite(mean) && Double.isFinite(deviation) && deviation > 0 && low < high)) {
            throw new IllegalArgumentException(
                    "truncatedNormal: needs a finite mean, a finite deviation > 0 and low < high," + " got mean " + mean
                            + ", deviation " + deviation + ", low " + low + ", high " + high);
        }
        this.mean = mean;
        this.deviation = deviation;
        this.low = low;
        this.high = high;
        double from = (low - mean) / deviation;
        double to = (high - mean) / deviation;
        mirrored = to < 0;
        a = mirrored ? -to : from;
        b = mirrored ? -from : to;
        if (a > FAR) {
            throw new IllegalArgumentException("truncatedNormal: bounds " + low + " and " + high + " are more than "
                    + FAR + " deviations from mean " + mean);
        }
    }

    double next(Rng rng) {
        double z = standard(rng);
        // rounding may lead outside the bounds
        return Math.max(low, Math.min(high, mean + deviation * (mirrored ? -z : z)));
    }

    /** A standard normal number in [a, b], where b is not negative. */
    private double standard(Rng rng) {
        if (a <= 0) {
            return b - a >= WIDE ? normal(rng) : uniform(0, rng);
        }
        double rate = (a + Math.sqrt(a * a + 4)) / 2;
        return (b - a) * rate > 1 ? exponential(rate, rng) : uniform(a, rng);
    }

    private double normal(Rng rng) {
        double z;
        do {
            z = rng.nextGaussian();
        } while (z < a || z > b);
        return z;
    }

    /** Proposes uniform numbers in [a, b], of which {@code peak} has the highest density. */
    private double uniform(double peak, Rng rng) {
        double z;
        do {
            z = a + (b - a) * rng.nextDouble();
        } while (rng.nextDouble() > StrictMath.exp((peak - z) * (peak + z) / 2));
        return z;
    }

    private double exponential(double rate, Rng rng) {
        double z;
        do {
            z = a - StrictMath.log(1 - rng.nextDouble()) / rate;
        } while (z > b || rng.nextDouble() > StrictMath.exp(-(z - rate) * (z - rate) / 2));
        return z;
    }
}
