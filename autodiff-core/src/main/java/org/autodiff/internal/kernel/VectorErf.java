package org.autodiff.internal.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.autodiff.internal.kernel.ScalarMath.*;
import static org.autodiff.internal.kernel.SpecialMath.*;
import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.broadcast;
import static org.autodiff.internal.kernel.VectorKernels.load;
import static org.autodiff.internal.kernel.VectorMath.expPolynomial;
import static org.autodiff.internal.kernel.VectorMath.orSign;
import static org.autodiff.internal.kernel.VectorPasses.CHUNK;
import static org.autodiff.internal.kernel.VectorPasses.passes;
import static org.autodiff.internal.kernel.VectorPasses.run;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import org.autodiff.internal.kernel.VectorPasses.Pass;

/**
 * The error functions of {@link SpecialMath} for a vector at a time: the same operations in the same order. Lanes near zero
 * compute the tail too, and throw it away; lanes far out stop where the tail has become 0.
 */
final class VectorErf {

    private VectorErf() {}

    // Where the passes leave their results in the scratch array.
    private static final int T = 0;
    private static final int T_LOW = CHUNK;
    private static final int HIGH = 2 * CHUNK;
    private static final int LOW = 3 * CHUNK;
    private static final int SCALE = 4 * CHUNK;
    private static final int POLYNOMIAL = 5 * CHUNK;
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

    private static DoubleVector within(DoubleVector x, double end) {
        return x.blend(end, x.compare(GT, end)).blend(-end, x.compare(LT, -end));
    }

    private static boolean square(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector t = within(load(x, from + i).abs(), TAIL_END);
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
            DoubleVector v = within(load(x, from + i), NORMAL_END);
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
            DoubleVector v = within(load(x, from + i), end);
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
            u.mul(polynomial(TAIL, u)).intoArray(scratch, POLYNOMIAL + i);
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
            DoubleVector rounded = in.fma(broadcast(LOG2_E), broadcast(EXP_ROUND));
            DoubleVector minusK = broadcast(EXP_ROUND).sub(rounded);
            DoubleVector high = minusK.fma(broadcast(LN2_HI), in);
            DoubleVector low = minusK.fma(broadcast(LN2_LO), load(scratch, LOW + i));
            DoubleVector r = high.add(low);
            DoubleVector z = r.mul(r);
            DoubleVector q = high.add(z.fma(expPolynomial(r, z), low));
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

    private static boolean erf(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            erf(load(x, from + i), load(scratch, TAIL_VALUE + i)).intoArray(y, from + i);
        }
        return true;
    }

    private static DoubleVector erf(DoubleVector x, DoubleVector tail) {
        DoubleVector near = x.fma(polynomial(NEAR, x.mul(x)), x);
        DoubleVector far = orSign(broadcast(1.0).sub(tail), x);
        return far.blend(near, x.abs().compare(LE, ERF_NEAR));
    }

    private static boolean erfc(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector v = load(x, from + i);
            DoubleVector tail = load(scratch, TAIL_VALUE + i);
            broadcast(1.0)
                    .sub(erf(v, tail))
                    .blend(tail, v.compare(GT, ERFC_NEAR))
                    .intoArray(y, from + i);
        }
        return true;
    }

    private static boolean normalCdf(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector t = load(x, from + i).neg().mul(SQRT_HALF);
            DoubleVector tail = load(scratch, TAIL_VALUE + i);
            broadcast(-0.5)
                    .fma(erf(t, tail), broadcast(0.5))
                    .blend(tail, t.compare(GT, ERFC_NEAR))
                    .intoArray(y, from + i);
        }
        return true;
    }

    /** {@link SpecialMath#polynomial} for an even number of coefficients. */
    private static DoubleVector polynomial(double[] c, DoubleVector u) {
        DoubleVector z = u.mul(u);
        DoubleVector high = broadcast(c[c.length - 1]);
        DoubleVector low = broadcast(c[c.length - 2]);
        for (int i = c.length - 3; i > 0; i -= 2) {
            high = high.fma(z, broadcast(c[i]));
            low = low.fma(z, broadcast(c[i - 1]));
        }
        return high.fma(u, low);
    }
}
