package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.Tensor.Backward;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.NdArray;

/**
 * A function of tensors and of parameters, with the engine's derivatives. The blocks are its arguments, and after them
 * the parameters, which are overwritten: to be used within {@link Parameter#onTrial}.
 */
final class TensorSubject implements Subject, Subject.SecondOrder {
    private final TensorFunction f;
    private final int arguments;
    private final List<Parameter> parameters;
    private final List<Block> blocks = new ArrayList<>();
    private final double[][] held; // what the parameters hold now; null: not known

    TensorSubject(TensorFunction f, Map<String, Tensor> arguments, Map<String, Parameter> parameters) {
        this.f = f;
        this.arguments = arguments.size();
        this.parameters = List.copyOf(parameters.values());
        arguments.forEach((name, t) -> blocks.add(new Block(name, NdArray.of(t.shape(), t.toArray()))));
        parameters.forEach((name, p) -> blocks.add(new Block(name, NdArray.of(p.shape(), p.toArray()))));
        held = new double[this.parameters.size()][];
    }

    /** Whether the function sees everything as an argument, which can be any tensor; a parameter is always itself. */
    boolean takesArgumentsOnly() {
        return parameters.isEmpty();
    }

    /** Has something done with the function itself and its arguments, while the parameters are at a point. */
    <T> T use(double[][] at, BiFunction<TensorFunction, Tensor[], T> body) {
        try {
            return body.apply(f, Arrays.copyOf(variables(at, true), arguments));
        } finally {
            Arrays.fill(held, null); // the function may have assigned them
        }
    }

    /** The same with its gradient, as one number: that of the sum of its elements, weighted so that none cancel. */
    <T> T useGradient(double[][] at, BiFunction<TensorFunction, Tensor[], T> body) {
        TensorFunction gradient = xs -> {
            List<Tensor> parts =
                    Autodiff.valueAndGrad(zs -> weighted(f.apply(zs)), xs).gradients();
            Tensor sum = Tensor.of(0);
            for (Tensor part : parts) {
                sum = sum.add(weighted(part));
            }
            return sum;
        };
        return use(at, (any, variables) -> body.apply(gradient, variables));
    }

    private static Tensor weighted(Tensor x) {
        return x.mul(Tensor.of(Rng.of(1).uniform(x.shape(), 0.5, 1.5))).sum();
    }

    @Override
    public List<Block> blocks() {
        return blocks;
    }

    @Override
    public NdArray value(double[][] at) {
        Tensor[] x = variables(at, false);
        NdArray y;
        try (NoGrad scope = NoGrad.open()) {
            y = call(x).value();
        }
        requireUnchanged(at, x);
        return y;
    }

    @Override
    public Linearization linearize(double[][] at) {
        Tensor[] x = variables(at, true);
        Tensor y = call(x);
        NdArray value = y.value();
        return new Linearization() {
            @Override
            public NdArray value() {
                return value;
            }

            @Override
            public double[][] vjp(double[] upstream) {
                // A constant is a legitimate claim that all derivatives are zero; the differences will tell.
                Tensor u = Tensor.of(y.shape(), upstream);
                double[][] g = numbers(x, y.requiresGrad() ? y.backwardFrom(u) : null);
                requireUnchanged(at, x);
                if (!Arrays.equals(u.toArray(), upstream)) {
                    throw new Impure("the backward pass changes the upstream gradient that it is given");
                }
                return g;
            }
        };
    }

    @Override
    public double[] jvp(double[][] at, double[][] direction) {
        if (!takesArgumentsOnly()) {
            return null;
        }
        return Autodiff.jvp(f, variables(at, false), constants(direction))
                .tangent()
                .toArray();
    }

    @Override
    public SecondOrder second() {
        return this;
    }

    @Override
    public double[][] byReverse(double[][] at, double[] weights, double[][] vector) {
        Tensor[] x = variables(at, true);
        Tensor y = call(x);
        if (!y.requiresGrad()) {
            return numbers(x, null);
        }
        Gradients g = y.backwardFrom(Tensor.of(y.shape(), weights), Backward.RECORDED);
        Tensor product = Tensor.of(0);
        Tensor[] v = constants(vector);
        for (int i = 0; i < x.length; i++) {
            product = product.add(g.ofOrZero(x[i]).mul(v[i]).sum());
        }
        return numbers(x, product.requiresGrad() ? product.backward() : null);
    }

    @Override
    public double[][] byForward(double[][] at, double[] weights, double[][] vector) {
        if (!takesArgumentsOnly()) {
            return null;
        }
        TensorFunction gradient = xs -> {
            TensorFunction value = zs -> {
                Tensor y = call(zs);
                return y.mul(Tensor.of(y.shape(), weights)).sum();
            };
            return Flat.of(Autodiff.valueAndGrad(value, xs).gradients().toArray(Tensor[]::new));
        };
        double[] all = Autodiff.jvp(gradient, variables(at, false), constants(vector))
                .tangent()
                .toArray();
        double[][] parts = new double[blocks.size()][];
        int from = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Arrays.copyOfRange(all, from, from + blocks.get(i).size());
            from += blocks.get(i).size();
        }
        return parts;
    }

    private static double[][] numbers(Tensor[] x, Gradients g) {
        return Arrays.stream(x)
                .map(t -> g == null ? new double[t.size()] : g.ofOrZero(t).toArray())
                .toArray(double[][]::new);
    }

    private Tensor call(Tensor[] all) {
        return Objects.requireNonNull(f.apply(Arrays.copyOf(all, arguments)), "gradcheck: the function returned null");
    }

    /** Every block as a tensor: what is passed, and after it the parameters, which are moved there. */
    private Tensor[] variables(double[][] at, boolean variable) {
        Tensor[] tensors = constants(at);
        for (int i = 0; i < arguments; i++) {
            if (variable) {
                tensors[i] = Tensor.variable(
                        blocks.get(i).name(), NdArray.of(blocks.get(i).shape(), at[i]));
            }
        }
        for (int p = 0; p < held.length; p++) {
            // Arrays are never changed once they are part of a point, so identity tells enough.
            if (held[p] != at[arguments + p]) {
                held[p] = at[arguments + p];
                parameters.get(p).assign(NdArray.of(parameters.get(p).shape(), held[p]));
            }
            tensors[arguments + p] = parameters.get(p);
        }
        return tensors;
    }

    private Tensor[] constants(double[][] numbers) {
        Tensor[] tensors = new Tensor[numbers.length];
        Arrays.setAll(tensors, i -> Tensor.of(blocks.get(i).shape(), numbers[i]));
        return tensors;
    }

    private void requireUnchanged(double[][] at, Tensor[] x) {
        for (int i = 0; i < at.length; i++) {
            if (!Arrays.equals(at[i], x[i].toArray())) {
                if (i >= arguments) {
                    held[i - arguments] = null;
                }
                throw new Impure("the function changes " + blocks.get(i).name());
            }
        }
    }
}
