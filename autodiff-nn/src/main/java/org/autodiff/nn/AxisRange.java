package org.autodiff.nn;

import org.autodiff.ndarray.Shape;

/** Which axes a shape has. Layers ask first, so that a message names the layer and not only the operation. */
final class AxisRange {
    private AxisRange() {}

    /** Whether there is such an axis; negative ones count from the end. */
    static boolean has(Shape shape, int axis) {
        return -shape.rank() <= axis && axis < shape.rank();
    }

    /** The axis counted from the front, of a shape that has it. */
    static int fromFront(Shape shape, int axis) {
        return axis < 0 ? axis + shape.rank() : axis;
    }
}
