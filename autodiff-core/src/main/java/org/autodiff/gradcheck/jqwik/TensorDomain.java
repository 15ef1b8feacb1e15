package org.autodiff.gradcheck.jqwik;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Where the elements of a tensor come from. Except for {@link #AWKWARD} they have at most six decimals. */
public enum TensorDomain {
    /** From -10 to 10; the simplest is 0. */
    REALS(-10, 10, 0),
    /** Above 0, up to 10: for logarithms, roots, divisors; the simplest is 1. */
    POSITIVE(0, 10, 1) {
        @Override
        boolean has(double x) {
            return x > 0 && x <= 10;
        }
    },
    /** Above 0 and below 1: probabilities; the simplest is 0.5. */
    UNIT_INTERVAL(0, 1, 0.5) {
        @Override
        boolean has(double x) {
            return x > 0 && x < 1;
        }
    },
    /** From -10 to 10, with an absolute value of at least 0.1: for divisors, and kinks at 0; the simplest is 1. */
    AWAY_FROM_ZERO(-10, 10, 1) {
        @Override
        boolean has(double x) {
            return super.has(x) && Math.abs(x) >= 0.1;
        }
    },
    /**
     * What functions stumble over: zeros of both signs, tiny and huge numbers, ones, and many equal elements. All are
     * finite.
     */
    AWKWARD(-Double.MAX_VALUE, Double.MAX_VALUE, 0) {
        @Override
        Arbitrary<Double> elements() {
            Arbitrary<Double> special = Arbitraries.of(
                    0.0, -0.0, 1.0, -1.0, 1e-8, -1e-8, 1e8, -1e8, 1e-300, -1e300, 1e300, Double.MIN_VALUE);
            return Arbitraries.frequencyOf(Tuple.of(3, special), Tuple.of(1, REALS.elements()));
        }
    };

    private static final int SCALE = 6;

    private final double min;
    private final double max;
    private final double simplest;

    TensorDomain(double min, double max, double simplest) {
        this.min = min;
        this.max = max;
        this.simplest = simplest;
    }

    Arbitrary<Double> elements() {
        return between(min, max).filter(this::has);
    }

    boolean has(double x) {
        return x >= min && x <= max;
    }

    double simplest() {
        return simplest;
    }

    /** All equally likely: jqwik itself likes small numbers, and a tensor should not be made of tiny ones. */
    static Arbitrary<Double> between(double min, double max) {
        return Arbitraries.doubles().between(min, max).ofScale(SCALE).withDistribution(RandomDistribution.uniform());
    }
}
