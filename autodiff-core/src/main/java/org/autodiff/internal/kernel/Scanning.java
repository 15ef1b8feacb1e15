package org.autodiff.internal.kernel;

import java.util.Arrays;

/** Loops that carry something from element to element. */
public final class Scanning {
    private Scanning() {}

    /**
     * {@code y_i = x_0 + ... + x_i}. The rounding errors of the additions are added up on their own (Knuth's two-sum;
     * Ogita, Rump, Oishi, <i>Accurate sum and dot product</i>, 2005, algorithm 4.3): every prefix is as accurate as if
     * summed in twice the precision. It costs next to nothing, as each addition waits for the one before anyway.
     */
    public static void cumsum(double[] x, double[] y, Tracks tracks) {
        double[] sum = new double[tracks.count()];
        double[] lost = new double[tracks.count()];
        for (int n = 0; n < tracks.steps(); n++) {
            for (int k = 0, i = tracks.at(n); k < sum.length; k++, i += tracks.side()) {
                double a = sum[k];
                double b = x[i];
                double s = a + b;
                double bIn = s - a;
                double error = (a - (s - bIn)) + (b - bIn);
                // Beyond an infinity there is nothing to correct, and the error would be NaN.
                lost[k] = Math.abs(s) < Double.POSITIVE_INFINITY ? lost[k] + error : 0;
                sum[k] = s;
                y[i] = s + lost[k];
            }
        }
    }

    /** {@code y_i = x_0 x_1 ... x_i}. */
    public static void cumprod(double[] x, double[] y, Tracks tracks) {
        double[] product = new double[tracks.count()];
        Arrays.fill(product, 1);
        for (int n = 0; n < tracks.steps(); n++) {
            for (int k = 0, i = tracks.at(n); k < product.length; k++, i += tracks.side()) {
                product[k] *= x[i];
                y[i] = product[k];
            }
        }
    }

    /** {@code y_i = a_i y_(i-1) + b_i} from {@code y_(-1) = 0}, with the product of the chain rule. */
    public static void recurrence(double[] a, double[] b, double[] y, Tracks tracks) {
        double[] carried = new double[tracks.count()];
        for (int n = 0; n < tracks.steps(); n++) {
            for (int k = 0, i = tracks.at(n); k < carried.length; k++, i += tracks.side()) {
                carried[k] = carried[k] == 0 || a[i] == 0 ? b[i] : a[i] * carried[k] + b[i];
                y[i] = carried[k];
            }
        }
    }

    /** At each element the number of the step at which the largest, or smallest, up to there was met last. */
    public static void argCummax(boolean largest, double[] x, double[] y, Tracks tracks) {
        double[] most = new double[tracks.count()];
        Arrays.fill(most, largest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        double[] position = new double[tracks.count()];
        for (int n = 0; n < tracks.steps(); n++) {
            for (int k = 0, i = tracks.at(n); k < most.length; k++, i += tracks.side()) {
                boolean better = largest ? x[i] >= most[k] : x[i] <= most[k];
                if (better || Double.isNaN(x[i])) {
                    most[k] = x[i];
                    position[k] = n;
                }
                y[i] = position[k];
            }
        }
    }
}
