package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Structure;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** The laws about bits: of values, of repetition, and of elements. */
final class ValueLaws {
    private static final int REPETITIONS = 3;
    private static final int ELEMENTS = 32;
    private static final int PLACES = 2;

    private final GateSample sample;
    private final List<GateSample> everywhere;
    private final Supplier<Gate> gates;
    private final Rng rng;

    /**
     * Laws of values.
     *
     * @param gates makes the gate anew, or gives the same one again
     */
    ValueLaws(GateSample sample, List<GateSample> everywhere, Supplier<Gate> gates, Rng rng) {
        this.sample = sample;
        this.everywhere = everywhere;
        this.gates = gates;
        this.rng = rng;
    }

    List<LawTrial> all() {
        return List.of(
                new LawTrial("same bits", List.of(ContractLaw.NAME), this::sameBits),
                new LawTrial("hands off", List.of(ContractLaw.NAME), this::handsOff),
                new LawTrial("element by element", List.of(DerivativeLaws.GRADIENT), this::elementByElement),
                new LawTrial("leading axes", List.of(DerivativeLaws.GRADIENT), this::leadingAxes));
    }

    private String sameBits() {
        for (GateSample s : everywhere) {
            Tensor[] u = s.upstream(rng);
            List<NdArray> first = evaluate(s, u);
            for (int i = 0; i < REPETITIONS; i++) {
                List<NdArray> again = evaluate(s.of(gates.get()), u);
                if (!again.equals(first)) {
                    throw new Law.Broken(again + " after " + first + " for " + s);
                }
            }
        }
        return REPETITIONS + " repetitions";
    }

    private static List<NdArray> evaluate(GateSample s, Tensor[] upstream) {
        List<NdArray> all = new ArrayList<>();
        for (Tensor y : Tensor.applyAll(s.gate(), s.inputs())) {
            all.add(y.value());
        }
        if (s.free().length > 0) {
            all.addAll(List.of(s.backward(upstream, s.free())));
        }
        return all;
    }

    private String handsOff() {
        for (GateSample s : everywhere) {
            Tensor[] x = s.inputs();
            int[] free = s.free();
            Tensor[] variables = Arrays.stream(free)
                    .mapToObj(i -> Tensor.variable(x[i].value()))
                    .toArray(Tensor[]::new);
            Tensor[] u = s.upstream(rng);
            List<NdArray> inputs = copies(x);
            List<NdArray> upstream = copies(u);
            Tensor[] all = x.clone();
            Arrays.setAll(variables, k -> all[free[k]] = variables[k]);
            Tensor[] y = Tensor.applyAll(s.gate(), all);
            List<NdArray> outputs = copies(y);
            for (int k = 0; k < y.length && free.length > 0; k++) {
                y[k].backwardFrom(u[k]);
            }
            if (!copies(x).equals(inputs)
                    || !copies(y).equals(outputs)
                    || !copies(u).equals(upstream)) {
                throw new Law.Broken("an input, an output or an upstream has changed, for " + s);
            }
        }
        return "inputs, outputs and upstreams keep their bits";
    }

    private static List<NdArray> copies(Tensor[] tensors) {
        return Arrays.stream(tensors)
                .map(t -> NdArray.of(t.shape(), t.toArray()))
                .toList();
    }

    private String elementByElement() {
        if (sample.gate().structure() != Structure.ELEMENTWISE) {
            throw new Law.NotApplicable("not an elementwise gate");
        }
        NdArray[] inputs = Arrays.stream(sample.inputs()).map(Tensor::value).toArray(NdArray[]::new);
        int variants = 0;
        for (int i = 0; i < inputs.length; i++) {
            for (NdArray smaller : Spread.smaller(inputs[i])) {
                NdArray[] variant = inputs.clone();
                variant[i] = smaller;
                broadcasts(variant);
                variants++;
            }
        }
        return singles(broadcasts(inputs)) + " elements, and " + variants + " ways to broadcast";
    }

    /** Compares broadcast inputs with repeated ones; gives the repeated. */
    private NdArray[] broadcasts(NdArray[] inputs) {
        Shape shape = Shape.scalar();
        for (NdArray x : inputs) {
            shape = Shape.broadcast("gatelaws", shape, x.shape());
        }
        Shape target = shape;
        NdArray[] repeated =
                Arrays.stream(inputs).map(x -> Spread.repeat(x, target)).toArray(NdArray[]::new);
        GateSample small = sample(inputs);
        GateSample large = sample(repeated);
        NdArray expected = Tensor.apply(sample.gate(), large.inputs()).value();
        BackwardLaws.requireSame(
                "value of broadcast inputs",
                Tensor.apply(sample.gate(), small.inputs()).value(),
                expected);
        int[] free = sample.free();
        if (free.length > 0) {
            Tensor[] u = large.upstream(rng);
            NdArray[] sums = small.backward(u, free);
            NdArray[] parts = large.backward(u, free);
            for (int k = 0; k < free.length; k++) {
                Shape own = inputs[free[k]].shape();
                double size = Arrays.stream(parts[k].toArray()).map(Math::abs).sum();
                BackwardLaws.requireNear(
                        "gradient " + k + " of broadcast inputs",
                        sums[k].toArray(),
                        Spread.sum(parts[k], own).toArray(),
                        1e-12 * size);
            }
        }
        return repeated;
    }

    private GateSample sample(NdArray[] inputs) {
        return new GateSample(
                sample.gate(), Arrays.stream(inputs).map(Tensor::of).toArray(Tensor[]::new));
    }

    /** Compares each element with the gate of single numbers; gives how many there were. */
    private int singles(NdArray[] inputs) {
        double[] y = Tensor.apply(sample.gate(), sample(inputs).inputs()).toArray();
        int n = Math.min(ELEMENTS, y.length);
        for (int k = 0; k < n; k++) {
            int at = k;
            NdArray[] single =
                    Arrays.stream(inputs).map(x -> NdArray.of(x.toArray()[at])).toArray(NdArray[]::new);
            NdArray alone = Tensor.apply(sample.gate(), sample(single).inputs()).value();
            BackwardLaws.requireSame("element " + k + " alone", alone, NdArray.of(y[k]));
        }
        return n;
    }

    /** The form for more leading axes gives at each place what the gate gives. */
    private String leadingAxes() {
        Gate gate = sample.gate();
        Gate behind = gate.behind(Shape.of(PLACES));
        if (behind == null) {
            throw new Law.NotApplicable("behind is null: batches are computed one by one");
        }
        Tensor[][] inputs = new Tensor[PLACES][];
        Tensor[][] outputs = new Tensor[PLACES][];
        for (int p = 0; p < PLACES; p++) {
            Tensor[] x = sample.inputs();
            for (int i : sample.free()) {
                x[i] = x[i].mul(1 - p * 0x1p-20); // nearly the same, and so in the domain
            }
            inputs[p] = x;
            outputs[p] = Tensor.applyAll(gate, x);
        }
        int longest = Arrays.stream(inputs[0]).mapToInt(Tensor::rank).max().orElse(0);
        int rank = gate.broadcasts() ? Math.max(longest, outputs[0][0].rank()) : 0;
        Tensor[] all = new Tensor[inputs[0].length];
        for (int i = 0; i < all.length; i++) {
            int[] ones = new int[Math.max(0, rank - inputs[0][i].rank())];
            Arrays.fill(ones, 1);
            Shape shape = Shape.of(ones).concat(inputs[0][i].shape());
            all[i] = stacked(inputs, i).reshape(Shape.of(PLACES).concat(shape));
        }
        Tensor[] y;
        try {
            y = Tensor.applyAll(behind, all);
        } catch (RuntimeException e) {
            throw new Law.Broken(wrongBehind(behind) + "which fails on inputs of shapes "
                    + Arrays.stream(all).map(t -> t.shape().toString()).collect(Collectors.joining(", ")) + ": "
                    + e.getMessage());
        }
        if (y.length != outputs[0].length) {
            throw new Law.Broken(
                    wrongBehind(behind) + "which has " + y.length + " outputs: must be " + outputs[0].length);
        }
        for (int k = 0; k < y.length; k++) {
            NdArray expected = stacked(outputs, k).value();
            if (!y[k].shape().equals(expected.shape())) {
                throw new Law.Broken(wrongBehind(behind) + "whose output " + k + " has shape " + y[k].shape()
                        + ": must have the leading axes first, " + expected.shape());
            }
            String what = wrongBehind(behind) + "whose output " + k;
            if (gate.structure() == Structure.CONTRACT) { // a product of matrices may add up in another order
                double size = Arrays.stream(expected.toArray()).map(Math::abs).sum();
                BackwardLaws.requireNear(what, y[k].toArray(), expected.toArray(), 1e-12 * size);
            } else {
                BackwardLaws.requireSame(what, y[k].value(), expected);
            }
        }
        return PLACES + " places";
    }

    private String wrongBehind(Gate behind) {
        return sample.gate().name() + ": behind(" + Shape.of(PLACES) + ") returned " + behind + ", ";
    }

    private static Tensor stacked(Tensor[][] ofPlaces, int i) {
        return Tensor.stack(0, Arrays.stream(ofPlaces).map(of -> of[i]).toArray(Tensor[]::new));
    }
}
