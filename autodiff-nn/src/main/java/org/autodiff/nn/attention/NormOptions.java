package org.autodiff.nn.attention;

/** TEMPORARY, see {@link LayerNorm}. */
record NormOptions(double eps, boolean weight, boolean bias) {
    NormOptions() {
        this(1e-5, true, true);
    }

    NormOptions eps(double value) {
        return new NormOptions(value, weight, bias);
    }

    NormOptions bias(boolean learned) {
        return new NormOptions(eps, weight, learned);
    }
}
