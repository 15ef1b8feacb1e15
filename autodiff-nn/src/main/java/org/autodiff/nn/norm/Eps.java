package org.autodiff.nn.norm;

/** The small number under the root, which keeps it away from 0. */
final class Eps {
    private Eps() {}

    static void require(String layer, double eps) {
        if (!(eps >= 0 && Double.isFinite(eps))) {
            throw new IllegalArgumentException(layer + ": eps must be at least 0 and finite, got " + eps);
        }
    }
}
