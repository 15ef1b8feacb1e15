package org.autodiff.internal.kernel;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.autodiff.internal.kernel.Limits.PASS_CHUNK;
import static org.autodiff.internal.kernel.ScalarMath.ROUND;
import static org.autodiff.internal.kernel.ScalarMath.SIGN_BIT;
import static org.autodiff.internal.kernel.TrigMath.*;
import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.SPECIES;
import static org.autodiff.internal.kernel.VectorKernels.broadcast;
import static org.autodiff.internal.kernel.VectorKernels.load;
import static org.autodiff.internal.kernel.VectorPasses.passes;
import static org.autodiff.internal.kernel.VectorPasses.run;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import org.autodiff.internal.kernel.VectorPasses.Pass;

/** {@link TrigMath} for a vector at a time: the same operations in the same order, line by line. */
final class VectorTrig {

    private VectorTrig() {}

    private static final Pass[] SIN = passes(VectorTrig::reduce, VectorTrig::sine, VectorTrig::sinOfReduced);
    private static final Pass[] COS = passes(VectorTrig::reduce, VectorTrig::sine, VectorTrig::cosOfReduced);

    static void sin(double[] x, double[] y, int n) {
        run(SIN, TrigMath::sin, x, y, n);
    }

    static void cos(double[] x, double[] y, int n) {
        run(COS, TrigMath::cos, x, y, n);
    }

    // Where the passes of sin and cos leave their results in the scratch array.
    private static final int R = 0;
    private static final int T = PASS_CHUNK;
    private static final int QUADRANT = 2 * PASS_CHUNK;
    private static final int SINE = 3 * PASS_CHUNK;

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
            DoubleVector q = broadcast(S6).fma(z, broadcast(S5));
            q = q.fma(z, broadcast(S4));
            q = q.fma(z, broadcast(S3));
            q = q.fma(z, broadcast(S2));
            q = q.fma(z, broadcast(S1));
            DoubleVector w = broadcast(1.0).sub(z.mul(0.5));
            r.add(r.mul(z).fma(q, t.mul(w))).intoArray(scratch, SINE + i);
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
            DoubleVector q = broadcast(C6).fma(z, broadcast(C5));
            q = q.fma(z, broadcast(C4));
            q = q.fma(z, broadcast(C3));
            q = q.fma(z, broadcast(C2));
            q = q.fma(z, broadcast(C1));
            DoubleVector half = z.mul(0.5);
            DoubleVector w = broadcast(1.0).sub(half);
            DoubleVector rest = z.mul(z).fma(q, r.mul(t).neg());
            DoubleVector cosine = w.add(broadcast(1.0).sub(w).sub(half).add(rest));
            LongVector quadrant =
                    load(scratch, QUADRANT + i).reinterpretAsLongs().add(quadrants);
            VectorMask<Double> even = quadrant.and(1).compare(EQ, 0).cast(SPECIES);
            LongVector sign = load(x, from + i).reinterpretAsLongs().and(signs);
            cosine.blend(load(scratch, SINE + i), even)
                    .reinterpretAsLongs()
                    .lanewise(XOR, quadrant.lanewise(LSHL, 62).and(SIGN_BIT).lanewise(XOR, sign))
                    .reinterpretAsDoubles()
                    .intoArray(y, from + i);
        }
    }

    private static final Pass[] TAN =
            passes(VectorTrig::reduce, VectorTrig::sineInTwoParts, VectorTrig::cosineInTwoParts, VectorTrig::quotient);

    private static final int SINE_LOW = 4 * PASS_CHUNK;
    private static final int COSINE = R;
    private static final int COSINE_LOW = T;

    static void tan(double[] x, double[] y, int n) {
        run(TAN, TrigMath::tan, x, y, n);
    }

    private static boolean sineInTwoParts(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector r = load(scratch, R + i);
            DoubleVector t = load(scratch, T + i);
            DoubleVector z = r.mul(r);
            DoubleVector q = broadcast(S6).fma(z, broadcast(S5));
            q = q.fma(z, broadcast(S4));
            q = q.fma(z, broadcast(S3));
            q = q.fma(z, broadcast(S2));
            q = q.fma(z, broadcast(S1));
            DoubleVector w = broadcast(1.0).sub(z.mul(0.5));
            DoubleVector rest = r.mul(z).fma(q, t.mul(w));
            DoubleVector sine = r.add(rest);
            sine.intoArray(scratch, SINE + i);
            rest.sub(sine.sub(r)).intoArray(scratch, SINE_LOW + i);
        }
        return true;
    }

    /** In the place of the reduced angle. */
    private static boolean cosineInTwoParts(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector r = load(scratch, R + i);
            DoubleVector t = load(scratch, T + i);
            DoubleVector z = r.mul(r);
            DoubleVector q = broadcast(C6).fma(z, broadcast(C5));
            q = q.fma(z, broadcast(C4));
            q = q.fma(z, broadcast(C3));
            q = q.fma(z, broadcast(C2));
            q = q.fma(z, broadcast(C1));
            DoubleVector half = z.mul(0.5);
            DoubleVector w = broadcast(1.0).sub(half);
            DoubleVector rest =
                    broadcast(1.0).sub(w).sub(half).add(z.mul(z).fma(q, r.mul(t).neg()));
            DoubleVector cosine = w.add(rest);
            cosine.intoArray(scratch, COSINE + i);
            rest.sub(cosine.sub(w)).intoArray(scratch, COSINE_LOW + i);
        }
        return true;
    }

    private static boolean quotient(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector sine = load(scratch, SINE + i);
            DoubleVector sineLow = load(scratch, SINE_LOW + i);
            DoubleVector cosine = load(scratch, COSINE + i);
            DoubleVector cosineLow = load(scratch, COSINE_LOW + i);
            LongVector last = load(scratch, QUADRANT + i).reinterpretAsLongs().and(1);
            VectorMask<Double> even = last.compare(EQ, 0).cast(SPECIES);
            DoubleVector numerator = cosine.neg().blend(sine, even);
            DoubleVector numeratorLow = cosineLow.neg().blend(sineLow, even);
            DoubleVector denominator = sine.blend(cosine, even);
            DoubleVector denominatorLow = sineLow.blend(cosineLow, even);
            DoubleVector q = numerator.div(denominator);
            DoubleVector remainder = q.neg().fma(denominator, numerator).add(numeratorLow.sub(q.mul(denominatorLow)));
            LongVector sign = load(x, from + i).reinterpretAsLongs().and(SIGN_BIT);
            q.add(remainder.div(denominator))
                    .reinterpretAsLongs()
                    .lanewise(XOR, sign)
                    .reinterpretAsDoubles()
                    .intoArray(y, from + i);
        }
        return true;
    }
}
