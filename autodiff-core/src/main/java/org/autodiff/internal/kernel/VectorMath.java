package org.autodiff.internal.kernel;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.autodiff.internal.kernel.Limits.PASS_CHUNK;
import static org.autodiff.internal.kernel.ScalarMath.*;
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

/**
 * {@link ScalarMath} for a vector at a time: the same operations in the same order, line by line. Read the formulas
 * there; here is only what lanes need. {@link VectorLoops} says why polynomials are written out again and again.
 */
final class VectorMath {

    private VectorMath() {}

    /** For numbers no larger, e^x and e^-x are normal. */
    private static final double EXP_SAFE = 708.0;

    /** For such, 2^k is one factor: {@link ScalarMath#ROUND} plus the bias of an exponent. */
    private static final double EXP_SAFE_ROUND = ROUND + Double.MAX_EXPONENT;

    /**
     * 2^k may be below the range of a double, but not above: it is 2^(k + 64), normal for any k that exp meets, and
     * {@link #DOWN}. Only the last product rounds, and only to a subnormal, as with the two factors of ScalarMath.
     */
    private static final double EXP_DOWN_ROUND = EXP_SAFE_ROUND + 64;

    private static final double DOWN = 0x1p-64;

    static void exp(double[] x, double[] y, int n) {
        VectorLoops.run(VectorMath::expOfSafe, VectorMath::expOfAny, ScalarMath::exp, x, y, n);
    }

    /**
     * Stops where a number is larger. Constants are broadcast here, which makes the method long enough to be left
     * alone.
     */
    private static int expOfSafe(double[] x, double[] y, int from, int end) {
        for (int i = from; i < end; i += LANES) {
            DoubleVector in = load(x, i);
            if (!in.abs().compare(LE, EXP_SAFE).allTrue()) {
                return i;
            }
            DoubleVector rounded = in.fma(broadcast(LOG2_E), broadcast(EXP_SAFE_ROUND));
            DoubleVector minusK = broadcast(EXP_SAFE_ROUND).sub(rounded);
            DoubleVector high = minusK.fma(broadcast(LN2_HI), in);
            DoubleVector low = minusK.mul(LN2_LO);
            DoubleVector r = high.add(low);
            DoubleVector z = r.mul(r);
            DoubleVector even = broadcast(E12).fma(z, broadcast(E10));
            DoubleVector odd = broadcast(E11).fma(z, broadcast(E9));
            even = even.fma(z, broadcast(E8));
            odd = odd.fma(z, broadcast(E7));
            even = even.fma(z, broadcast(E6));
            odd = odd.fma(z, broadcast(E5));
            even = even.fma(z, broadcast(E4));
            odd = odd.fma(z, broadcast(E3));
            even = even.fma(z, broadcast(E2));
            DoubleVector p = high.add(z.fma(odd.fma(r, even), low)).add(1.0);
            LongVector exponent = rounded.reinterpretAsLongs().lanewise(LSHL, 52);
            p.mul(exponent.reinterpretAsDoubles()).intoArray(y, i);
        }
        return end;
    }

    /** Where e^x is 0 it is not computed: a product that underflows takes the processor a hundred cycles. */
    private static int expOfAny(double[] x, double[] y, int from, int end) {
        for (int i = from; i < end; i += LANES) {
            DoubleVector v = load(x, i);
            DoubleVector in = v.blend(EXP_MAX, v.compare(GT, EXP_MAX));
            VectorMask<Double> zero = v.compare(LT, EXP_MIN);
            in = in.blend(0.0, zero);
            DoubleVector rounded = in.fma(Lanes.LOG2_E, Lanes.EXP_ROUND);
            DoubleVector minusK = Lanes.EXP_ROUND.sub(rounded);
            DoubleVector high = minusK.fma(Lanes.LN2_HI, in);
            DoubleVector low = minusK.mul(Lanes.LN2_LO);
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
            DoubleVector p = high.add(z.fma(odd.fma(r, even), low)).add(Lanes.ONE);
            LongVector bits = rounded.reinterpretAsLongs();
            LongVector half = bits.lanewise(LSHR, 1);
            DoubleVector scale = half.lanewise(LSHL, 52).reinterpretAsDoubles();
            DoubleVector other = bits.sub(half).lanewise(LSHL, 52).reinterpretAsDoubles();
            p.mul(scale).mul(other).blend(0.0, zero).intoArray(y, i);
        }
        return end;
    }

    static void sigmoid(double[] x, double[] y, int n) {
        VectorLoops.run(VectorMath::sigmoid, ScalarMath::sigmoid, x, y, n);
    }

    private static int sigmoid(double[] x, double[] y, int from, int end) {
        for (int i = from; i < end; i += LANES) {
            DoubleVector v = load(x, i);
            DoubleVector in = v.abs().neg();
            in = in.blend(EXP_MIN, in.compare(LT, EXP_MIN));
            DoubleVector rounded = in.fma(Lanes.LOG2_E, broadcast(EXP_DOWN_ROUND));
            DoubleVector minusK = broadcast(EXP_DOWN_ROUND).sub(rounded);
            DoubleVector high = minusK.fma(Lanes.LN2_HI, in);
            DoubleVector low = minusK.mul(Lanes.LN2_LO);
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
            DoubleVector p = high.add(z.fma(odd.fma(r, even), low)).add(Lanes.ONE);
            LongVector exponent = rounded.reinterpretAsLongs().lanewise(LSHL, 52);
            DoubleVector t = p.mul(exponent.reinterpretAsDoubles()).mul(broadcast(DOWN));
            DoubleVector c = Lanes.ONE.blend(t, v.compare(LT, 0.0));
            c.neg().fma(t.div(t.add(Lanes.ONE)), c).intoArray(y, i);
        }
        return end;
    }

    // The others are too long for one loop: see VectorLoops.

    private static final Pass[] TANH = passes(VectorMath::expOfTwice, VectorMath::tanhOfExp);

    static void tanh(double[] x, double[] y, int n) {
        run(TANH, ScalarMath::tanh, x, y, n);
    }

    /** Far out tanh is 1 whatever the exponential: it stays below infinity. */
    private static boolean expOfTwice(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector a = load(x, from + i).abs();
            DoubleVector in = a.add(a);
            in = in.blend(EXP_SAFE, in.compare(GT, EXP_SAFE));
            DoubleVector rounded = in.fma(Lanes.LOG2_E, broadcast(EXP_SAFE_ROUND));
            DoubleVector minusK = broadcast(EXP_SAFE_ROUND).sub(rounded);
            DoubleVector high = minusK.fma(Lanes.LN2_HI, in);
            DoubleVector low = minusK.mul(Lanes.LN2_LO);
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
            DoubleVector p = high.add(z.fma(odd.fma(r, even), low)).add(Lanes.ONE);
            LongVector exponent = rounded.reinterpretAsLongs().lanewise(LSHL, 52);
            p.mul(exponent.reinterpretAsDoubles()).intoArray(scratch, i);
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
            DoubleVector size = base.sub(numerator.div(denominator));
            LongVector sign = v.reinterpretAsLongs().and(SIGN_BIT);
            size.reinterpretAsLongs().lanewise(XOR, sign).reinterpretAsDoubles().intoArray(y, from + i);
        }
        return true;
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
        return expOfMinus(x, 2.0, EXP_DOWN_ROUND + 2, from, count, scratch);
    }

    private static boolean expOfMinus(double[] x, double[] y, int from, int count, double[] scratch) {
        return expOfMinus(x, 1.0, EXP_DOWN_ROUND, from, count, scratch);
    }

    /** 2^j e^(-scale |x|), where {@code round} is {@link #EXP_DOWN_ROUND} + j. */
    private static boolean expOfMinus(double[] x, double scale, double round, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector in = load(x, from + i).abs().mul(-scale);
            in = in.blend(EXP_MIN, in.compare(LT, EXP_MIN));
            DoubleVector rounded = in.fma(Lanes.LOG2_E, broadcast(round));
            DoubleVector minusK = broadcast(round).sub(rounded);
            DoubleVector high = minusK.fma(Lanes.LN2_HI, in);
            DoubleVector low = minusK.mul(Lanes.LN2_LO);
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
            DoubleVector p = high.add(z.fma(odd.fma(r, even), low)).add(Lanes.ONE);
            LongVector exponent = rounded.reinterpretAsLongs().lanewise(LSHL, 52);
            p.mul(exponent.reinterpretAsDoubles()).mul(DOWN).intoArray(scratch, i);
        }
        return true;
    }

    private static boolean sechSquared(double[] x, double[] y, int from, int count, double[] exp) {
        return sechSquared(exp, 4.0, y, from, count);
    }

    private static boolean quarterSechSquared(double[] x, double[] y, int from, int count, double[] exp) {
        return sechSquared(exp, 1.0, y, from, count);
    }

    private static boolean sechSquared(double[] exp, double factor, double[] y, int from, int count) {
        double inverse = 1.0 / factor;
        for (int i = 0; i < count; i += LANES) {
            DoubleVector factorE = load(exp, i);
            DoubleVector e = factorE.mul(inverse);
            DoubleVector s = e.add(1.0);
            DoubleVector lost = e.sub(s.sub(1.0));
            DoubleVector q = factorE.div(s);
            DoubleVector minusQ = q.neg();
            DoubleVector v = q.mul(inverse);
            DoubleVector rest =
                    minusQ.fma(s, factorE).sub(q.mul(lost)).mul(broadcast(1.0).sub(v));
            q.add(minusQ.fma(v, rest.mul(broadcast(1.0).sub(v.add(v))))).intoArray(y, from + i);
        }
        return true;
    }

    private static final Pass[] EXPM1 = passes(VectorMath::reduceExp, VectorMath::expm1OfReduced);

    static void expm1(double[] x, double[] y, int n) {
        run(EXPM1, ScalarMath::expm1, x, y, n);
    }

    // Where the passes of expm1 leave their results in the scratch array.
    private static final int HIGH = 0;
    private static final int REST = PASS_CHUNK;
    private static final int ROUNDED = 2 * PASS_CHUNK;

    /** Less the bits of a power of two, these are the bits of its inverse. */
    private static final LongVector ONE_SQUARED =
            broadcast(1.0).reinterpretAsLongs().mul(2);

    private static boolean reduceExp(double[] x, double[] y, int from, int count, double[] scratch) {
        for (int i = 0; i < count; i += LANES) {
            DoubleVector v = load(x, from + i);
            DoubleVector in = v.blend(EXP_MAX, v.compare(GT, EXP_MAX));
            in = in.blend(EXPM1_MIN, in.compare(LT, EXPM1_MIN));
            DoubleVector rounded = in.fma(Lanes.LOG2_E, Lanes.EXP_ROUND);
            DoubleVector minusK = Lanes.EXP_ROUND.sub(rounded);
            DoubleVector high = minusK.fma(Lanes.LN2_HI, in);
            DoubleVector low = minusK.mul(LN2_LO);
            DoubleVector r = high.add(low);
            DoubleVector z = r.mul(r);
            high.intoArray(scratch, HIGH + i);
            DoubleVector rest = r.fma(high.sub(r).add(low), low);
            DoubleVector even = Lanes.E12.fma(z, Lanes.E10);
            DoubleVector odd = Lanes.E11.fma(z, Lanes.E9);
            even = even.fma(z, Lanes.E8);
            odd = odd.fma(z, Lanes.E7);
            even = even.fma(z, Lanes.E6);
            odd = odd.fma(z, Lanes.E5);
            even = even.fma(z, Lanes.E4);
            odd = odd.fma(z, Lanes.E3);
            even = even.fma(z, Lanes.E2);
            z.fma(odd.fma(r, even), rest).intoArray(scratch, REST + i);
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
            LongVector sign = load(x, from + i).reinterpretAsLongs().and(SIGN_BIT);
            value.reinterpretAsLongs().lanewise(OR, sign).reinterpretAsDoubles().intoArray(y, from + i);
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
