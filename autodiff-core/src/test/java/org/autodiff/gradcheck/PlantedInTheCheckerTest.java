package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        assertEquals("dy[7]/dx[7]", worst.name());
        assertEquals(Status.WRONG, worst.status());
        assertTrue(Double.isFinite(worst.numeric()), worst::toString);
        assertTrue(report.reason().startsWith("1 of 400"), report.reason());
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
        assertEquals(Verdict.KINK, report.verdict(), report::toString);
        assertTrue(report.reason().contains("x[0]"), report.reason());
    }

    /** x + k |x| at 0: the slopes are 1 - k and 1 + k, and the 1 in the middle is not confirmed. */
    @ParameterizedTest
    @ValueSource(doubles = {0.006, 0.02, 0.1, 0.2})
    void aSmallKinkDecidesNothing(double k) {
        GradCheckReport report = GradCheck.of(xs -> xs[0].add(xs[0].abs().mul(k)))
                .input("x", Tensor.of(0))
                .report();
        Coordinate only = report.worst(1).get(0);
        assertEquals(1, only.claimed() / only.numeric(), 1e-9);
        assertEquals(1 - k, only.left(), 1e-9);
        assertEquals(1 + k, only.right(), 1e-9);
        assertEquals(Status.KINK, only.status());
        assertEquals(Verdict.KINK, report.verdict(), report::toString);
    }
}
