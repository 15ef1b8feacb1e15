package org.autodiff.internal.kernel;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.autodiff.internal.kernel.Limits.PASS_CHUNK;
import static org.autodiff.internal.kernel.PowMath.*;
import static org.autodiff.internal.kernel.ScalarMath.*;
import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.broadcast;
import static org.autodiff.internal.kernel.VectorKernels.load;
import static org.autodiff.internal.kernel.VectorPasses.passes;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import org.autodiff.internal.kernel.VectorPasses.Pass;

/** {@link PowMath} for a vector at a time: the same operations in the same order, line by line. */
final class VectorPow {

    private VectorPow() {}

    // Where the passes find a and b and leave their results in the scratch array; K and F are those of VectorLog.
    private static final int K = 0;
    private static final int F = PASS_CHUNK;
    private static final int S = 2 * PASS_CHUNK;
    private static final int S_LOW = 3 * PASS_CHUNK;
    private static final int A = VectorPasses.A;
    private static final int B = VectorPasses.B;
    private static final int LOG = F;
    private static final int LOG_LOW = K;
    private static final int P = 4 * PASS_CHUNK;
    private static final int P_LOW = 5 * PASS_CHUNK;
    private static final int POWER = P;

    private static final Pass[] POW = passes(
            VectorPow::splitOrdinary,
            VectorPow::quotient,
            VectorPow::series,
            VectorPow::log,
            VectorPow::exponent,
            VectorPow::exp,
            VectorPow::signed);

    static void powers(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        VectorPasses.run(POW, ElementaryMath::pow, a, ao, as, b, bo, bs, y, yo, n);
    }

    private static boolean splitOrdinary(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector size = load(scratch, A + i).abs();
            if (!size.compare(GE, Double.MIN_NORMAL).allTrue()
                    || !size.compare(LE, Double.MAX_VALUE).allTrue()
                    || !load(scratch, B + i).abs().compare(LE, POWER_MAX).allTrue()) {
                return false;
            }
            size.intoArray(scratch, S + i);
            VectorLog.split(scratch, S + i, scratch, i);
        }
        return true;
    }

    private static boolean quotient(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector f = load(scratch, F + i);
            DoubleVector d = f.add(2.0);
            DoubleVector dLow = f.sub(d.sub(2.0));
            DoubleVector s = f.div(d);
            s.intoArray(scratch, S + i);
            s.neg().fma(d, f).sub(s.mul(dLow)).div(d).intoArray(scratch, S_LOW + i);
        }
        return true;
    }

    /** p of PowMath, which is log|a| / 2s - 1 but for k. */
    private static boolean series(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector s = load(scratch, S + i);
            DoubleVector z = s.mul(s);
            DoubleVector zLow = s.fma(s, z.neg()).add(s.add(s).mul(load(scratch, S_LOW + i)));
            DoubleVector t = z.mul(THIRD);
            DoubleVector tLow = z.fma(broadcast(THIRD), t.neg()).add(z.fma(broadcast(THIRD_LOW), zLow.mul(THIRD)));
            DoubleVector q = broadcast(P7).fma(z, broadcast(P6));
            q = q.fma(z, broadcast(P5));
            q = q.fma(z, broadcast(P4));
            q = q.fma(z, broadcast(P3));
            q = q.fma(z, broadcast(P2));
            q = q.fma(z, broadcast(P1));
            q = q.fma(z, broadcast(P0));
            DoubleVector u = z.mul(z).fma(q, tLow);
            DoubleVector p = t.add(u);
            p.intoArray(scratch, P + i);
            u.sub(p.sub(t)).intoArray(scratch, P_LOW + i);
        }
        return true;
    }

    private static boolean log(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector k = load(scratch, K + i);
            DoubleVector s = load(scratch, S + i);
            DoubleVector sLow = load(scratch, S_LOW + i);
            DoubleVector p = load(scratch, P + i);
            DoubleVector twice = s.add(s);
            DoubleVector twiceLow = sLow.add(sLow);
            DoubleVector w = twice.mul(p);
            DoubleVector wLow = twice.fma(p, w.neg()).add(twice.fma(load(scratch, P_LOW + i), twiceLow.mul(p)));
            DoubleVector scale = k.mul(LN2_HI);
            DoubleVector sum = scale.add(twice);
            DoubleVector sumLow = twice.sub(sum.sub(scale));
            DoubleVector log = sum.add(w);
            log.intoArray(scratch, LOG + i);
            w.sub(log.sub(sum))
                    .add(sumLow)
                    .add(k.fma(Lanes.LN2_LO, twiceLow).add(wLow))
                    .intoArray(scratch, LOG_LOW + i);
        }
        return true;
    }

    /** The exponent b log|a| in two parts, in the place of the logarithm. */
    private static boolean exponent(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector b = load(scratch, B + i);
            DoubleVector log = load(scratch, LOG + i);
            DoubleVector exponent = b.mul(log);
            DoubleVector low = b.fma(load(scratch, LOG_LOW + i), b.fma(log, exponent.neg()));
            exponent.intoArray(scratch, LOG + i);
            low.blend(0.0, exponent.abs().compare(GT, EXPONENT_MAX)).intoArray(scratch, LOG_LOW + i);
        }
        return true;
    }

    private static boolean exp(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector in = load(scratch, LOG + i);
            in = in.blend(EXP_MAX, in.compare(GT, EXP_MAX));
            in = in.blend(EXP_MIN, in.compare(LT, EXP_MIN));
            DoubleVector rounded = in.fma(Lanes.LOG2_E, Lanes.EXP_ROUND);
            DoubleVector minusK = Lanes.EXP_ROUND.sub(rounded);
            DoubleVector high = minusK.fma(Lanes.LN2_HI, in);
            DoubleVector low = minusK.fma(Lanes.LN2_LO, load(scratch, LOG_LOW + i));
            DoubleVector r = high.add(low);
            DoubleVector z = r.mul(r);
            DoubleVector first = high.add(1.0);
            DoubleVector even = Lanes.E12.fma(z, Lanes.E10);
            DoubleVector odd = Lanes.E11.fma(z, Lanes.E9);
            even = even.fma(z, Lanes.E8);
            odd = odd.fma(z, Lanes.E7);
            even = even.fma(z, Lanes.E6);
            odd = odd.fma(z, Lanes.E5);
            even = even.fma(z, Lanes.E4);
            odd = odd.fma(z, Lanes.E3);
            even = even.fma(z, Lanes.E2);
            DoubleVector p = first.add(z.fma(odd.fma(r, even), low).add(high.sub(first.sub(1.0))));
            LongVector bits = rounded.reinterpretAsLongs();
            LongVector half = bits.lanewise(LSHR, 1);
            p.mul(half.lanewise(LSHL, 52).reinterpretAsDoubles())
                    .mul(bits.sub(half).lanewise(LSHL, 52).reinterpretAsDoubles())
                    .intoArray(scratch, POWER + i);
        }
        return true;
    }

    /** The power of |a| with the sign that a and b give it, or NaN. */
    private static boolean signed(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector a = load(scratch, A + i);
            DoubleVector b = load(scratch, B + i);
            DoubleVector shifted = b.add(ROUND);
            LongVector odd = shifted.reinterpretAsLongs().lanewise(LSHL, 63);
            load(scratch, POWER + i)
                    .reinterpretAsLongs()
                    .lanewise(XOR, odd.and(a.reinterpretAsLongs()))
                    .reinterpretAsDoubles()
                    .blend(Double.NaN, a.compare(LT, 0.0).and(shifted.sub(ROUND).compare(NE, b)))
                    .intoArray(y, from + i);
        }
        return true;
    }
}
