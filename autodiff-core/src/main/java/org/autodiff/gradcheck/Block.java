package org.autodiff.gradcheck;

import java.util.StringJoiner;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * An input with respect to which a function is checked.
 *
 * @param name its name in the report
 * @param start where it stands: a copy
 */
record Block(String name, NdArray start) {
    Shape shape() {
        return start.shape();
    }

    int size() {
        return start.size();
    }

    /** The name of an element: {@code W1[3, 2]}; of a scalar, the name itself. */
    String coordinate(int element) {
        return element(name, shape(), element);
    }

    static String element(String name, Shape shape, int element) {
        if (shape.isScalar()) {
            return name;
        }
        int[] strides = shape.strides();
        StringJoiner text = new StringJoiner(", ", name + "[", "]");
        for (int axis = 0; axis < strides.length; axis++) {
            text.add(Integer.toString(element / strides[axis] % shape.dim(axis)));
        }
        return text.toString();
    }
}
