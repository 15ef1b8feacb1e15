package org.autodiff.examples.derivatives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.transforms.ArrayFunction;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.SimpleValueChecker;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer;
import org.hipparchus.util.Pair;
import org.junit.jupiter.api.Test;

/** Hipparchus finds what the data were made of. */
class OscillationFitTest {
    @Test
    void theParametersOfExactDataAreFound() {
        Tensor times = Tensor.linspace(0, 5, 60);
        double[] measured = new double[60];
        for (int i = 0; i < 60; i++) {
            double t = 5 * i / 59.0;
            measured[i] = 2 * Math.exp(-0.5 * t) * Math.cos(3 * t);
        }
        LeastSquaresOptimizer.Optimum fit = OscillationFit.fit(times, measured, 1, 0.3, 2.5);
        assertArrayEquals(new double[] {2, 0.5, 3}, fit.getPoint().toArray(), 1e-9);
        assertTrue(fit.getRMS() < 1e-10, "rms " + fit.getRMS());
    }

    @Test
    void theJacobianIsTheClosedForm() {
        Tensor times = Tensor.linspace(0, 5, 11);
        ArrayFunction model = Autodiff.ofArrays(p -> OscillationFit.model(p, times));
        Pair<?, RealMatrix> at = Hipparchus.model(model).value(new ArrayRealVector(new double[] {2, 0.5, 3}));
        for (int i = 0; i <= 10; i++) {
            double t = i / 2.0;
            double damping = Math.exp(-0.5 * t);
            assertArrayEquals(
                    new double[] {
                        damping * Math.cos(3 * t),
                        -2 * t * damping * Math.cos(3 * t),
                        -2 * t * damping * Math.sin(3 * t)
                    },
                    at.getSecond().getRow(i),
                    1e-14);
        }
    }

    @Test
    void anOptimiserGetsValueAndGradient() {
        ArrayFunction rosenbrock = Autodiff.ofArrays(p -> {
            Tensor x = p.select(0, 0);
            Tensor y = p.select(0, 1);
            return y.sub(x.square()).square().mul(100).add(x.neg().add(1).square());
        });
        PointValuePair least = new NonLinearConjugateGradientOptimizer(
                        NonLinearConjugateGradientOptimizer.Formula.POLAK_RIBIERE, new SimpleValueChecker(1e-14, 1e-14))
                .optimize(
                        new MaxEval(10_000),
                        Hipparchus.objective(rosenbrock),
                        Hipparchus.objectiveGradient(rosenbrock),
                        GoalType.MINIMIZE,
                        new InitialGuess(new double[] {-1.2, 1}));
        assertArrayEquals(new double[] {1, 1}, least.getPoint(), 1e-4);
        assertEquals(24.2, Hipparchus.function(rosenbrock).value(new double[] {-1.2, 1}), 1e-12);
        assertArrayEquals(
                new double[] {-215.6, -88}, Hipparchus.gradient(rosenbrock).value(new double[] {-1.2, 1}), 1e-12);
        assertArrayEquals(
                new double[] {24.2}, Hipparchus.vectorFunction(rosenbrock).value(new double[] {-1.2, 1}), 1e-12);
    }
}
