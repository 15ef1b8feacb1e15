package org.autodiff.internal.kernel;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
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
import static org.autodiff.internal.kernel.VectorPasses.CHUNK;
import static org.autodiff.internal.kernel.VectorPasses.passes;
import static org.autodiff.internal.kernel.VectorPasses.run;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import org.autodiff.internal.kernel.VectorPasses.Pass;

/**
 * {@link ScalarMath} for a vector at a time: the same operations in the same order, line by line. Read the formulas
 * there; here is only what lanes need, and {@link VectorPasses} says why functions come in pieces.
 */
final class VectorMath {

    private VectorMath() {}

    private static final Pass[] EXP = passes(VectorMath::expOfAll);

    static void exp(double[] x, double[] y, int n) {
        run(EXP, ScalarMath::exp, x, y, n);
    }

    private static boolean expOfAll(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            exp(load(x, from + i)).intoArray(y, from + i);
        }
        return true;
    }

    private static DoubleVector exp(DoubleVector x) {
        return exp(x, EXP_ROUND);
    }

    private static DoubleVector exp(DoubleVector x, double round) {
        DoubleVector in = x.blend(EXP_MAX, x.compare(GT, EXP_MAX));
        in = in.blend(EXP_MIN, in.compare(LT, EXP_MIN));
        DoubleVector rounded = in.fma(broadcast(LOG2_E), broadcast(round));
        DoubleVector minusK = broadcast(round).sub(rounded);
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

    static DoubleVector expPolynomial(DoubleVector r, DoubleVector z) {
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

    private static final Pass[] SIGMOID = passes(VectorMath::expOfMinus, VectorMath::sigmoidOfExp);

    static void sigmoid(double[] x, double[] y, int n) {
        run(SIGMOID, ScalarMath::sigmoid, x, y, n);
    }

    private static boolean sigmoidOfExp(double[] x, double[] y, int from, int count, double[] exp) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector t = load(exp, i);
            DoubleVector c = broadcast(1.0).blend(t, load(x, from + i).compare(LT, 0.0));
            c.neg().fma(t.div(t.add(1.0)), c).intoArray(y, from + i);
        }
        return true;
    }

    private static final Pass[] TANH = passes(VectorMath::twice, VectorMath::expOfScratch, VectorMath::tanhOfExp);

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

    static DoubleVector withSign(DoubleVector x, LongVector signBits) {
        return x.reinterpretAsLongs().lanewise(XOR, signBits).reinterpretAsDoubles();
    }

    /** x, negative where the other number is. */
    static DoubleVector orSign(DoubleVector x, DoubleVector other) {
        LongVector sign = other.reinterpretAsLongs().and(SIGN_BIT);
        return x.reinterpretAsLongs().lanewise(OR, sign).reinterpretAsDoubles();
    }

    private static final Pass[] TANH_SLOPE = passes(VectorMath::fourExpOfMinusTwice, VectorMath::sechSquared);
    private static final Pass[] SIGMOID_SLOPE = passes(VectorMath::expOfMinus, VectorMath::quarterSechSquared);

    static void tanhSlope(double[] x, double[] y, int n) {
        run(TANH_SLOPE, ScalarMath::tanhSlope, x, y, n);
    }

    static void sigmoidSlope(double[] x, double[] y, int n) {
        run(SIGMOID_SLOPE, ScalarMath::sigmoidSlope, x, y, n);
    }

    private static boolean fourExpOfMinusTwice(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            exp(load(x, from + i).abs().mul(-2.0), EXP_ROUND + 2).intoArray(scratch, i);
        }
        return true;
    }

    private static boolean expOfMinus(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            exp(load(x, from + i).abs().neg()).intoArray(scratch, i);
        }
        return true;
    }

    private static boolean sechSquared(double[] x, double[] y, int from, int count, double[] exp) {
        for (int i = 0; i < count; i += LANES) {
            sechSquared(load(exp, i), 4.0).intoArray(y, from + i);
        }
        return true;
    }

    private static boolean quarterSechSquared(double[] x, double[] y, int from, int count, double[] exp) {
        for (int i = 0; i < count; i += LANES) {
            sechSquared(load(exp, i), 1.0).intoArray(y, from + i);
        }
        return true;
    }

    private static DoubleVector sechSquared(DoubleVector factorE, double factor) {
        DoubleVector inverse = broadcast(1.0 / factor);
        DoubleVector e = factorE.mul(inverse);
        DoubleVector s = e.add(1.0);
        DoubleVector lost = e.sub(s.sub(1.0));
        DoubleVector q = factorE.div(s);
        DoubleVector minusQ = q.neg();
        DoubleVector v = q.mul(inverse);
        DoubleVector rest =
                minusQ.fma(s, factorE).sub(q.mul(lost)).mul(broadcast(1.0).sub(v));
        return q.add(minusQ.fma(v, rest.mul(broadcast(1.0).sub(v.add(v)))));
    }

    private static final Pass[] EXPM1 = passes(VectorMath::reduceExp, VectorMath::expm1OfReduced);

    static void expm1(double[] x, double[] y, int n) {
        run(EXPM1, ScalarMath::expm1, x, y, n);
    }

    // Where the passes of expm1 leave their results in the scratch array.
    private static final int HIGH = 0;
    private static final int REST = CHUNK;
    private static final int ROUNDED = 2 * CHUNK;

    /** Less the bits of a power of two, these are the bits of its inverse. */
    private static final LongVector ONE_SQUARED =
            broadcast(1.0).reinterpretAsLongs().mul(2);

    private static boolean reduceExp(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector v = load(x, from + i);
            DoubleVector in = v.blend(EXP_MAX, v.compare(GT, EXP_MAX));
            in = in.blend(EXPM1_MIN, in.compare(LT, EXPM1_MIN));
            DoubleVector rounded = in.fma(broadcast(LOG2_E), broadcast(EXP_ROUND));
            DoubleVector minusK = broadcast(EXP_ROUND).sub(rounded);
            DoubleVector high = minusK.fma(broadcast(LN2_HI), in);
            DoubleVector low = minusK.mul(LN2_LO);
            DoubleVector r = high.add(low);
            DoubleVector z = r.mul(r);
            high.intoArray(scratch, HIGH + i);
            DoubleVector rest = r.fma(high.sub(r).add(low), low);
            z.fma(expPolynomial(r, z), rest).intoArray(scratch, REST + i);
            rounded.intoArray(scratch, ROUNDED + i);
        }
        return true;
    }

    private static boolean expm1OfReduced(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            LongVector bits = load(scratch, ROUNDED + i).reinterpretAsLongs();
            LongVector half = bits.lanewise(LSHR, 1);
            LongVector other = bits.sub(half).lanewise(LSHL, 52);
            DoubleVector scale = half.lanewise(LSHL, 52).reinterpretAsDoubles();
            DoubleVector one = ONE_SQUARED.sub(other).reinterpretAsDoubles();
            DoubleVector a = scale.sub(one);
            DoubleVector b = scale.mul(load(scratch, HIGH + i));
            DoubleVector sum = a.add(b);
            DoubleVector lost = b.sub(sum.sub(a)).add(scale.sub(a).sub(one));
            DoubleVector value =
                    sum.add(scale.fma(load(scratch, REST + i), lost)).mul(other.reinterpretAsDoubles());
            orSign(value, load(x, from + i)).intoArray(y, from + i);
        }
        return true;
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
