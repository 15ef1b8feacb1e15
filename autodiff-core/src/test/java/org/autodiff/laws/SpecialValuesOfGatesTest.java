package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gradcheck.GateLaws;
import org.autodiff.internal.gates.elementwise.Special;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/**
 * The gates of special functions at poles, in tails and at the ends of the numbers. Expected values are from tables.
 */
class SpecialValuesOfGatesTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double MIN = Double.MIN_VALUE;

    private static double[] gradient(UnaryOperator<Tensor> f, double... x) {
        return Autodiff.grad(t -> f.apply(t).sum(), Tensor.of(x)).toArray();
    }

    private static double[] second(UnaryOperator<Tensor> f, double... x) {
        return gradient(slope(f), x);
    }

    private static UnaryOperator<Tensor> slope(UnaryOperator<Tensor> f) {
        return t -> Autodiff.grad(s -> f.apply(s).sum(), t);
    }

    private static void is(double[] actual, double... expected) {
        assertArrayEquals(expected, actual); // NaN equals NaN, and 0.0 is not -0.0
    }

    private static void near(double expected, double actual) {
        assertEquals(expected, actual, 1e-15 * Math.abs(expected));
    }

    // ---- values

    @Test
    void valuesFromTables() {
        near(0.8427007929497149, Tensor.of(1).erf().item());
        near(5.663192408856143e-296, Tensor.of(26).erfc().item());
        near(0.02275013194817921, Tensor.of(-2).normalCdf().item());
        near(StrictMath.log(24), Tensor.of(5).lgamma().item());
        near(StrictMath.log(StrictMath.PI) / 2, Tensor.of(0.5).lgamma().item());
        near(-0.5772156649015329, Tensor.of(1).digamma().item());
        near(StrictMath.PI * StrictMath.PI / 6, Tensor.of(1).polygamma(1).item());
        near(-2.4041138063191886, Tensor.of(1).polygamma(2).item());
        is(
                Tensor.of(0.3, -2.5).polygamma(0).toArray(),
                Tensor.of(0.3, -2.5).digamma().toArray());
    }

    @Test
    void shapesAreKept() {
        for (Shape shape : new Shape[] {Shape.scalar(), Shape.of(0), Shape.of(2, 0, 3), Shape.of(2, 3)}) {
            Tensor x = Tensor.full(shape, 0.5);
            for (Tensor y : new Tensor[] {x.erf(), x.erfc(), x.normalCdf(), x.lgamma(), x.digamma(), x.polygamma(2)}) {
                assertEquals(shape, y.shape());
            }
            Tensor v = Tensor.variable(x.value());
            assertEquals(shape, v.erf().add(v.lgamma()).sum().backward().of(v).shape());
        }
    }

    // ---- tails

    @Test
    void slopesOfErrorFunctionsAreRightInTheirTails() {
        near(8.223316045262922e-14, gradient(Tensor::erf, 5.5)[0]);
        near(-8.223316045262922e-14, gradient(Tensor::erfc, -5.5)[0]);
        near(2.9470349932662695e-294, gradient(Tensor::erf, 26)[0]);
        near(-1.5324581964984602e-292, second(Tensor::erf, 26)[0]);
        near(1.5324581964984602e-292, second(Tensor::erf, -26)[0]);
        near(1.5324581964984602e-292, second(Tensor::erfc, 26)[0]);
        assertEquals(1.097221052007593e-314, gradient(Tensor::normalCdf, -38)[0], 2 * MIN);
        near(1 / StrictMath.sqrt(2 * StrictMath.PI), gradient(Tensor::normalCdf, 0)[0]);
    }

    /**
     * Tail over density is Mills' ratio, 1/x (1 - 1/x^2 (1 - 3/x^2 (...))): it has its digits where both nearly vanish.
     */
    @Test
    void densityAndTailFitTogether() {
        double z = 1.0 / (36 * 36);
        double mills = 1.0 / 36;
        double series = 1;
        for (int odd = 11; odd > 0; odd -= 2) {
            series = 1 - odd * z * series;
        }
        assertEquals(1 / (mills * series), gradient(t -> t.normalCdf().log(), -36)[0], 1e-13);
    }

    @Test
    void farOutAllIsFlat() {
        double[] ends = {-INF, -1e300, -1000, 1000, 1e300, INF};
        for (UnaryOperator<Tensor> f : List.<UnaryOperator<Tensor>>of(Tensor::erf, Tensor::erfc, Tensor::normalCdf)) {
            for (double zero : gradient(f, ends)) {
                assertEquals(0, Math.abs(zero));
            }
            for (double zero : second(f, ends)) {
                assertEquals(0, Math.abs(zero));
            }
            assertTrue(Double.isNaN(gradient(f, NAN)[0]));
        }
        is(Tensor.of(ends).erf().toArray(), -1, -1, -1, 1, 1, 1);
        is(Tensor.of(ends).erfc().toArray(), 2, 2, 2, 0, 0, 0);
        is(Tensor.of(ends).normalCdf().toArray(), 0, 0, 0, 1, 1, 1);
    }

    // ---- poles

    @Test
    void polesOfGamma() {
        double[] poles = {0, -0.0, -1, -2, -1e17, INF, -INF, NAN};
        is(Tensor.of(poles).lgamma().toArray(), INF, INF, INF, INF, INF, INF, INF, NAN);
        is(gradient(Tensor::lgamma, poles), -INF, INF, NAN, NAN, NAN, INF, NAN, NAN);
        is(second(Tensor::lgamma, poles), INF, INF, INF, INF, INF, 0, NAN, NAN);
        is(second(Tensor::digamma, poles), -INF, INF, NAN, NAN, NAN, 0, NAN, NAN);
        is(gradient(Tensor::lgamma, MIN, -MIN), -INF, INF);
        is(gradient(Tensor::lgamma, 1e300), StrictMath.log(1e300));
    }

    @Test
    void aZeroUpstreamGivesZerosAtEveryPole() {
        Tensor poles = Tensor.of(0, -0.0, -1, -2, INF, -INF, NAN, MIN, 1e300);
        assertAll(
                () -> zeroAt(Special.ERF, poles),
                () -> zeroAt(Special.ERFC, poles),
                () -> zeroAt(Special.NORMAL_CDF, poles),
                () -> zeroAt(new Special.Gaussian(2, 1), poles),
                () -> zeroAt(Special.LGAMMA, poles),
                () -> zeroAt(Special.DIGAMMA, poles),
                () -> zeroAt(new Special.Polygamma(1), poles),
                () -> zeroAt(new Special.Polygamma(2), poles));
    }

    private static void zeroAt(Gate gate, Tensor singular) {
        GateLaws.of(gate).inputs(Tensor.of(1, 2, 3)).singular(singular).assertPasses();
    }

    @Test
    void aBranchThatWasNotTakenGivesNoNan() {
        UnaryOperator<Tensor> safe = x -> Tensor.where(x.greater(Tensor.of(0)), x.lgamma(), Tensor.of(0));
        near(-0.5772156649015329, gradient(safe, 1)[0]);
        is(gradient(safe, -1, 0, -INF), 0, 0, 0);
        is(second(safe, -1, 0, -INF), 0, 0, 0);
    }

    // ---- orders

    @Test
    void derivativesOfEveryOrder() {
        UnaryOperator<Tensor> third = slope(slope(slope(Tensor::lgamma)));
        near(1.409091034002437, gradient(third, 1.5)[0]); // polygamma(3)
        near(2.0811674381338968, gradient(slope(slope(third)), 2)[0]); // polygamma(5)
        near(9.379246644989124, second(Tensor::lgamma, -1.5)[0]);
        // d^3/dx^3 erf = 2/sqrt(pi) (4 x^2 - 2) e^(-x^2)
        double expected = 2 / StrictMath.sqrt(StrictMath.PI) * 14 * StrictMath.exp(-4);
        assertEquals(expected, gradient(slope(slope(Tensor::erf)), 2)[0], 1e-14 * expected);
    }

    @Test
    void ordersThatDoNotExist() {
        assertEquals(
                "polygamma: order must be in [0, 1000], got -1",
                message(() -> Tensor.of(1).polygamma(-1)));
        assertEquals(
                "polygamma: order must be in [0, 1000], got 1001",
                message(() -> Tensor.of(1).polygamma(1001)));
        assertEquals(
                "polygamma: order must be in [0, 1000], got 1001",
                message(() -> gradient(t -> t.polygamma(1000), 2000)));
    }

    private static String message(Runnable mistake) {
        return assertThrows(IllegalArgumentException.class, mistake::run).getMessage();
    }
}
