package org.autodiff.examples.formula;

import java.util.List;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** Random values, which only constants may have. */
record Draws(Rng rng) {
    private static final String UNIFORM = "random";
    private static final String NORMAL = "randn";
    static final List<String> NAMES = List.of(UNIFORM, NORMAL);

    Tensor draw(String name, Shape shape) {
        return Tensor.of(name.equals(UNIFORM) ? rng.uniform(shape, 0, 1) : rng.normal(shape, 0, 1));
    }
}
