package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Parameters as one vector. Vectors are constants, without a history. */
final class FlatParameters {
    private final String owner;
    private final Map<String, Parameter> named;
    private final List<Parameter> parameters;

    FlatParameters(String owner, Map<String, Parameter> named) {
        Objects.requireNonNull(named, () -> owner + ": parameters are null");
        if (named.isEmpty()) {
            throw new IllegalArgumentException(owner + ": there are no parameters to optimize");
        }
        Map<Parameter, String> names = new HashMap<>();
        named.forEach((name, parameter) -> {
            String other = names.put(parameter, name);
            if (other != null) {
                throw new IllegalArgumentException(
                        owner + ": '" + other + "' and '" + name + "' are the same parameter: name it once");
            }
        });
        this.owner = owner;
        this.named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
        this.parameters = List.copyOf(named.values());
    }

    /** A copy of their values. */
    Tensor values() {
        return outlivingCopy(flat(parameters));
    }

    /** Which of them are frozen, as 1 and 0. */
    NdArray frozen() {
        return NdArray.of(
                parameters.stream().mapToDouble(p -> p.isFrozen() ? 1 : 0).toArray());
    }

    /** Overwrites those that are not frozen. */
    void assign(Tensor values) {
        Tensor[] parts =
                values.split(0, parameters.stream().mapToInt(Tensor::size).toArray());
        for (int i = 0; i < parts.length; i++) {
            Parameter p = parameters.get(i);
            if (!p.isFrozen()) {
                p.assign(parts[i].reshape(p.shape()));
            }
        }
    }

    /**
     * The gradient with respect to the vector; 0 for those that are frozen.
     *
     * @throws IllegalArgumentException if the loss does not depend on one of them
     */
    Tensor gradient(Gradients gradients) {
        String missing = named.entrySet().stream()
                .filter(e -> !e.getValue().isFrozen() && !gradients.contains(e.getValue()))
                .map(e -> "'" + e.getKey() + "'")
                .sorted()
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(owner + ": the loss does not depend on " + missing
                    + ": leave out such parameters;" + " Autodiff.explainGradient says why");
        }
        return flat(parameters.stream()
                .map(p -> p.isFrozen() ? Tensor.zeros(p.shape()) : gradients.of(p))
                .toList());
    }

    /**
     * Refuses gradients with an infinity or NaN.
     *
     * @throws IllegalArgumentException if there is one; the message names its parameter
     */
    void requireFinite(Gradients gradients) {
        String bad = named.entrySet().stream()
                .filter(e -> !e.getValue().isFrozen() && !Norms.areFinite(gradients.of(e.getValue())))
                .map(e -> "'" + e.getKey() + "'")
                .sorted()
                .collect(Collectors.joining(", "));
        if (!bad.isEmpty()) {
            throw new IllegalArgumentException(owner + ": the gradient of " + bad
                    + " is infinite or NaN where the step begins: nothing has moved");
        }
    }

    // ---- vectors in a state, where each parameter has its part of them

    /** Adds the parts of some vectors: for each parameter an array with one row for each vector. */
    void putParts(Map<String, NdArray> all, String what, Tensor rows) {
        Tensor[] parts =
                rows.split(1, parameters.stream().mapToInt(Tensor::size).toArray());
        int i = 0;
        for (Map.Entry<String, Parameter> e : named.entrySet()) {
            Shape shape = rowShape(e.getValue(), rows.shape().dim(0));
            all.put(
                    e.getKey() + "." + what,
                    outlivingCopy(parts[i++].reshape(shape)).value());
        }
    }

    private static Shape rowShape(Parameter parameter, int rows) {
        int[] dims = new int[parameter.rank() + 1];
        dims[0] = rows;
        System.arraycopy(parameter.shape().dims(), 0, dims, 1, parameter.rank());
        return Shape.of(dims);
    }

    /** Vectors as the rows of a matrix. */
    Tensor rows(List<Tensor> vectors) {
        int size = parameters.stream().mapToInt(Tensor::size).sum();
        return vectors.isEmpty() ? Tensor.zeros(Shape.of(0, size)) : Tensor.stack(0, vectors.toArray(Tensor[]::new));
    }

    /** How many vectors there are by the entry of the first parameter; at most {@code most}. */
    int rowsOfFirst(Map<String, NdArray> state, String what, int most) {
        NdArray first = state.get(named.keySet().iterator().next() + "." + what);
        return first == null || first.shape().isScalar()
                ? 0
                : Math.min(most, first.shape().dim(0));
    }

    void putShapes(Map<String, Shape> all, String what, int rows) {
        named.forEach((name, parameter) -> all.put(name + "." + what, rowShape(parameter, rows)));
    }

    /** The vectors again, from their parts in a state that has them; they outlive the recycling of a step. */
    List<Tensor> vectors(Map<String, NdArray> state, String what) {
        int rows = rowsOfFirst(state, what, Integer.MAX_VALUE);
        List<Tensor> parts = new ArrayList<>();
        named.forEach((name, parameter) ->
                parts.add(Tensor.of(state.get(name + "." + what)).reshape(rows, parameter.size())));
        Tensor all = Tensor.concat(1, parts.toArray(Tensor[]::new));
        List<Tensor> vectors = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            vectors.add(outlivingCopy(all.select(0, i)));
        }
        return vectors;
    }

    private static Tensor flat(List<? extends Tensor> tensors) {
        return Tensor.concat(
                0, tensors.stream().map(t -> t.detach().reshape(-1)).toArray(Tensor[]::new));
    }

    /** A copy that outlives the recycling of a step. */
    static Tensor outlivingCopy(Tensor t) {
        return Parameter.of("kept", t).detach();
    }
}
