package org.autodiff.examples.derivatives;

import org.autodiff.transforms.ArrayFunction;
import org.hipparchus.analysis.MultivariateFunction;
import org.hipparchus.analysis.MultivariateVectorFunction;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.hipparchus.optim.nonlinear.vector.leastsquares.MultivariateJacobianFunction;
import org.hipparchus.util.Pair;

/** Functions of this library as Hipparchus wants them. */
public final class Hipparchus {
    private Hipparchus() {}

    /** The value of a function that gives one number. */
    public static MultivariateFunction function(ArrayFunction f) {
        return f::value;
    }

    /** Its gradient. */
    public static MultivariateVectorFunction gradient(ArrayFunction f) {
        return f::gradient;
    }

    /** All numbers of the value of a function. */
    public static MultivariateVectorFunction vectorFunction(ArrayFunction f) {
        return f::values;
    }

    /** What to minimise or maximise. */
    public static ObjectiveFunction objective(ArrayFunction f) {
        return new ObjectiveFunction(function(f));
    }

    /** Its gradient, for an optimiser that asks for it. */
    public static ObjectiveFunctionGradient objectiveGradient(ArrayFunction f) {
        return new ObjectiveFunctionGradient(gradient(f));
    }

    /** The model of a least-squares problem, with its Jacobian. */
    public static MultivariateJacobianFunction model(ArrayFunction f) {
        return at -> {
            double[] x = at.toArray();
            return new Pair<>(new ArrayRealVector(f.values(x), false), MatrixUtils.createRealMatrix(f.jacobian(x)));
        };
    }
}
