package org.autodiff.tree;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Tensor;

/**
 * Something with parameters, each under a name: a model. The transforms of {@link Autodiff} differentiate functions of
 * a model with respect to its parameters, wherever the function reads them.
 */
public interface Parameterized {
    /** Its parameters, each once, by names that are unique in it. */
    Map<String, Parameter> namedParameters();

    /**
     * The value of each parameter here and now, by name: tensors on the tape, which later assignments do not change.
     * Within a call that gives parameters other values, it is those. So they can be computed with and given to the
     * model again, as the step of an inner training does; see {@link Autodiff#withParameters}.
     *
     * @return a new map, in the order of {@link #namedParameters}
     */
    default Map<String, Tensor> parameterValues() {
        Map<String, Tensor> values = new LinkedHashMap<>();
        namedParameters().forEach((name, p) -> values.put(name, p.now()));
        return Collections.unmodifiableMap(values);
    }
}
