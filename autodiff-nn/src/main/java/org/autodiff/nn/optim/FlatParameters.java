package org.autodiff.nn.optim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tensor;

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
        this.named = Map.copyOf(named);
        this.parameters = List.copyOf(named.values());
    }

    /** A copy of their values. */
    Tensor values() {
        return outlivingCopy(flat(parameters));
    }

    void assign(Tensor values) {
        Tensor[] parts =
                values.split(0, parameters.stream().mapToInt(Tensor::size).toArray());
        for (int i = 0; i < parts.length; i++) {
            Parameter p = parameters.get(i);
            p.assign(parts[i].reshape(p.shape()));
        }
    }

    /**
     * The gradient with respect to the vector.
     *
     * @throws IllegalArgumentException if the loss does not depend on one of them
     */
    Tensor gradient(Gradients gradients) {
        String missing = named.entrySet().stream()
                .filter(e -> !gradients.contains(e.getValue()))
                .map(e -> "'" + e.getKey() + "'")
                .sorted()
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(owner + ": the loss does not depend on " + missing
                    + ": leave out such parameters;" + " Autodiff.explainGradient says why");
        }
        return flat(parameters.stream().map(gradients::of).toList());
    }

    /**
     * Refuses gradients with an infinity or NaN.
     *
     * @throws IllegalArgumentException if there is one; the message names its parameter
     */
    void requireFinite(Gradients gradients) {
        String bad = named.entrySet().stream()
                .filter(e -> !Norms.areFinite(gradients.of(e.getValue())))
                .map(e -> "'" + e.getKey() + "'")
                .sorted()
                .collect(Collectors.joining(", "));
        if (!bad.isEmpty()) {
            throw new IllegalArgumentException(owner + ": the gradient of " + bad
                    + " is infinite or NaN where the step begins: nothing has moved");
        }
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
