package org.autodiff.internal.kernel;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.autodiff.internal.kernel.ScalarMath.*;
import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.SPECIES;
import static org.autodiff.internal.kernel.VectorKernels.broadcast;
import static org.autodiff.internal.kernel.VectorKernels.load;

import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

/**
 * {@link ScalarMath} for a vector at a time: the same operations in the same order, line by line. Read the formulas
 * there; here is only what lanes need.
 *
 * <p>Each function is split in pieces because C2 inlines no ordinary method beyond 325 bytecodes, and a vector that
 * crosses a call that is not inlined is boxed. A vector with a lane that needs a rare path is left to the scalar
 * function as a whole - the same bits.
 */
final class VectorMath {

    /** Elements between two passes: what they hand on stays in the first-level cache. */
    private static final int CHUNK = 256;

    private static final ThreadLocal<double[]> SCRATCH = ThreadLocal.withInitial(() -> new double[4 * CHUNK]);

    private VectorMath() {}

    /**
     * One of several passes over a chunk of x and y, which hand their results on in the scratch array.
     *
     * <p>An object, and called from one place for all functions: C2 sees many targets there and inlines none. Two passes in one
     * method exceed its budget of nodes; it would then box every vector, without a word, and run ten times slower.
     */
    private interface Pass {
        /** Returns false if an element needs the rare path. */
        boolean over(double[] x, double[] y, int from, int count, double[] scratch);
    }

    /** Runs the passes chunk by chunk; the scalar function does the tail, and chunks that a pass refuses. */
    private static void run(Pass[] passes, DoubleUnaryOperator scalar, double[] x, double[] y, int n) {
        double[] scratch = SCRATCH.get();
        int bound = SPECIES.loopBound(n);
        for (int from = 0; from < bound; from += CHUNK) {
            int count = Math.min(CHUNK, bound - from);
            for (Pass pass : passes) {
                if (!pass.over(x, y, from, count, scratch)) {
                    one(scalar, x, y, from, from + count);
                    break;
                }
            }
        }
        one(scalar, x, y, bound, n);
    }

    private static void one(DoubleUnaryOperator scalar, double[] x, double[] y, int from, int end) {
        for (int i = from; i < end; i++) {
            y[i] = scalar.applyAsDouble(x[i]);
        }
    }

    static void exp(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            exp(load(x, i)).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = ScalarMath.exp(x[i]);
        }
    }

    private static DoubleVector exp(DoubleVector x) {
        DoubleVector in = x.blend(EXP_MAX, x.compare(GT, EXP_MAX));
        in = in.blend(EXP_MIN, in.compare(LT, EXP_MIN));
        DoubleVector rounded = in.fma(broadcast(LOG2_E), broadcast(EXP_ROUND));
        DoubleVector minusK = broadcast(EXP_ROUND).sub(rounded);
        DoubleVector high = minusK.fma(broadcast(LN2_HI), in);
        DoubleVector low = minusK.mul(LN2_LO);
        DoubleVector r = high.add(low);
        DoubleVector z = r.mul(r);
        DoubleVector p = high.add(z.fma(expPolynomial(r, z), low)).add(1.0);
        LongVector bits = rounded.reinterpretAsLongs();
        LongVector half = bits.lanewise(LSHR, 1);
        return p.mul(half.lanewise(LSHL, 52).reinterpretAsDoubles())
                .mul(bits.sub(half).lanewise(LSHL, 52).reinterpretAsDoubles());
    }

    private static DoubleVector expPolynomial(DoubleVector r, DoubleVector z) {
        DoubleVector even = broadcast(E12).fma(z, broadcast(E10));
        DoubleVector odd = broadcast(E11).fma(z, broadcast(E9));
        even = even.fma(z, broadcast(E8));
        odd = odd.fma(z, broadcast(E7));
        even = even.fma(z, broadcast(E6));
        odd = odd.fma(z, broadcast(E5));
        even = even.fma(z, broadcast(E4));
        odd = odd.fma(z, broadcast(E3));
        even = even.fma(z, broadcast(E2));
        return odd.fma(r, even);
    }

    static void sigmoid(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            DoubleVector t = exp(v.abs().neg());
            DoubleVector c = broadcast(1.0).blend(t, v.compare(LT, 0.0));
            c.neg().fma(t.div(t.add(1.0)), c).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = ScalarMath.sigmoid(x[i]);
        }
    }

    private static final Pass[] TANH = {VectorMath::twice, VectorMath::expOfScratch, VectorMath::tanhOfExp};

    static void tanh(double[] x, double[] y, int n) {
        run(TANH, ScalarMath::tanh, x, y, n);
    }

    private static boolean twice(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector a = load(x, from + i).abs();
            a.add(a).intoArray(scratch, i);
        }
        return true;
    }

    private static boolean expOfScratch(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            exp(load(scratch, i)).intoArray(scratch, i);
        }
        return true;
    }

    private static boolean tanhOfExp(double[] x, double[] y, int from, int count, double[] exp) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector v = load(x, from + i);
            DoubleVector a = v.abs();
            DoubleVector z = a.mul(a);
            DoubleVector n = z.add(N2).fma(z, broadcast(N1)).fma(z, broadcast(N0));
            DoubleVector d =
                    z.add(D3).fma(z, broadcast(D2)).fma(z, broadcast(D1)).fma(z, broadcast(D0));
            VectorMask<Double> near = a.compare(LT, TANH_NEAR);
            DoubleVector base = broadcast(1.0).blend(a, near);
            DoubleVector numerator = broadcast(2.0).blend(a.mul(z).mul(n), near);
            DoubleVector denominator = load(exp, i).add(1.0).blend(d, near);
            withSign(
                            base.sub(numerator.div(denominator)),
                            v.reinterpretAsLongs().and(SIGN_BIT))
                    .intoArray(y, from + i);
        }
        return true;
    }

    private static DoubleVector withSign(DoubleVector x, LongVector signBits) {
        return x.reinterpretAsLongs().lanewise(XOR, signBits).reinterpretAsDoubles();
    }

    private static final Pass[] LOG = {VectorMath::splitNormal, VectorMath::logOfSplit};

    static void log(double[] x, double[] y, int n) {
        run(LOG, ScalarMath::log, x, y, n);
    }

    // Where the passes of log leave their results in the scratch array.
    private static final int K = 0;
    private static final int F = CHUNK;

    /** x = 2^k (1 + f); false if some x is not positive and normal. */
    private static boolean splitNormal(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector v = load(x, from + i);
            if (!v.compare(GE, Double.MIN_NORMAL).allTrue()
                    || !v.compare(LE, Double.MAX_VALUE).allTrue()) {
                return false;
            }
            LongVector bits = v.reinterpretAsLongs().add(ONE_BITS - SQRT_HALF_BITS);
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
        return true;
    }

    private static boolean logOfSplit(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector k = load(scratch, K + i);
            DoubleVector f = load(scratch, F + i);
            DoubleVector s = f.div(f.add(2.0));
            DoubleVector z = s.mul(s);
            DoubleVector h = f.mul(0.5).mul(f);
            DoubleVector scale = k.mul(LN2_HI);
            DoubleVector high = scale.add(f);
            DoubleVector low = f.sub(high.sub(scale));
            DoubleVector correction =
                    s.fma(z.fma(logPolynomial(z), h), k.mul(LN2_LO)).sub(h);
            high.add(low.add(correction)).intoArray(y, from + i);
        }
        return true;
    }

    private static DoubleVector logPolynomial(DoubleVector z) {
        DoubleVector q = broadcast(L7).fma(z, broadcast(L6));
        q = q.fma(z, broadcast(L5));
        q = q.fma(z, broadcast(L4));
        q = q.fma(z, broadcast(L3));
        q = q.fma(z, broadcast(L2));
        return q.fma(z, broadcast(L1));
    }

    private static final Pass[] SIN = {VectorMath::reduce, VectorMath::sine, VectorMath::sinOfReduced};
    private static final Pass[] COS = {VectorMath::reduce, VectorMath::sine, VectorMath::cosOfReduced};

    static void sin(double[] x, double[] y, int n) {
        run(SIN, ScalarMath::sin, x, y, n);
    }

    static void cos(double[] x, double[] y, int n) {
        run(COS, ScalarMath::cos, x, y, n);
    }

    // Where the passes of sin and cos leave their results in the scratch array.
    private static final int R = 0;
    private static final int T = CHUNK;
    private static final int QUADRANT = 2 * CHUNK;
    private static final int SINE = 3 * CHUNK;

    /** The reduced angle; false if some angle is too large for it. */
    private static boolean reduce(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector a = load(x, from + i).abs();
            if (!a.compare(LE, TRIG_MAX).allTrue()) {
                return false;
            }
            DoubleVector rounded = a.fma(broadcast(TWO_OVER_PI), broadcast(ROUND));
            DoubleVector n = rounded.sub(ROUND);
            DoubleVector minusN = n.neg();
            DoubleVector exact = minusN.fma(broadcast(PI_HI), a);
            DoubleVector middle = n.mul(PI_MID);
            DoubleVector r = exact.sub(middle);
            r.intoArray(scratch, R + i);
            minusN.fma(broadcast(PI_LO), exact.sub(r).sub(middle)).intoArray(scratch, T + i);
            rounded.intoArray(scratch, QUADRANT + i);
        }
        return true;
    }

    private static boolean sine(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector r = load(scratch, R + i);
            DoubleVector t = load(scratch, T + i);
            DoubleVector z = r.mul(r);
            DoubleVector w = broadcast(1.0).sub(z.mul(0.5));
            r.add(r.mul(z).fma(sinePolynomial(z), t.mul(w))).intoArray(scratch, SINE + i);
        }
        return true;
    }

    private static boolean sinOfReduced(double[] x, double[] y, int from, int count, double[] scratch) {
        sineOrCosine(scratch, x, SIGN_BIT, 0, y, from, count);
        return true;
    }

    private static boolean cosOfReduced(double[] x, double[] y, int from, int count, double[] scratch) {
        sineOrCosine(scratch, x, 0, 1, y, from, count);
        return true;
    }

    private static void sineOrCosine(
            double[] scratch, double[] x, long signs, long quadrants, double[] y, int from, int count) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector r = load(scratch, R + i);
            DoubleVector t = load(scratch, T + i);
            DoubleVector z = r.mul(r);
            DoubleVector half = z.mul(0.5);
            DoubleVector w = broadcast(1.0).sub(half);
            DoubleVector rest = z.mul(z).fma(cosinePolynomial(z), r.mul(t).neg());
            DoubleVector cosine = w.add(broadcast(1.0).sub(w).sub(half).add(rest));
            LongVector quadrant =
                    load(scratch, QUADRANT + i).reinterpretAsLongs().add(quadrants);
            VectorMask<Double> even = quadrant.and(1).compare(EQ, 0).cast(SPECIES);
            LongVector sign = load(x, from + i).reinterpretAsLongs().and(signs);
            withSign(
                            withSign(cosine.blend(load(scratch, SINE + i), even), sign),
                            quadrant.lanewise(LSHL, 62).and(SIGN_BIT))
                    .intoArray(y, from + i);
        }
    }

    private static DoubleVector sinePolynomial(DoubleVector z) {
        DoubleVector q = broadcast(S6).fma(z, broadcast(S5));
        q = q.fma(z, broadcast(S4));
        q = q.fma(z, broadcast(S3));
        q = q.fma(z, broadcast(S2));
        return q.fma(z, broadcast(S1));
    }

    private static DoubleVector cosinePolynomial(DoubleVector z) {
        DoubleVector q = broadcast(C6).fma(z, broadcast(C5));
        q = q.fma(z, broadcast(C4));
        q = q.fma(z, broadcast(C3));
        q = q.fma(z, broadcast(C2));
        return q.fma(z, broadcast(C1));
    }

    static void powHalf(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            VectorMask<Double> end = v.compare(EQ, Double.NEGATIVE_INFINITY);
            v.add(0.0).sqrt().blend(Double.POSITIVE_INFINITY, end).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = ScalarMath.powHalf(x[i]);
        }
    }

    static void cube(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            DoubleVector square = v.mul(v);
            DoubleVector cube = square.mul(v);
            DoubleVector rest = v.fma(v, square.neg());
            VectorMask<Double> finite = cube.abs().compare(LT, Double.POSITIVE_INFINITY);
            cube.blend(square.fma(v, rest.mul(v)), finite).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = ScalarMath.cube(x[i]);
        }
    }
}
