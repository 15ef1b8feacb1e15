package org.autodiff.gradcheck.collection;

import org.autodiff.gradcheck.collection.Cases.Mistake;

/** The usual mistakes. */
final class Mistakes {
    private Mistakes() {}

    /** All coordinates times a factor. */
    static Mistake times(double factor) {
        return (g, x) -> {
            for (int i = 0; i < g.length; i++) {
                g[i] *= factor;
            }
        };
    }

    /** One coordinate times a factor: -1 is a sign, 0 a missing one. */
    static Mistake times(int i, double factor) {
        return (g, x) -> g[i] *= factor;
    }

    static Mistake swapped(int i, int j) {
        return (g, x) -> {
            double t = g[i];
            g[i] = g[j];
            g[j] = t;
        };
    }

    /** A term too much in one coordinate. */
    static Mistake plus(int i, double term) {
        return (g, x) -> g[i] += term;
    }

    /** Off by one index: each coordinate holds its right neighbour's. */
    static Mistake shifted() {
        return (g, x) -> {
            double first = g[0];
            System.arraycopy(g, 1, g, 0, g.length - 1);
            g[g.length - 1] = first;
        };
    }

    /** Right at one point only: the error grows with the distance from it. */
    static Mistake beside(double... point) {
        return (g, x) -> {
            for (int i = 0; i < g.length; i++) {
                g[i] += (x[i] - point[i]) * (1 + Math.abs(g[i]));
            }
        };
    }
}
