package org.autodiff.internal.kernel;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.autodiff.internal.kernel.ScalarMath.*;
import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.SPECIES;
import static org.autodiff.internal.kernel.VectorKernels.broadcast;
import static org.autodiff.internal.kernel.VectorKernels.load;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link ScalarMath} for a vector at a time: the same operations in the same order, line by line. Read the formulas there; here is only what
 * lanes need.
 *
 * <p>Each function is split in pieces because C2 inlines no ordinary method beyond 325 bytecodes, and a vector that crosses a call that is not
 * inlined is boxed. A vector with a lane that needs a rare path is left to the scalar function as a whole - the same bits.
 */
final class VectorMath {

    private VectorMath() {}

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
        DoubleVector p = high.add(r.mul(r).fma(expPolynomial(r), low)).add(1.0);
        LongVector bits = rounded.reinterpretAsLongs();
        LongVector half = bits.lanewise(LSHR, 1);
        return p.mul(half.lanewise(LSHL, 52).reinterpretAsDoubles())
                .mul(bits.sub(half).lanewise(LSHL, 52).reinterpretAsDoubles());
    }

    private static DoubleVector expPolynomial(DoubleVector r) {
        DoubleVector q = broadcast(E12).fma(r, broadcast(E11));
        q = q.fma(r, broadcast(E10));
        q = q.fma(r, broadcast(E9));
        q = q.fma(r, broadcast(E8));
        q = q.fma(r, broadcast(E7));
        q = q.fma(r, broadcast(E6));
        q = q.fma(r, broadcast(E5));
        q = q.fma(r, broadcast(E4));
        q = q.fma(r, broadcast(E3));
        return q.fma(r, broadcast(E2));
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

    static void tanh(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            DoubleVector a = v.abs();
            DoubleVector e = exp(a.add(a));
            withSign(tanhPositive(a, e), v.reinterpretAsLongs().and(SIGN_BIT)).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = ScalarMath.tanh(x[i]);
        }
    }

    private static DoubleVector tanhPositive(DoubleVector a, DoubleVector e) {
        DoubleVector z = a.mul(a);
        DoubleVector n = z.add(N2).fma(z, broadcast(N1)).fma(z, broadcast(N0));
        DoubleVector d = z.add(D3).fma(z, broadcast(D2)).fma(z, broadcast(D1)).fma(z, broadcast(D0));
        VectorMask<Double> near = a.compare(LT, TANH_NEAR);
        DoubleVector base = broadcast(1.0).blend(a, near);
        DoubleVector numerator = broadcast(2.0).blend(a.mul(z).mul(n), near);
        DoubleVector denominator = e.add(1.0).blend(d, near);
        return base.sub(numerator.div(denominator));
    }

    private static DoubleVector withSign(DoubleVector x, LongVector signBits) {
        return x.reinterpretAsLongs().lanewise(VectorOperators.XOR, signBits).reinterpretAsDoubles();
    }

    static void log(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            if (v.compare(VectorOperators.GE, Double.MIN_NORMAL)
                    .and(v.compare(LE, Double.MAX_VALUE))
                    .allTrue()) {
                logOfNormal(v).intoArray(y, i);
            } else {
                for (int lane = i; lane < i + LANES; lane++) {
                    y[lane] = ScalarMath.log(x[lane]);
                }
            }
        }
        for (; i < n; i++) {
            y[i] = ScalarMath.log(x[i]);
        }
    }

    private static DoubleVector logOfNormal(DoubleVector x) {
        LongVector bits = x.reinterpretAsLongs().add(ONE_BITS - SQRT_HALF_BITS);
        DoubleVector k = bits.lanewise(LSHR, 52)
                .lanewise(VectorOperators.OR, INTEGER_BITS)
                .reinterpretAsDoubles()
                .sub(INTEGER_BIAS);
        DoubleVector f = bits.and(FRACTION_MASK)
                .add(SQRT_HALF_BITS)
                .reinterpretAsDoubles()
                .sub(1.0);
        DoubleVector s = f.div(f.add(2.0));
        DoubleVector z = s.mul(s);
        DoubleVector h = f.mul(0.5).mul(f);
        DoubleVector scale = k.mul(LN2_HI);
        DoubleVector high = scale.add(f);
        DoubleVector low = f.sub(high.sub(scale));
        DoubleVector correction =
                s.fma(z.fma(logPolynomial(z), h), k.mul(LN2_LO)).sub(h);
        return high.add(low.add(correction));
    }

    private static DoubleVector logPolynomial(DoubleVector z) {
        DoubleVector q = broadcast(L7).fma(z, broadcast(L6));
        q = q.fma(z, broadcast(L5));
        q = q.fma(z, broadcast(L4));
        q = q.fma(z, broadcast(L3));
        q = q.fma(z, broadcast(L2));
        return q.fma(z, broadcast(L1));
    }

    static void sin(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            DoubleVector a = v.abs();
            if (a.compare(LE, TRIG_MAX).allTrue()) {
                withSign(sine(a, 0), v.reinterpretAsLongs().and(SIGN_BIT)).intoArray(y, i);
            } else {
                for (int lane = i; lane < i + LANES; lane++) {
                    y[lane] = ScalarMath.sin(x[lane]);
                }
            }
        }
        for (; i < n; i++) {
            y[i] = ScalarMath.sin(x[i]);
        }
    }

    static void cos(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector a = load(x, i).abs();
            if (a.compare(LE, TRIG_MAX).allTrue()) {
                sine(a, 1).intoArray(y, i);
            } else {
                for (int lane = i; lane < i + LANES; lane++) {
                    y[lane] = ScalarMath.cos(x[lane]);
                }
            }
        }
        for (; i < n; i++) {
            y[i] = ScalarMath.cos(x[i]);
        }
    }

    private static DoubleVector sine(DoubleVector a, long quadrants) {
        DoubleVector rounded = a.fma(broadcast(TWO_OVER_PI), broadcast(ROUND));
        DoubleVector n = rounded.sub(ROUND);
        DoubleVector minusN = n.neg();
        DoubleVector exact = minusN.fma(broadcast(PI_HI), a);
        DoubleVector middle = n.mul(PI_MID);
        DoubleVector r = exact.sub(middle);
        DoubleVector t = minusN.fma(broadcast(PI_LO), exact.sub(r).sub(middle));
        LongVector quadrant = rounded.reinterpretAsLongs().add(quadrants);
        return withSign(
                sineOrCosine(r, t, quadrant), quadrant.lanewise(LSHL, 62).and(SIGN_BIT));
    }

    private static DoubleVector sineOrCosine(DoubleVector r, DoubleVector t, LongVector quadrant) {
        DoubleVector z = r.mul(r);
        DoubleVector half = z.mul(0.5);
        DoubleVector w = broadcast(1.0).sub(half);
        DoubleVector sine = r.add(r.mul(z).fma(sinePolynomial(z), t.mul(w)));
        DoubleVector cosine = w.add(broadcast(1.0)
                .sub(w)
                .sub(half)
                .add(z.mul(z).fma(cosinePolynomial(z), r.mul(t).neg())));
        return cosine.blend(sine, quadrant.and(1).compare(EQ, 0).cast(SPECIES));
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
            DoubleVector rest = v.fma(v, square.neg());
            VectorMask<Double> finite = square.compare(LT, Double.POSITIVE_INFINITY);
            square.mul(v).blend(square.fma(v, rest.mul(v)), finite).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = ScalarMath.cube(x[i]);
        }
    }
}
