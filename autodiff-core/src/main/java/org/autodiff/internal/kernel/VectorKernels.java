package org.autodiff.internal.kernel;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels on the Vector API, bit for bit equal to {@link ScalarKernels} (but for matmul), at any vector width.
 *
 * <p>What does not fill a vector, at the end of a run, is done by the scalar function, which has the same bits; masked
 * loads and stores are not intrinsic on Java 17 and slower than that.
 */
final class VectorKernels extends VectorFunctions {

    /** The machine's own width, within those that the eight lanes of {@link Reductions} divide into. */
    static final VectorSpecies<Double> SPECIES = species();

    static final int LANES = SPECIES.length();

    /** The class of the vectors of {@link #SPECIES}. */
    static final Class<?> VECTOR = DoubleVector.zero(SPECIES).getClass();

    VectorKernels() {}

    private static VectorSpecies<Double> species() {
        int bits = DoubleVector.SPECIES_PREFERRED.vectorBitSize();
        return bits >= 512
                ? DoubleVector.SPECIES_512
                : bits == 256 ? DoubleVector.SPECIES_256 : DoubleVector.SPECIES_128;
    }

    /**
     * Whether they are to be chosen unasked. C2 has no masks of two lanes: with 128 bits every comparison is boxed,
     * and most kernels are slower than plain Java (measured on Java 17 and 25).
     */
    boolean pays() {
        return LANES >= 4;
    }

    static DoubleVector load(double[] x, int offset) {
        return DoubleVector.fromArray(SPECIES, x, offset);
    }

    static DoubleVector broadcast(double x) {
        return DoubleVector.broadcast(SPECIES, x);
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public String toString() {
        return name() + " (" + SPECIES.vectorBitSize() + " bits)";
    }

    // ---- runs --------------------------------------------------------------------------------------------------

    /**
     * What a loop over vectors reads for a run of stride 0: its one value, as often as a vector has lanes. Vector i of
     * any run is then at {@code stride * (offset + i)}, and one loop per operation serves all strides.
     */
    private static double[] run(double[] x, int offset, int stride, int n) {
        if (stride == 1 || n < LANES) {
            return x;
        }
        double[] same = new double[LANES];
        Arrays.fill(same, x[offset]);
        return same;
    }

    @Override
    public void add(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            u.add(v).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] + b[bo + bs * i];
        }
    }

    @Override
    public void sub(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            u.sub(v).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] - b[bo + bs * i];
        }
    }

    @Override
    public void mul(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            u.mul(v).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] * b[bo + bs * i];
        }
    }

    @Override
    public void div(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            u.div(v).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] / b[bo + bs * i];
        }
    }

    @Override
    public void powers(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        VectorPow.powers(a, ao, as, b, bo, bs, y, yo, n);
    }

    @Override
    public void chain(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            u.mul(v)
                    .blend(0.0, u.compare(VectorOperators.EQ, 0.0).or(v.compare(VectorOperators.EQ, 0.0)))
                    .intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = ScalarMath.chain(a[ao + as * i], b[bo + bs * i]);
        }
    }

    private static DoubleVector indicator(VectorMask<Double> mask) {
        return broadcast(0.0).blend(1.0, mask);
    }

    @Override
    public void greater(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            indicator(u.compare(VectorOperators.GT, v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] > b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void greaterEqual(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            indicator(u.compare(VectorOperators.GE, v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] >= b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void less(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            indicator(u.compare(VectorOperators.LT, v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] < b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void lessEqual(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            indicator(u.compare(VectorOperators.LE, v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] <= b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void equal(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            indicator(u.compare(VectorOperators.EQ, v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] == b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void notEqual(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            indicator(u.compare(VectorOperators.NE, v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] != b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void select(
            double[] m,
            int mo,
            int ms,
            double[] a,
            int ao,
            int as,
            double[] b,
            int bo,
            int bs,
            double[] y,
            int yo,
            int n) {
        double[] mask = run(m, mo, ms, n);
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            VectorMask<Double> chosen = load(mask, ms * (mo + i)).compare(VectorOperators.NE, 0.0);
            load(right, bs * (bo + i)).blend(load(left, as * (ao + i)), chosen).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = m[mo + ms * i] != 0 ? a[ao + as * i] : b[bo + bs * i];
        }
    }

    // ---- reductions --------------------------------------------------------------------------------------------

    // Eight virtual lanes are one, two or four vectors; LANES is a constant, so C2 drops the lines that do not apply.

    @Override
    public double sum(double[] x, int xo, int n) {
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

    @Override
    public double dot(double[] a, int ao, double[] b, int bo, int n) {
        return dotProduct(a, ao, b, bo, n);
    }

    static double dotProduct(double[] a, int ao, double[] b, int bo, int n) {
        if (n > Reductions.CHUNK) {
            int cut = Reductions.cut(n);
            return dotProduct(a, ao, b, bo, cut) + dotProduct(a, ao + cut, b, bo + cut, n - cut);
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

    private static double last(double[] a, int i, double[] b, int j, boolean there, double sum) {
        return there ? Math.fma(a[i], b[j], sum) : sum;
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

    @Override
    public double max(double[] x, int xo, int n) {
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

    // ---- matrices ----------------------------------------------------------------------------------------------

    @Override
    public void matmul(
            double[] a, int ao, boolean ta, double[] b, int bo, boolean tb, double[] c, int co, int m, int k, int n) {
        VectorMatmul.matmul(a, ao, ta, b, bo, tb, c, co, m, k, n);
    }
}
