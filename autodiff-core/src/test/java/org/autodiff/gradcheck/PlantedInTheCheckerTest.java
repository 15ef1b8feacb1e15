package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gradcheck.Coordinate.Status;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that were once planted in the checker itself, and that nothing noticed. */
class PlantedInTheCheckerTest {
    /** exp, whose derivative is right but at one position, and whose second derivative follows it. */
    private record NotFiniteAt(int position, double there) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return StrictMath.exp(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            Tensor factor = Tensor.of(NdArray.build(x.shape(), data -> {
                for (int i = 0; i < data.length; i++) {
                    data[i] = i == position ? there : 1;
                }
            }));
            return x.exp().mul(factor);
        }
    }

    /** The differences are fine there, and the others agree: an undecided one in twenty would pass. */
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void oneGradientAmongManyThatIsNotFiniteIsWrong(double there) {
        GradCheckReport report = GradCheck.of(xs -> new NotFiniteAt(7, there).on(xs[0]))
                .input("x", Tensor.zeros(Shape.of(20)))
                .report();
        assertEquals(Verdict.WRONG, report.verdict(), report::toString);
        Coordinate worst = report.worst(1).get(0);
        assertEquals("x[7]", worst.name());
        assertEquals(Status.WRONG, worst.status());
        assertTrue(Double.isFinite(worst.numeric()), worst::toString);
        assertTrue(report.reason().startsWith("1 of 20"), report.reason());
    }

    /** 1, whose derivative is 0, but NaN at one position. */
    private record Ones(int position) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return 1;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return Tensor.of(NdArray.build(x.shape(), data -> data[position] = Double.NaN));
        }
    }

    /** exp, whose derivative is right everywhere, and whose second derivative is NaN at one position. */
    private record SecondNotFiniteAt(int position) implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return StrictMath.exp(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.exp().mul(new Ones(position).on(x));
        }
    }

    @Test
    void oneSecondDerivativeAmongManyThatIsNotFiniteIsWrong() {
        GradCheck check = GradCheck.of(xs -> new SecondNotFiniteAt(7).on(xs[0])).input("x", Tensor.zeros(Shape.of(20)));
        check.assertPasses();
        GradCheckReport report = check.order(2).report();
        assertEquals(Verdict.WRONG, report.verdict(), report::toString);
        assertEquals(Status.WRONG, report.worst(1).get(0).status());
        assertTrue(report.worst(1).get(0).name().startsWith("x[7]"), report::toString);
    }

    /** The only derivative that is not zero stands at a kink; nineteen zeros do not make up for it. */
    @Test
    void zerosAloneConfirmNothing() {
        GradCheckReport report = GradCheck.of(xs -> {
                    Tensor first = xs[0].slice(0, 0, 1);
                    return first.abs().add(first.mul(0.1));
                })
                .input("x", Tensor.zeros(Shape.of(20)))
                .report();
        assertEquals(19, report.checked());
        assertEquals(Verdict.INCONCLUSIVE, report.verdict(), report::toString);
        assertEquals("no derivative of order 1 was confirmed to be other than zero", report.reason());
    }

    /** x + k |x| at 0: the slopes are 1 - k and 1 + k, so an error bar of 2 k must not confirm the 1 in the middle. */
    @ParameterizedTest
    @ValueSource(doubles = {0.006, 0.02, 0.1, 0.2})
    void aLongErrorBarDecidesNothing(double k) {
        GradCheckReport report = GradCheck.of(xs -> xs[0].add(xs[0].abs().mul(k)))
                .input("x", Tensor.of(0))
                .report();
        Coordinate only = report.worst(1).get(0);
        assertEquals(1, only.claimed() / only.numeric(), 1e-9);
        assertEquals(2 * k, only.errorBar() / only.numeric(), 1e-6);
        assertEquals(Status.KINK, only.status());
        assertEquals(Verdict.INCONCLUSIVE, report.verdict(), report::toString);
    }

    private static Estimate estimate(DoubleUnaryOperator f, double h) {
        double[] values = new double[5];
        for (int i = 0; i < 5; i++) {
            values[i] = f.applyAsDouble((i - 2) * h);
        }
        return Estimate.of(values, h, 0);
    }

    /** Two centred differences together are exact for a cubic, where each alone is off by h^2. */
    @Test
    void theDifferenceIsExtrapolated() {
        assertEquals(1, estimate(t -> t + 5 * t * t - 7 * t * t * t, 0.125).derivative(), 1e-14);
        // of a fifth power there is left -4 h^4
        assertEquals(
                -4 * Math.pow(0.125, 4), estimate(t -> Math.pow(t, 5), 0.125).derivative(), 1e-14);
        // sin 1000 x: (1000 h)^2 / 6 is 6e-6 of the slope
        Coordinate c = GradCheck.of(xs -> xs[0].mul(1000).sin())
                .input("x", Tensor.of(1))
                .report()
                .worst(1)
                .get(0);
        assertEquals(1, c.numeric() / c.claimed(), 1e-9);
    }
}
