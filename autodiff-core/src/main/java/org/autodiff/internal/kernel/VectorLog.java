package org.autodiff.internal.kernel;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;
import static org.autodiff.internal.kernel.Limits.PASS_CHUNK;
import static org.autodiff.internal.kernel.ScalarMath.*;
import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.broadcast;
import static org.autodiff.internal.kernel.VectorKernels.load;
import static org.autodiff.internal.kernel.VectorPasses.passes;
import static org.autodiff.internal.kernel.VectorPasses.run;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import org.autodiff.internal.kernel.VectorPasses.Pass;

/** The logarithms of {@link ScalarMath} for a vector at a time: the same operations in the same order, line by line. */
final class VectorLog {

    private VectorLog() {}

    private static final Pass[] LOG = passes(VectorLog::splitNormal, VectorLog::logOfSplit);

    static void log(double[] x, double[] y, int n) {
        run(LOG, ScalarMath::log, x, y, n);
    }

    // Where the passes of log leave their results in the scratch array.
    private static final int K = 0;
    private static final int F = PASS_CHUNK;

    /** x = 2^k (1 + f); false if some x is not positive and normal. */
    private static boolean splitNormal(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector v = load(x, from + i);
            if (!v.compare(GE, Double.MIN_NORMAL).allTrue()
                    || !v.compare(LE, Double.MAX_VALUE).allTrue()) {
                return false;
            }
            split(x, from + i, scratch, i);
        }
        return true;
    }

    /**
     * k and f of positive normal numbers, to their places in the scratch array. It takes no vector: C2 does not always
     * inline it, and would box one.
     */
    static void split(double[] x, int from, double[] scratch, int i) {
        LongVector bits = load(x, from).reinterpretAsLongs().add(ONE_BITS - SQRT_HALF_BITS);
        bits.lanewise(LSHR, 52)
                .lanewise(OR, INTEGER_BITS)
                .reinterpretAsDoubles()
                .sub(INTEGER_BIAS)
                .intoArray(scratch, K + i);
        bits.and(FRACTION_MASK)
                .add(SQRT_HALF_BITS)
                .reinterpretAsDoubles()
                .sub(1.0)
                .intoArray(scratch, F + i);
    }

    private static boolean logOfSplit(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector k = load(scratch, K + i);
            DoubleVector f = load(scratch, F + i);
            DoubleVector s = f.div(f.add(2.0));
            DoubleVector z = s.mul(s);
            DoubleVector q = broadcast(L7).fma(z, broadcast(L6));
            q = q.fma(z, broadcast(L5));
            q = q.fma(z, broadcast(L4));
            q = q.fma(z, broadcast(L3));
            q = q.fma(z, broadcast(L2));
            q = q.fma(z, broadcast(L1));
            DoubleVector h = f.mul(0.5).mul(f);
            DoubleVector scale = k.mul(LN2_HI);
            DoubleVector high = scale.add(f);
            DoubleVector low = f.sub(high.sub(scale));
            DoubleVector correction = s.fma(z.fma(q, h), k.mul(LN2_LO)).sub(h);
            high.add(low.add(correction)).intoArray(y, from + i);
        }
        return true;
    }

    private static final Pass[] LOG1P = passes(VectorLog::splitOnePlus, VectorLog::log1pOfSplit);

    static void log1p(double[] x, double[] y, int n) {
        run(LOG1P, ScalarMath::log1p, x, y, n);
    }

    private static final int C = 2 * PASS_CHUNK;
    private static final int U = 3 * PASS_CHUNK;

    /** 1 + x = 2^k (1 + f) + c; false if some x is not in (-1, LOG1P_MAX). */
    private static boolean splitOnePlus(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector v = load(x, from + i);
            if (!v.compare(GT, -1.0).allTrue() || !v.compare(LT, LOG1P_MAX).allTrue()) {
                return false;
            }
            DoubleVector u = v.add(1.0);
            DoubleVector part = u.sub(1.0);
            broadcast(1.0).sub(u.sub(part)).add(v.sub(part)).div(u).intoArray(scratch, C + i);
            u.intoArray(scratch, U + i);
            split(scratch, U + i, scratch, i);
        }
        return true;
    }

    private static boolean log1pOfSplit(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector k = load(scratch, K + i);
            DoubleVector f = load(scratch, F + i);
            DoubleVector s = f.div(f.add(2.0));
            DoubleVector z = s.mul(s);
            DoubleVector q = broadcast(L7).fma(z, broadcast(L6));
            q = q.fma(z, broadcast(L5));
            q = q.fma(z, broadcast(L4));
            q = q.fma(z, broadcast(L3));
            q = q.fma(z, broadcast(L2));
            q = q.fma(z, broadcast(L1));
            DoubleVector h = f.mul(0.5).mul(f);
            DoubleVector scale = k.mul(LN2_HI);
            DoubleVector high = scale.add(f);
            DoubleVector low = f.sub(high.sub(scale));
            DoubleVector correction = s.fma(z.fma(q, h), k.fma(broadcast(LN2_LO), load(scratch, C + i)))
                    .sub(h);
            LongVector sign = load(x, from + i).reinterpretAsLongs().and(SIGN_BIT);
            DoubleVector log = high.add(low.add(correction));
            log.reinterpretAsLongs().lanewise(OR, sign).reinterpretAsDoubles().intoArray(y, from + i);
        }
        return true;
    }
}
