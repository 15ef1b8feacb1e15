package org.autodiff.examples.derivatives;

import org.autodiff.*;
import org.hipparchus.optim.nonlinear.vector.leastsquares.*;

/** Fits a damped oscillation a exp(-b t) cos(c t) by Levenberg-Marquardt of Hipparchus, with our Jacobian. */
public class OscillationFit {
    static Tensor model(Tensor p, Tensor t) {
        Tensor a = p.select(0, 0), b = p.select(0, 1), c = p.select(0, 2);
        return a.mul(b.mul(t).neg().exp()).mul(c.mul(t).cos());
    }

    static LeastSquaresOptimizer.Optimum fit(Tensor times, double[] measured, double... start) {
        LeastSquaresBuilder problem = new LeastSquaresBuilder().start(start).target(measured);
        problem.model(Hipparchus.model(Autodiff.ofArrays(p -> model(p, times))));
        return new LevenbergMarquardtOptimizer()
                .optimize(problem.maxEvaluations(100).maxIterations(100).build());
    }

    public static void main(String[] args) {
        Tensor times = Tensor.linspace(0, 5, 60), exact = model(Tensor.of(2, 0.5, 3), times);
        Tensor noise = Tensor.of(Rng.of(1).normal(times.shape(), 0, 0.01));
        System.out.println(fit(times, exact.add(noise).toArray(), 1, 0.3, 2.5).getPoint());
    }
}
