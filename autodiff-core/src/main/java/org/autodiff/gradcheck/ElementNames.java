package org.autodiff.gradcheck;

import java.util.StringJoiner;
import org.autodiff.ndarray.Shape;

/** The names of the elements of an array. */
final class ElementNames {
    private ElementNames() {}

    /** {@code x[0, 1]} and so on; of a scalar just {@code x}. */
    static String[] of(String array, Shape shape) {
        String[] names = new String[shape.size()];
        int[] strides = shape.strides();
        for (int at = 0; at < names.length; at++) {
            StringJoiner name = new StringJoiner(", ", array + "[", "]");
            for (int axis = 0; axis < strides.length; axis++) {
                name.add(Integer.toString(at / strides[axis] % shape.dim(axis)));
            }
            names[at] = shape.isScalar() ? array : name.toString();
        }
        return names;
    }
}
