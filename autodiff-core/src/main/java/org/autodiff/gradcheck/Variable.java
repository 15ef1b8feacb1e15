package org.autodiff.gradcheck;

import java.util.StringJoiner;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Something with respect to which a function is checked.
 *
 * @param name its name in the report
 * @param parameter the parameter that is to be overwritten; null for an argument, which is simply passed
 * @param start where it stands: a copy
 */
record Variable(String name, Parameter parameter, NdArray start) {
    static Variable argument(String name, Tensor value) {
        return new Variable(name, null, NdArray.of(value.shape(), value.toArray()));
    }

    static Variable of(Parameter parameter) {
        return new Variable(parameter.name(), parameter, NdArray.of(parameter.shape(), parameter.toArray()));
    }

    Shape shape() {
        return start.shape();
    }

    /** The name of an element: {@code W1[3, 2]}; of a scalar, the name itself. */
    String coordinate(int element) {
        if (shape().isScalar()) {
            return name;
        }
        int[] strides = shape().strides();
        StringJoiner text = new StringJoiner(", ", name + "[", "]");
        for (int axis = 0; axis < strides.length; axis++) {
            text.add(Integer.toString(element / strides[axis] % shape().dim(axis)));
        }
        return text.toString();
    }
}
