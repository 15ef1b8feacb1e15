package org.autodiff.gradcheck;

import java.util.Arrays;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.NoGrad;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.internal.differences.Line;

/** A function of several tensors, at one point, in plain numbers: its values nearby, and its Jacobian both ways. */
final class FlatFunction {
    private final TensorFunction f;
    private final Tensor[] at;
    private final double[][] x;
    private final double[] value;
    private Tensor[] variables;
    private Tensor recorded;

    FlatFunction(TensorFunction f, Tensor... at) {
        this.f = f;
        this.at = at.clone();
        x = Arrays.stream(at).map(Tensor::toArray).toArray(double[][]::new);
        value = value(x);
    }

    private double[] value(double[][] point) {
        try (NoGrad scope = NoGrad.open()) {
            return f.apply(tensors(point)).toArray();
        }
    }

    private Tensor[] tensors(double[][] numbers) {
        Tensor[] tensors = new Tensor[at.length];
        Arrays.setAll(tensors, i -> Tensor.of(at[i].shape(), numbers[i]));
        return tensors;
    }

    /** The inputs; not to be written to. */
    double[][] x() {
        return x;
    }

    /** The outputs; not to be written to. */
    double[] value() {
        return value;
    }

    /** The outputs while the inputs move along a direction. */
    Line along(double[][] direction) {
        return t -> inside(ProbeDirection.move(x, t, direction));
    }

    /** The outputs while one element of one input moves. */
    Line axis(int input, int element) {
        return t -> inside(ProbeDirection.moveOne(x, input, element, t));
    }

    /** The value; NaN where the function refuses the numbers: they are outside of its domain. */
    private double[] inside(double[][] point) {
        try {
            return value(point);
        } catch (IllegalArgumentException e) {
            double[] none = new double[value.length];
            Arrays.fill(none, Double.NaN);
            return none;
        }
    }

    /** Reverse mode: weights times the Jacobian, for each input. */
    double[][] pullBack(double[] weights) {
        if (recorded == null) {
            variables = Arrays.stream(at).map(t -> Tensor.variable(t.value())).toArray(Tensor[]::new);
            recorded = f.apply(variables);
        }
        // A constant is a legitimate claim that all derivatives are zero; the differences will tell.
        Gradients g = recorded.requiresGrad() ? recorded.backwardFrom(Tensor.of(recorded.shape(), weights)) : null;
        return Arrays.stream(variables)
                .map(t -> g == null ? new double[t.size()] : g.ofOrZero(t).toArray())
                .toArray(double[][]::new);
    }

    /** Forward mode: the Jacobian times a direction. */
    double[] pushForward(double[][] direction) {
        return Autodiff.jvp(f, at, tensors(direction)).tangent().toArray();
    }
}
