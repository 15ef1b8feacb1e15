package org.autodiff.internal.kernel;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels on the Vector API, bit for bit equal to {@link ScalarKernels} (but for matmul), at any vector width.
 *
 * <p>What does not fill a vector, at the end of a run, is done by the scalar function, which has the same bits; masked
 * loads and stores are not intrinsic on Java 17 and slower than that.
 */
final class VectorKernels extends VectorElementwise {

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

    /**
     * What a loop over vectors reads for a run of stride 0: its one value, as often as a vector has lanes. Vector i of
     * any run is then at {@code stride * (offset + i)}, and one loop per operation serves all strides.
     */
    static double[] run(double[] x, int offset, int stride, int n) {
        if (stride == 1 || n < LANES) {
            return x;
        }
        double[] same = new double[LANES];
        Arrays.fill(same, x[offset]);
        return same;
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public String toString() {
        return name() + " (" + SPECIES.vectorBitSize() + " bits)";
    }

    // ---- elementwise, what is not in VectorElementwise ---------------------------------------------------------

    @Override
    public void sign(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            v.blend(0.0, v.compare(EQ, 0.0))
                    .blend(1.0, v.compare(GT, 0.0))
                    .blend(-1.0, v.compare(LT, 0.0))
                    .intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = ScalarMath.sign(x[i]);
        }
    }

    @Override
    public void gaussian(double factor, double scale, double[] x, double[] y, int n) {
        VectorErf.gaussian(factor, scale, x, y, n);
    }

    @Override
    public void pow(double[] x, double exponent, double[] y, int n) {
        if (exponent == 2.0) {
            square(x, y, n);
        } else if (exponent == -1.0) {
            reciprocal(x, y, n);
        } else if (exponent == 0.5) {
            VectorMath.powHalf(x, y, n);
        } else if (exponent == 3.0) {
            VectorMath.cube(x, y, n);
        } else if (exponent == 0.0 || exponent == 1.0) {
            Kernels.scalar().pow(x, exponent, y, n);
        } else {
            powers(x, 0, 1, new double[] {exponent}, 0, 0, y, 0, n);
        }
    }

    @Override
    public void powers(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        VectorPow.powers(a, ao, as, b, bo, bs, y, yo, n);
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
            VectorMask<Double> chosen = load(mask, ms * (mo + i)).compare(NE, 0.0);
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
        return VectorReductions.sum(x, xo, n);
    }

    @Override
    public double dot(double[] a, int ao, double[] b, int bo, int n) {
        return VectorReductions.dot(a, ao, b, bo, n);
    }

    @Override
    public double max(double[] x, int xo, int n) {
        return VectorReductions.max(x, xo, n);
    }

    @Override
    public double min(double[] x, int xo, int n) {
        return VectorReductions.min(x, xo, n);
    }

    // ---- matrices ----------------------------------------------------------------------------------------------

    @Override
    public void matmuls(
            double[] a,
            int ao,
            int aNext,
            boolean ta,
            double[] b,
            int bo,
            int bNext,
            boolean tb,
            double[] c,
            int co,
            int count,
            int m,
            int k,
            int n) {
        if (TinyProducts.are(ta, tb, m, k, n)) {
            TinyProducts.multiply(a, ao, aNext, ta, b, bo, bNext, c, co, count, m, k, n);
        } else {
            super.matmuls(a, ao, aNext, ta, b, bo, bNext, tb, c, co, count, m, k, n);
        }
    }

    @Override
    public void matmul(
            double[] a, int ao, boolean ta, double[] b, int bo, boolean tb, double[] c, int co, int m, int k, int n) {
        VectorMatmul.matmul(a, ao, ta, b, bo, tb, c, co, m, k, n);
    }
}
