package org.autodiff.gradcheck;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** A gate and inputs for it: what the laws are tried on. */
final class GateSample {
    private final Gate gate;
    private final Tensor[] inputs;
    private final int[] free;
    private final Shape[] outputs;

    GateSample(Gate gate, Tensor... inputs) {
        this.gate = gate;
        this.inputs = inputs.clone();
        free = IntStream.range(0, inputs.length).filter(gate::differentiable).toArray();
        outputs = Arrays.stream(Tensor.applyAll(gate, inputs()))
                .map(Tensor::shape)
                .toArray(Shape[]::new);
    }

    /** The same inputs for another gate of the same kind. */
    GateSample of(Gate other) {
        return other == gate ? this : new GateSample(other, inputs);
    }

    Gate gate() {
        return gate;
    }

    /** All inputs, as constants: fresh copies, so that no law sees what a gate did to the inputs of another one. */
    Tensor[] inputs() {
        return Arrays.stream(inputs).map(t -> Tensor.of(t.shape(), t.toArray())).toArray(Tensor[]::new);
    }

    /** The positions of inputs that have a derivative. */
    int[] free() {
        return free.clone();
    }

    /** The inputs that have a derivative. */
    Tensor[] freeInputs() {
        Tensor[] all = inputs();
        return Arrays.stream(free).mapToObj(i -> all[i]).toArray(Tensor[]::new);
    }

    /** The shapes of the outputs. */
    Shape[] outputs() {
        return outputs.clone();
    }

    /** The names of the elements of all outputs, one after the other. */
    String[] outputNames() {
        return IntStream.range(0, outputs.length)
                .mapToObj(k -> ElementNames.of(outputs.length == 1 ? "output" : "output" + k, outputs[k]))
                .flatMap(Arrays::stream)
                .toArray(String[]::new);
    }

    /** The names of the elements of each input that has a derivative. */
    String[][] freeNames() {
        return Arrays.stream(free)
                .mapToObj(i -> ElementNames.of("x" + i, inputs[i].shape()))
                .toArray(String[][]::new);
    }

    /** Throws if there is no derivative to look at. */
    void requireDerivatives() {
        if (free.length == 0) {
            throw new Law.NotApplicable("no input has a derivative");
        }
        if (Arrays.stream(free).allMatch(i -> inputs[i].size() == 0)
                || Arrays.stream(outputs).allMatch(s -> s.size() == 0)) {
            throw new Law.NotApplicable("there are no elements");
        }
    }

    /** The inputs, with others at some positions. */
    Tensor[] with(int[] positions, Tensor[] values) {
        Tensor[] replaced = inputs();
        for (int k = 0; k < positions.length; k++) {
            replaced[positions[k]] = values[k];
        }
        return replaced;
    }

    // ---- the gate as a function

    /** From the inputs at some positions to the outputs, as one tensor. */
    TensorFunction function(int... positions) {
        return xs -> {
            Tensor[] y = Tensor.applyAll(gate, with(positions, xs));
            return y.length == 1 ? y[0] : Flat.of(y);
        };
    }

    /** From the free inputs, and after them a gradient of each output, to the gradients of the free inputs. */
    TensorFunction pullback() {
        return args -> {
            Tensor[] x = Arrays.copyOf(args, free.length);
            Tensor[] u = Arrays.copyOfRange(args, free.length, args.length);
            TensorFunction product = zs -> product(Tensor.applyAll(gate, with(free, zs)), u);
            return Flat.of(Autodiff.valueAndGrad(product, x).gradients().toArray(Tensor[]::new));
        };
    }

    /** From the free inputs, and after them a tangent of each, to the tangents of the outputs. */
    TensorFunction pushforward() {
        return args -> {
            Tensor[] x = Arrays.copyOf(args, free.length);
            Tensor[] v = Arrays.copyOfRange(args, free.length, args.length);
            return Autodiff.jvp(function(free), x, v).tangent();
        };
    }

    private static Tensor product(Tensor[] outputs, Tensor[] upstream) {
        Tensor sum = Tensor.of(0);
        for (int k = 0; k < outputs.length; k++) {
            sum = upstream[k] == null
                    ? sum
                    : sum.add(outputs[k].mul(upstream[k]).sum());
        }
        return sum;
    }

    // ---- backward

    /**
     * Back-propagates.
     *
     * @param upstream the gradient of each output; null for absent
     * @param positions the inputs that are variables
     * @return the gradient of each of these
     */
    NdArray[] backward(Tensor[] upstream, int... positions) {
        return backward(upstream, positions, positions);
    }

    /** Back-propagates to some of the variables only. */
    NdArray[] backward(Tensor[] upstream, int[] variables, int[] asked) {
        Tensor[] x = with(
                variables,
                Arrays.stream(variables)
                        .mapToObj(
                                i -> Tensor.variable("input " + i, NdArray.of(inputs[i].shape(), inputs[i].toArray())))
                        .toArray(Tensor[]::new));
        Tensor[] wrt = Arrays.stream(asked).mapToObj(i -> x[i]).toArray(Tensor[]::new);
        Tensor[] y = Tensor.applyAll(gate, x);
        Gradients g = y.length == 1
                ? y[0].backwardFrom(upstream[0], wrt)
                : product(y, upstream).backward(wrt);
        return Arrays.stream(wrt).map(t -> g.of(t).value()).toArray(NdArray[]::new);
    }

    /** Random gradients for the outputs, of size 1/2 to 3/2. */
    Tensor[] upstream(Rng rng) {
        return Arrays.stream(outputs).map(s -> random(s, rng)).toArray(Tensor[]::new);
    }

    /** Random tangents for the free inputs. */
    Tensor[] tangents(Rng rng) {
        return Arrays.stream(freeInputs()).map(x -> random(x.shape(), rng)).toArray(Tensor[]::new);
    }

    private static Tensor random(Shape shape, Rng rng) {
        double[] r = rng.uniform(shape, -1, 1).toArray();
        Arrays.setAll(r, i -> r[i] + Math.copySign(0.5, r[i]));
        return Tensor.of(shape, r);
    }

    /** {@code pow[exponent=3.0] on shapes (2, 3)}. */
    @Override
    public String toString() {
        return gate.name() + " " + gate + " on "
                + Arrays.stream(inputs)
                        .map(t -> t.size() <= 20
                                ? t.shape() + " " + t.value().toString().replaceAll("\\s+", " ")
                                : t.shape().toString())
                        .collect(Collectors.joining(", "));
    }
}
