package org.autodiff.internal.kernel;

/** Finds numbers in lines of others. NaN counts as the largest. */
public final class Searching {
    private Searching() {}

    /**
     * The position of the first NaN of a line, if there is one, else of the first of the largest, or smallest,
     * elements.
     */
    public static int extreme(boolean largest, double[] x, int from, int stride, int n) {
        int best = 0;
        double most = x[from];
        for (int i = 1; i < n && !Double.isNaN(most); i++) {
            double candidate = x[from + i * stride];
            if (Double.isNaN(candidate) || (largest ? candidate > most : candidate < most)) {
                best = i;
                most = candidate;
            }
        }
        return best;
    }

    /**
     * Where a value belongs in a row of ascending numbers: before those that are equal, or, to the right, behind them.
     */
    public static int place(boolean right, double[] x, int from, int n, double value) {
        int low = 0;
        int high = n;
        while (low < high) {
            int middle = (low + high) >>> 1;
            double element = x[from + middle];
            if (right ? !isBelow(value, element) : isBelow(element, value)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The position of the first element that is below the one before it in its row of n; -1 if there is none. */
    public static int firstDescent(double[] x, int size, int n) {
        for (int i = 1; i < size; i++) {
            if (i % n != 0 && isBelow(x[i], x[i - 1])) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isBelow(double a, double b) {
        return Double.isNaN(b) ? !Double.isNaN(a) : a < b;
    }
}
