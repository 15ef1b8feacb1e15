package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Broadcasting by plain loops, independent of the code that the laws put to the test. */
final class Spread {
    private Spread() {}

    /** An array repeated to a shape that it broadcasts to. */
    static NdArray repeat(NdArray x, Shape target) {
        double[] from = x.toArray();
        return NdArray.build(target, data -> {
            for (int i = 0; i < target.size(); i++) {
                data[i] = from[source(i, x.shape(), target)];
            }
        });
    }

    /** The transpose: what was repeated is added up. */
    static NdArray sum(NdArray x, Shape target) {
        double[] from = x.toArray();
        return NdArray.build(target, data -> {
            for (int i = 0; i < from.length; i++) {
                data[source(i, target, x.shape())] += from[i];
            }
        });
    }

    /** The element of the small array that stands at an element of the large one. */
    private static int source(int element, Shape small, Shape large) {
        int[] strides = small.strides();
        int at = 0;
        int rest = element;
        for (int axis = large.rank() - 1; axis >= 0; axis--) {
            int position = rest % large.dim(axis);
            rest /= large.dim(axis);
            int own = axis - (large.rank() - small.rank());
            if (own >= 0 && small.dim(own) > 1) {
                at += position * strides[own];
            }
        }
        return at;
    }

    /**
     * Parts of an array in shapes that broadcast to its own: cut along one axis, without the first axis, one element.
     */
    static List<NdArray> smaller(NdArray x) {
        List<NdArray> all = new ArrayList<>();
        Shape shape = x.shape();
        if (x.size() == 0) {
            return all;
        }
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.dim(axis) > 1) {
                all.add(first(x, shape.with(axis, 1)));
            }
        }
        if (shape.rank() > 0) {
            all.add(first(x, shape.with(0, 1)).reshape(shape.dropFirst(1)));
            all.add(NdArray.of(x.toArray()[0]));
        }
        return all;
    }

    /** The elements at the first positions of the axes that the target has with size 1. */
    private static NdArray first(NdArray x, Shape target) {
        double[] from = x.toArray();
        int[] strides = x.shape().strides();
        return NdArray.build(target, data -> {
            for (int i = 0; i < target.size(); i++) {
                int at = 0;
                int rest = i;
                for (int axis = target.rank() - 1; axis >= 0; axis--) {
                    at += rest % target.dim(axis) * strides[axis];
                    rest /= target.dim(axis);
                }
                data[i] = from[at];
            }
        });
    }
}
