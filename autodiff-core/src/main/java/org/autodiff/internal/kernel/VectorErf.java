package org.autodiff.internal.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;
import static org.autodiff.internal.kernel.Limits.PASS_CHUNK;
import static org.autodiff.internal.kernel.ScalarMath.*;
import static org.autodiff.internal.kernel.SpecialMath.*;
import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.broadcast;
import static org.autodiff.internal.kernel.VectorKernels.load;
import static org.autodiff.internal.kernel.VectorPasses.passes;
import static org.autodiff.internal.kernel.VectorPasses.run;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import org.autodiff.internal.kernel.VectorPasses.Pass;

/**
 * The error functions of {@link SpecialMath} for a vector at a time: the same operations in the same order. Lanes near
 * zero compute the tail too, and throw it away; lanes far out stop where the tail has become 0.
 */
final class VectorErf {

    private VectorErf() {}

    // Where the passes leave their results in the scratch array.
    private static final int T = 0;
    private static final int T_LOW = PASS_CHUNK;
    private static final int HIGH = 2 * PASS_CHUNK;
    private static final int LOW = 3 * PASS_CHUNK;
    private static final int SCALE = 4 * PASS_CHUNK;
    private static final int POLYNOMIAL = 5 * PASS_CHUNK;
    private static final int Q = T;
    private static final int Q_LOW = T_LOW;
    private static final int TAIL_VALUE = HIGH;

    private static final Pass[] ERF = passes(
            VectorErf::square, VectorErf::tailPolynomial, VectorErf::tailQuotient, VectorErf::timesExp, VectorErf::erf);

    private static final Pass[] ERFC = passes(
            VectorErf::square,
            VectorErf::tailPolynomial,
            VectorErf::tailQuotient,
            VectorErf::timesExp,
            VectorErf::erfc);

    private static final Pass[] NORMAL_CDF = passes(
            VectorErf::squareOfNormal,
            VectorErf::tailPolynomial,
            VectorErf::tailQuotient,
            VectorErf::timesExp,
            VectorErf::normalCdf);

    static void erf(double[] x, double[] y, int n) {
        run(ERF, SpecialMath::erf, x, y, n);
    }

    static void erfc(double[] x, double[] y, int n) {
        run(ERFC, SpecialMath::erfc, x, y, n);
    }

    static void normalCdf(double[] x, double[] y, int n) {
        run(NORMAL_CDF, SpecialMath::normalCdf, x, y, n);
    }

    static void gaussian(double factor, double scale, double[] x, double[] y, int n) {
        double end = Math.sqrt(GAUSSIAN_END / scale);
        Pass[] passes = passes(
                (in, out, from, count, scratch) -> squareOfGaussian(factor, scale, end, in, from, count, scratch),
                VectorErf::timesExp,
                VectorErf::copy);
        run(passes, v -> SpecialMath.gaussian(factor, scale, v), x, y, n);
    }

    private static boolean square(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector t = load(x, from + i).abs();
            t = t.blend(TAIL_END, t.compare(GT, TAIL_END));
            DoubleVector square = t.mul(t);
            t.intoArray(scratch, T + i);
            broadcast(0.0).intoArray(scratch, T_LOW + i);
            square.neg().intoArray(scratch, HIGH + i);
            t.fma(t, square.neg()).neg().intoArray(scratch, LOW + i);
            broadcast(1.0).intoArray(scratch, SCALE + i);
        }
        return true;
    }

    private static boolean squareOfNormal(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector v = load(x, from + i);
            v = v.blend(NORMAL_END, v.compare(GT, NORMAL_END)).blend(-NORMAL_END, v.compare(LT, -NORMAL_END));
            DoubleVector minus = v.neg();
            DoubleVector t = minus.mul(SQRT_HALF);
            DoubleVector a = t.abs();
            VectorMask<Double> tail = t.compare(GT, ERFC_NEAR);
            DoubleVector factor = a.blend(v, tail);
            DoubleVector scale = broadcast(1.0).blend(0.5, tail);
            DoubleVector square = factor.mul(factor);
            DoubleVector tLow = minus.fma(broadcast(SQRT_HALF), t.neg()).sub(v.mul(SQRT_HALF_LOW));
            a.intoArray(scratch, T + i);
            broadcast(0.0).blend(tLow, tail).intoArray(scratch, T_LOW + i);
            scale.neg().mul(square).intoArray(scratch, HIGH + i);
            scale.neg().mul(factor.fma(factor, square.neg())).intoArray(scratch, LOW + i);
            scale.intoArray(scratch, SCALE + i);
        }
        return true;
    }

    private static boolean squareOfGaussian(
            double factor, double scale, double end, double[] x, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector v = load(x, from + i);
            v = v.blend(end, v.compare(GT, end)).blend(-end, v.compare(LT, -end));
            DoubleVector square = v.mul(v);
            broadcast(factor).intoArray(scratch, Q + i);
            broadcast(0.0).intoArray(scratch, Q_LOW + i);
            square.mul(-scale).intoArray(scratch, HIGH + i);
            v.fma(v, square.neg()).mul(-scale).intoArray(scratch, LOW + i);
        }
        return true;
    }

    private static boolean tailPolynomial(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector t = load(scratch, T + i);
            DoubleVector u = t.sub(4.0).div(t.add(4.0));
            DoubleVector z = u.mul(u);
            DoubleVector even = broadcast(TAIL[20]).fma(z, broadcast(TAIL[18]));
            DoubleVector odd = broadcast(TAIL[21]).fma(z, broadcast(TAIL[19]));
            even = even.fma(z, broadcast(TAIL[16]));
            odd = odd.fma(z, broadcast(TAIL[17]));
            even = even.fma(z, broadcast(TAIL[14]));
            odd = odd.fma(z, broadcast(TAIL[15]));
            even = even.fma(z, broadcast(TAIL[12]));
            odd = odd.fma(z, broadcast(TAIL[13]));
            even = even.fma(z, broadcast(TAIL[10]));
            odd = odd.fma(z, broadcast(TAIL[11]));
            even = even.fma(z, broadcast(TAIL[8]));
            odd = odd.fma(z, broadcast(TAIL[9]));
            even = even.fma(z, broadcast(TAIL[6]));
            odd = odd.fma(z, broadcast(TAIL[7]));
            even = even.fma(z, broadcast(TAIL[4]));
            odd = odd.fma(z, broadcast(TAIL[5]));
            even = even.fma(z, broadcast(TAIL[2]));
            odd = odd.fma(z, broadcast(TAIL[3]));
            even = even.fma(z, broadcast(TAIL[0]));
            odd = odd.fma(z, broadcast(TAIL[1]));
            u.mul(odd.fma(u, even)).intoArray(scratch, POLYNOMIAL + i);
        }
        return true;
    }

    private static boolean tailQuotient(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector p = load(scratch, POLYNOMIAL + i);
            DoubleVector t = load(scratch, T + i);
            DoubleVector scale = load(scratch, SCALE + i);
            DoubleVector numerator = p.add(TAIL_MIDDLE);
            DoubleVector numeratorLow =
                    broadcast(TAIL_MIDDLE).sub(numerator).add(p).add(TAIL_MIDDLE_LOW);
            DoubleVector twice = t.mul(2.0);
            DoubleVector denominator = twice.add(1.0);
            DoubleVector denominatorLow = broadcast(1.0).sub(denominator.sub(twice));
            DoubleVector q = numerator.div(denominator);
            DoubleVector remainder = q.neg().fma(denominator, numerator).sub(q.mul(denominatorLow));
            DoubleVector slope = twice.mul(q).sub(TWO_OVER_SQRT_PI);
            DoubleVector qLow = remainder.add(numeratorLow).div(denominator).add(slope.mul(load(scratch, T_LOW + i)));
            scale.mul(q).intoArray(scratch, Q + i);
            scale.mul(qLow).intoArray(scratch, Q_LOW + i);
        }
        return true;
    }

    private static boolean timesExp(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector f = load(scratch, Q + i);
            DoubleVector fLow = load(scratch, Q_LOW + i);
            DoubleVector in = load(scratch, HIGH + i);
            DoubleVector rounded = in.fma(Lanes.LOG2_E, Lanes.EXP_ROUND);
            DoubleVector minusK = Lanes.EXP_ROUND.sub(rounded);
            DoubleVector high = minusK.fma(Lanes.LN2_HI, in);
            DoubleVector low = minusK.fma(Lanes.LN2_LO, load(scratch, LOW + i));
            DoubleVector r = high.add(low);
            DoubleVector z = r.mul(r);
            DoubleVector even = Lanes.E12.fma(z, Lanes.E10);
            DoubleVector odd = Lanes.E11.fma(z, Lanes.E9);
            even = even.fma(z, Lanes.E8);
            odd = odd.fma(z, Lanes.E7);
            even = even.fma(z, Lanes.E6);
            odd = odd.fma(z, Lanes.E5);
            even = even.fma(z, Lanes.E4);
            odd = odd.fma(z, Lanes.E3);
            even = even.fma(z, Lanes.E2);
            DoubleVector q = high.add(z.fma(odd.fma(r, even), low));
            DoubleVector p = f.add(f.fma(q, fLow.fma(q, fLow)));
            LongVector bits = rounded.reinterpretAsLongs();
            LongVector half = bits.lanewise(LSHR, 1);
            p.mul(half.lanewise(LSHL, 52).reinterpretAsDoubles())
                    .mul(bits.sub(half).lanewise(LSHL, 52).reinterpretAsDoubles())
                    .intoArray(scratch, TAIL_VALUE + i);
        }
        return true;
    }

    private static boolean copy(double[] x, double[] y, int from, int count, double[] scratch) {
        System.arraycopy(scratch, TAIL_VALUE, y, from, count);
        return true;
    }

    private static boolean erf(double[] x, double[] y, int from, int count, double[] tail) {
        return combine(1.0, 1.0, -0.0, Double.POSITIVE_INFINITY, x, y, from, count, tail);
    }

    private static boolean erfc(double[] x, double[] y, int from, int count, double[] tail) {
        return combine(1.0, -1.0, 1.0, ERFC_NEAR, x, y, from, count, tail);
    }

    private static boolean normalCdf(double[] x, double[] y, int from, int count, double[] tail) {
        return combine(-SQRT_HALF, -0.5, 0.5, ERFC_NEAR, x, y, from, count, tail);
    }

    /** With t = slope x it is the tail beyond {@code end}, and {@code factor erf t + summand} elsewhere. */
    private static boolean combine(
            double slope,
            double factor,
            double summand,
            double end,
            double[] x,
            double[] y,
            int from,
            int count,
            double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector t = load(x, from + i).mul(slope);
            DoubleVector tail = load(scratch, TAIL_VALUE + i);
            DoubleVector u = t.mul(t);
            DoubleVector z = u.mul(u);
            DoubleVector even = broadcast(NEAR[8]).fma(z, broadcast(NEAR[6]));
            DoubleVector odd = broadcast(NEAR[9]).fma(z, broadcast(NEAR[7]));
            even = even.fma(z, broadcast(NEAR[4]));
            odd = odd.fma(z, broadcast(NEAR[5]));
            even = even.fma(z, broadcast(NEAR[2]));
            odd = odd.fma(z, broadcast(NEAR[3]));
            even = even.fma(z, broadcast(NEAR[0]));
            odd = odd.fma(z, broadcast(NEAR[1]));
            DoubleVector near = t.fma(odd.fma(u, even), t);
            LongVector sign = t.reinterpretAsLongs().and(SIGN_BIT);
            DoubleVector one = broadcast(1.0).sub(tail);
            DoubleVector far = one.reinterpretAsLongs().lanewise(OR, sign).reinterpretAsDoubles();
            DoubleVector erf = far.blend(near, t.abs().compare(LE, ERF_NEAR));
            broadcast(factor)
                    .fma(erf, broadcast(summand))
                    .blend(tail, t.compare(GT, end))
                    .intoArray(y, from + i);
        }
        return true;
    }
}
