package org.autodiff.internal.kernel.linalg;

import java.util.Arrays;
import org.autodiff.internal.kernel.Kernels;

/**
 * A function of a symmetric matrix, or its derivative in directions, from eigenvalues and eigenvectors: {@code V Y V'}
 * with a Y of divided differences, which {@code gates.linalg.SymmetricFunction} explains.
 */
public final class SpectralFunction {
    private static final Kernels K = Kernels.active();

    private final Divided f;
    private final double[] w;
    private final double[][] x; // the directions in the basis of eigenvectors
    private final int n;
    private final int order;

    private SpectralFunction(Divided f, double[] w, double[][] x) {
        this.f = f;
        this.w = w;
        this.x = x;
        n = w.length;
        order = x.length;
    }

    /**
     * Writes the derivative of the order that there are directions.
     *
     * @param w the eigenvalues
     * @param v arrays in which, at {@code at}, the eigenvectors, each direction and the result begin
     */
    public static void apply(Divided f, double[] w, double[] v, double[][] directions, double[] y, int at) {
        int n = w.length;
        double[] scratch = new double[n * n];
        double[][] x = new double[directions.length][n * n];
        for (int k = 0; k < x.length; k++) {
            turn(symmetric(directions[k], at, n), v, at, true, scratch, x[k], n);
        }
        double[] outer = new double[n * n];
        turn(new SpectralFunction(f, w, x).inner(), v, at, false, scratch, outer, n);
        System.arraycopy(symmetric(outer, 0, n), 0, y, at, n * n);
    }

    /** {@code (x + x') / 2} of the matrix that begins at a place. */
    private static double[] symmetric(double[] x, int from, int n) {
        double[] y = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                y[i * n + j] = 0.5 * x[from + i * n + j] + 0.5 * x[from + j * n + i];
            }
        }
        return y;
    }

    /** {@code V' x V}, or {@code V x V'}. */
    private static void turn(double[] x, double[] v, int at, boolean into, double[] scratch, double[] y, int n) {
        K.matmul(v, at, into, x, 0, false, scratch, 0, n, n, n);
        K.matmul(scratch, 0, false, v, at, !into, y, 0, n, n, n);
    }

    /** Y, which is symmetric: its lower triangle is computed. */
    private double[] inner() {
        double[] y = new double[n * n];
        int[] path = new int[order + 1];
        for (int i = 0; i < n; i++) {
            for (int j = order == 0 ? i : 0; j <= i; j++) {
                path[0] = i;
                path[order] = j;
                y[i * n + j] = sum(path, 1);
                y[j * n + i] = y[i * n + j];
            }
        }
        return y;
    }

    /** The sum over all ways between two ends, of which the first few steps are given. */
    private double sum(int[] path, int known) {
        if (known < order) {
            double sum = 0;
            for (path[known] = 0; path[known] < n; path[known]++) {
                sum += sum(path, known + 1);
            }
            return sum;
        }
        double product = products(path, 0, 0); // 1 if there are no directions
        if (product == 0) {
            return 0;
        }
        double[] values = new double[order + 1];
        for (int k = 0; k <= order; k++) {
            values[k] = w[path[k]];
        }
        Arrays.sort(values);
        return f.at(values) * product;
    }

    /** The products of the directions' elements along a way, summed over all orders of the directions. */
    private double products(int[] path, int step, int used) {
        if (step == order) {
            return 1;
        }
        double sum = 0;
        for (int k = 0; k < order; k++) {
            if ((used >> k & 1) == 0) {
                double element = x[k][path[step] * n + path[step + 1]];
                sum += element == 0 ? 0 : element * products(path, step + 1, used | 1 << k);
            }
        }
        return sum;
    }
}
