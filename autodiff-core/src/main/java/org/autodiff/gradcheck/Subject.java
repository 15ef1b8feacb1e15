package org.autodiff.gradcheck;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.NoGrad;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.Tensor.Backward;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * The function that is checked, as a function of plain numbers: its value and its derivatives wherever it is asked. A
 * point is one array per variable. A function with several components is reduced to one number by fixed random weights.
 *
 * <p>While this is open the parameters hold whatever was last asked for; closing restores them, bit for bit.
 */
final class Subject implements AutoCloseable {
    private final TensorFunction f;
    private final List<Variable> variables;
    private final Rng rng;
    private final double[][] start;
    private final double[][] held; // what the parameters hold now

    /** Set by the first call, which tells the shape. */
    private Tensor weights;

    Subject(TensorFunction f, List<Variable> variables, Rng rng) {
        this.f = f;
        this.variables = variables;
        this.rng = rng;
        start = variables.stream().map(v -> v.start().toArray()).toArray(double[][]::new);
        held = start.clone();
    }

    @Override
    public void close() {
        move(start);
    }

    /** Where the variables stand; not to be written to. */
    double[][] start() {
        return start;
    }

    /** Whether the function sees everything as an argument, which can be any tensor; a parameter is always itself. */
    boolean takesArgumentsOnly() {
        return variables.stream().allMatch(v -> v.parameter() == null);
    }

    // ---- values

    /** The weighted components of the value, computed without a tape. */
    double[] terms(double[][] point) {
        move(point);
        try (NoGrad scope = NoGrad.open()) {
            return terms(call(arguments(point, false)));
        }
    }

    /** The value: the sum of the weighted components. */
    double value(double[][] point) {
        return Arrays.stream(terms(point)).sum();
    }

    private double[] terms(Tensor y) {
        double[] terms = y.toArray();
        double[] w = weights.toArray();
        for (int i = 0; i < terms.length; i++) {
            terms[i] *= w[i];
        }
        return terms;
    }

    // ---- derivatives

    /** What the engine computes with a tape: the weighted components, and the gradient of their sum. */
    static final class Recorded {
        final double[] terms;
        final double[][] gradient;

        private Recorded(double[] terms, double[][] gradient) {
            this.terms = terms;
            this.gradient = gradient;
        }
    }

    /** The value and the gradient, in reverse mode. */
    Recorded gradient(double[][] point) {
        move(point);
        Tensor[] x = arguments(point, true);
        Tensor y = call(x);
        // A constant is a legitimate claim that all derivatives are zero; the differences will tell.
        Gradients g = y.requiresGrad() ? y.backwardFrom(weights) : null;
        return new Recorded(terms(y), numbers(x, g));
    }

    /**
     * The Hessian times a vector, reverse over reverse: the gradient of the gradient's inner product with the vector.
     */
    double[][] hessianByReverse(double[][] vector) {
        move(start);
        Tensor[] x = arguments(start, true);
        Tensor y = call(x);
        if (!y.requiresGrad()) {
            return numbers(x, null);
        }
        Gradients g = y.backwardFrom(weights, Backward.RECORDED);
        Tensor product = Tensor.of(0);
        for (int i = 0; i < x.length; i++) {
            product = product.add(g.ofOrZero(x[i]).mul(constant(i, vector)).sum());
        }
        return numbers(x, product.requiresGrad() ? product.backward() : null);
    }

    /** The Hessian times a vector, forward over reverse, as {@link Autodiff#hvp} does it for one argument. */
    double[][] hessianByForward(double[][] vector) {
        Tensor[] x = arguments(start, false);
        Tensor[] v = new Tensor[x.length];
        Arrays.setAll(v, i -> constant(i, vector));
        TensorFunction gradient = xs -> {
            TensorFunction value = zs -> call(zs).mul(weights).sum();
            return Flat.of(Autodiff.valueAndGrad(value, xs).gradients().toArray(Tensor[]::new));
        };
        double[] all = Autodiff.jvp(gradient, x, v).tangent().toArray();
        double[][] parts = new double[x.length][];
        int from = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Arrays.copyOfRange(all, from, from + start[i].length);
            from += start[i].length;
        }
        return parts;
    }

    private static double[][] numbers(Tensor[] x, Gradients g) {
        return Arrays.stream(x)
                .map(t -> g == null ? new double[t.size()] : g.ofOrZero(t).toArray())
                .toArray(double[][]::new);
    }

    // ---- calls

    private Tensor call(Tensor[] all) {
        Tensor[] arguments = Arrays.copyOf(all, numberOfArguments());
        Tensor y = Objects.requireNonNull(f.apply(arguments), "gradcheck: the function returned null");
        if (weights == null) {
            weights = weights(y.shape());
        }
        if (!weights.shape().equals(y.shape())) {
            throw new IllegalStateException("gradcheck: the function returned shape " + weights.shape()
                    + " first, then " + y.shape() + ": must be the same everywhere");
        }
        return y;
    }

    /**
     * Random signs, and sizes from 1/2 to 3/2, so that no component counts for nothing; a lone component stays as it
     * is.
     */
    private Tensor weights(Shape shape) {
        if (shape.size() == 1) {
            return Tensor.ones(shape);
        }
        double[] w = rng.uniform(shape, -1, 1).toArray();
        Arrays.setAll(w, i -> w[i] + Math.copySign(0.5, w[i]));
        return Tensor.of(shape, w);
    }

    /** What is passed, and after it the parameters: every variable as a tensor. */
    private Tensor[] arguments(double[][] point, boolean variable) {
        Tensor[] tensors = new Tensor[point.length];
        for (int i = 0; i < tensors.length; i++) {
            Variable v = variables.get(i);
            if (v.parameter() != null) {
                tensors[i] = v.parameter();
            } else {
                tensors[i] = variable ? Tensor.variable(v.name(), NdArray.of(v.shape(), point[i])) : constant(i, point);
            }
        }
        return tensors;
    }

    private Tensor constant(int i, double[][] point) {
        return Tensor.of(variables.get(i).shape(), point[i]);
    }

    private int numberOfArguments() {
        return (int) variables.stream().filter(v -> v.parameter() == null).count();
    }

    /** Assigns to the parameters; arrays are never changed once they are part of a point, so identity tells enough. */
    private void move(double[][] point) {
        for (int i = 0; i < point.length; i++) {
            Variable v = variables.get(i);
            if (v.parameter() != null && held[i] != point[i]) {
                v.parameter().assign(NdArray.of(v.shape(), point[i]));
                held[i] = point[i];
            }
        }
    }
}
