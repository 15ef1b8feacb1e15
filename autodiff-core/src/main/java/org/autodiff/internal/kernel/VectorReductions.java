package org.autodiff.internal.kernel;

import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.SPECIES;
import static org.autodiff.internal.kernel.VectorKernels.load;

import jdk.incubator.vector.DoubleVector;

/** Sums, inner products and extremes of {@link VectorKernels}, in the order of {@link Reductions}. */
final class VectorReductions {

    private VectorReductions() {}

    static double sum(double[] x, int xo, int n) {
        if (n > Reductions.CHUNK) {
            int cut = Reductions.cut(n);
            return sum(x, xo, cut) + sum(x, xo + cut, n - cut);
        }
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = DoubleVector.zero(SPECIES);
        DoubleVector s2 = DoubleVector.zero(SPECIES);
        DoubleVector s3 = DoubleVector.zero(SPECIES);
        int i = 0;
        for (; i <= n - 8; i += 8) {
            s0 = s0.add(load(x, xo + i));
            if (LANES <= 4) {
                s1 = s1.add(load(x, xo + i + LANES));
            }
            if (LANES == 2) {
                s2 = s2.add(load(x, xo + i + 4));
                s3 = s3.add(load(x, xo + i + 6));
            }
        }
        double l0 = lane(0, s0, s1, s2, s3) + (i < n ? x[xo + i] : 0.0);
        double l1 = lane(1, s0, s1, s2, s3) + (i + 1 < n ? x[xo + i + 1] : 0.0);
        double l2 = lane(2, s0, s1, s2, s3) + (i + 2 < n ? x[xo + i + 2] : 0.0);
        double l3 = lane(3, s0, s1, s2, s3) + (i + 3 < n ? x[xo + i + 3] : 0.0);
        double l4 = lane(4, s0, s1, s2, s3) + (i + 4 < n ? x[xo + i + 4] : 0.0);
        double l5 = lane(5, s0, s1, s2, s3) + (i + 5 < n ? x[xo + i + 5] : 0.0);
        double l6 = lane(6, s0, s1, s2, s3) + (i + 6 < n ? x[xo + i + 6] : 0.0);
        double l7 = lane(7, s0, s1, s2, s3);
        return Reductions.fold(l0, l1, l2, l3, l4, l5, l6, l7);
    }

    static double dot(double[] a, int ao, double[] b, int bo, int n) {
        if (n <= 8) {
            return dotOfOneRow(a, ao, b, bo, n);
        }
        if (n > Reductions.CHUNK) {
            int cut = Reductions.cut(n);
            return dot(a, ao, b, bo, cut) + dot(a, ao + cut, b, bo + cut, n - cut);
        }
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = DoubleVector.zero(SPECIES);
        DoubleVector s2 = DoubleVector.zero(SPECIES);
        DoubleVector s3 = DoubleVector.zero(SPECIES);
        int i = 0;
        for (; i <= n - 8; i += 8) {
            s0 = load(a, ao + i).fma(load(b, bo + i), s0);
            if (LANES <= 4) {
                s1 = load(a, ao + i + LANES).fma(load(b, bo + i + LANES), s1);
            }
            if (LANES == 2) {
                s2 = load(a, ao + i + 4).fma(load(b, bo + i + 4), s2);
                s3 = load(a, ao + i + 6).fma(load(b, bo + i + 6), s3);
            }
        }
        double l0 = last(a, ao + i, b, bo + i, i < n, lane(0, s0, s1, s2, s3));
        double l1 = last(a, ao + i + 1, b, bo + i + 1, i + 1 < n, lane(1, s0, s1, s2, s3));
        double l2 = last(a, ao + i + 2, b, bo + i + 2, i + 2 < n, lane(2, s0, s1, s2, s3));
        double l3 = last(a, ao + i + 3, b, bo + i + 3, i + 3 < n, lane(3, s0, s1, s2, s3));
        double l4 = last(a, ao + i + 4, b, bo + i + 4, i + 4 < n, lane(4, s0, s1, s2, s3));
        double l5 = last(a, ao + i + 5, b, bo + i + 5, i + 5 < n, lane(5, s0, s1, s2, s3));
        double l6 = last(a, ao + i + 6, b, bo + i + 6, i + 6 < n, lane(6, s0, s1, s2, s3));
        double l7 = lane(7, s0, s1, s2, s3);
        return Reductions.fold(l0, l1, l2, l3, l4, l5, l6, l7);
    }

    /** Each lane holds one product at most; taking them out of a vector would cost more than the products. */
    private static double dotOfOneRow(double[] a, int ao, double[] b, int bo, int n) {
        double l0 = last(a, ao, b, bo, n > 0, 0);
        double l1 = last(a, ao + 1, b, bo + 1, n > 1, 0);
        double l2 = last(a, ao + 2, b, bo + 2, n > 2, 0);
        double l3 = last(a, ao + 3, b, bo + 3, n > 3, 0);
        double l4 = last(a, ao + 4, b, bo + 4, n > 4, 0);
        double l5 = last(a, ao + 5, b, bo + 5, n > 5, 0);
        double l6 = last(a, ao + 6, b, bo + 6, n > 6, 0);
        double l7 = last(a, ao + 7, b, bo + 7, n > 7, 0);
        return Reductions.fold(l0, l1, l2, l3, l4, l5, l6, l7);
    }

    private static double last(double[] a, int i, double[] b, int j, boolean there, double sum) {
        return there ? Math.fma(a[i], b[j], sum) : sum;
    }

    static double max(double[] x, int xo, int n) {
        // No branch around the loop: where the vector of one path meets that of another, C2 may box both.
        DoubleVector most = DoubleVector.broadcast(SPECIES, x[xo]);
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            most = most.max(load(x, xo + i));
        }
        // The maximum does not depend on the order, zeros and NaN included; fewer lanes than eight are met again.
        double low = Math.max(Math.max(at(0, most), at(1, most)), Math.max(at(2, most), at(3, most)));
        double high = Math.max(Math.max(at(4, most), at(5, most)), Math.max(at(6, most), at(7, most)));
        double max = Math.max(low, high);
        for (; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        return max;
    }

    static double min(double[] x, int xo, int n) {
        DoubleVector least = DoubleVector.broadcast(SPECIES, x[xo]);
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            least = least.min(load(x, xo + i));
        }
        double low = Math.min(Math.min(at(0, least), at(1, least)), Math.min(at(2, least), at(3, least)));
        double high = Math.min(Math.min(at(4, least), at(5, least)), Math.min(at(6, least), at(7, least)));
        double min = Math.min(low, high);
        for (; i < n; i++) {
            min = Math.min(min, x[xo + i]);
        }
        return min;
    }

    /** Virtual lane {@code j}, a constant; an array instead of these calls would be garbage in every call. */
    private static double lane(int j, DoubleVector s0, DoubleVector s1, DoubleVector s2, DoubleVector s3) {
        return switch (j / LANES) {
            case 0 -> s0.lane(j % LANES);
            case 1 -> s1.lane(j % LANES);
            case 2 -> s2.lane(j % LANES);
            default -> s3.lane(j % LANES);
        };
    }

    private static double at(int j, DoubleVector lanes) {
        return lanes.lane(j % LANES);
    }
}
