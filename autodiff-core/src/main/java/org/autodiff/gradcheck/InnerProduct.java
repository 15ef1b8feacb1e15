package org.autodiff.gradcheck;

/** Sums of products, added in order, and the sums of their sizes, which rounding is relative to. */
final class InnerProduct {
    private InnerProduct() {}

    static double of(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double sizes(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] * b[i]);
        }
        return sum;
    }

    /** With a direction, of which zeros count for nothing, be the other number infinite. */
    static double along(double[][] direction, double[][] g) {
        double sum = 0;
        for (int b = 0; b < g.length; b++) {
            for (int i = 0; i < g[b].length; i++) {
                sum += direction[b][i] == 0 ? 0 : g[b][i] * direction[b][i];
            }
        }
        return sum;
    }

    /** The sizes of its terms. */
    static double sizesAlong(double[][] direction, double[][] g) {
        double sum = 0;
        for (int b = 0; b < g.length; b++) {
            for (int i = 0; i < g[b].length; i++) {
                sum += direction[b][i] == 0 ? 0 : Math.abs(g[b][i] * direction[b][i]);
            }
        }
        return sum;
    }
}
