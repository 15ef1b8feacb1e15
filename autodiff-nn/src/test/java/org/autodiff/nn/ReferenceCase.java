package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tensor;

/** A case of a file of PyTorch's arrays: inputs, parameters, the value and all gradients. */
public record ReferenceCase(Reference file, String name) {
    private static final double TOLERANCE = 1e-12;

    public Tensor tensor(String part) {
        return file.tensor(name + "/" + part);
    }

    public void assertMatches(String part, Tensor actual) {
        file.assertMatches(name + "/" + part, actual, TOLERANCE);
    }

    /** A case without a model. */
    public void check(Function<Tensor[], Tensor> function, String... inputs) {
        check(null, function, inputs);
    }

    /** Sets the parameters, applies the function to the inputs, and compares the value and every gradient. */
    public void check(Model model, Function<Tensor[], Tensor> function, String... inputs) {
        Map<String, Parameter> parameters = model == null ? Map.of() : new TreeMap<>(model.namedParameters());
        parameters.forEach((path, p) -> p.assign(tensor("param/" + path)));
        assertEquals(Set.of(), missing("param/", parameters.keySet()), name + ": parameters of PyTorch only");
        Tensor[] x = Arrays.stream(inputs)
                .map(i -> Tensor.variable(file.array(name + "/" + i)))
                .toArray(Tensor[]::new);
        Tensor y = function.apply(x);
        assertMatches("y", y);
        Gradients gradients = y.mul(tensor("up")).sum().backward();
        for (int i = 0; i < x.length; i++) {
            assertMatches("d/" + inputs[i], gradients.of(x[i]));
        }
        assertEquals(Set.of(), missing("d/", Set.of(inputs)), name + ": inputs of PyTorch only");
        parameters.forEach((path, p) -> assertMatches("grad/" + path, gradients.of(p)));
    }

    private Set<String> missing(String part, Set<String> found) {
        Set<String> names = new TreeSet<>();
        String prefix = name + "/" + part;
        for (String n : file.names()) {
            if (n.startsWith(prefix) && !found.contains(n.substring(prefix.length()))) {
                names.add(n);
            }
        }
        return names;
    }
}
