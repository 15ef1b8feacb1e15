package org.autodiff.nn.loss;

import java.util.Objects;
import java.util.Optional;
import org.autodiff.Tensor;

/** The checks of options. */
final class Check {
    private Check() {}

    static void reduction(String loss, Reduction reduction) {
        Objects.requireNonNull(reduction, () -> loss + ": reduction is null");
    }

    static Optional<Tensor> given(String what, Tensor option) {
        return Optional.of(Objects.requireNonNull(option, () -> what + " is null"));
    }

    static void finite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(what + " must be finite, got " + value);
        }
    }

    static void positive(String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + " must be finite and above 0, got " + value);
        }
    }

    static void notNegative(String what, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + " must be finite and at least 0, got " + value);
        }
    }

    static void between(String what, double value, int least, int most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(what + " must be in [" + least + ", " + most + "], got " + value);
        }
    }

    static void oneOrTwo(String what, int value) {
        if (value != 1 && value != 2) {
            throw new IllegalArgumentException(what + " must be 1 or 2, got " + value);
        }
    }
}
