package org.autodiff.nn;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tensor;

/** Layers against a file that {@code layers.py} wrote: values, and gradients for a given upstream gradient. */
final class LayerReference {
    private static final double TOLERANCE = 1e-12;

    private final Reference reference;
    private final Set<String> done = new TreeSet<>();

    LayerReference(String file) {
        reference = Reference.load(file);
    }

    Reference arrays() {
        return reference;
    }

    /** The names of the cases under a prefix. */
    Set<String> cases(String prefix) {
        return reference.names().stream()
                .filter(n -> n.startsWith(prefix) && n.endsWith("/y"))
                .map(n -> n.substring(0, n.length() - 2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those that were not checked. */
    Set<String> left() {
        Set<String> left = cases("");
        left.removeAll(done);
        return left;
    }

    /** Gives the parameters of a model the values of a case. */
    void assign(String name, Model model) {
        for (Map.Entry<String, Parameter> p : model.namedParameters().entrySet()) {
            p.getValue().assign(reference.array(name + "/p/" + p.getKey()));
        }
    }

    /** A layer at the weights and the input of a case. */
    void check(String name, Layer layer) {
        assign(name, layer);
        Tensor x = Tensor.variable(reference.array(name + "/x"));
        Tensor y = layer.apply(x);
        check(name, layer, y, Map.of("dx", x));
    }

    /** The value of a model, and its gradients with respect to some inputs and all parameters. */
    void check(String name, Model model, Tensor y, Map<String, Tensor> inputs) {
        done.add(name);
        reference.assertMatches(name + "/y", y, TOLERANCE);
        Gradients gradients = y.backwardFrom(reference.tensor(name + "/u"));
        inputs.forEach((key, x) -> reference.assertMatches(name + "/" + key, gradients.of(x), TOLERANCE));
        model.namedParameters()
                .forEach((path, p) -> reference.assertMatches(name + "/d/" + path, gradients.of(p), TOLERANCE));
    }
}
