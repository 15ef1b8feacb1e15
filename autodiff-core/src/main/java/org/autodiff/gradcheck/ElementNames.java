package org.autodiff.gradcheck;

import java.util.Arrays;
import org.autodiff.ndarray.Shape;

/** The names of the elements of an array. */
final class ElementNames {
    private ElementNames() {}

    /** {@code x[0, 1]} and so on; of a scalar just {@code x}. */
    static String[] of(String array, Shape shape) {
        String[] names = new String[shape.size()];
        Arrays.setAll(names, element -> Block.element(array, shape, element));
        return names;
    }
}
