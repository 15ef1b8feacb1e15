package org.autodiff.nn.norm;

import java.util.Arrays;
import java.util.Objects;
import org.autodiff.ndarray.Shape;

/** The last axes of an argument, over which a layer normalises. */
final class LastAxes {
    private LastAxes() {}

    static Shape sizes(String layer, int... sizes) {
        Objects.requireNonNull(sizes, () -> layer + ": sizes are null");
        if (sizes.length == 0 || Arrays.stream(sizes).anyMatch(d -> d < 1)) {
            throw new IllegalArgumentException(
                    layer + ": needs sizes, all of them positive, got " + Arrays.toString(sizes));
        }
        return Shape.of(sizes);
    }

    static boolean are(Shape sizes, Shape shape) {
        int before = shape.rank() - sizes.rank();
        return before >= 0 && shape.dropFirst(before).equals(sizes);
    }

    static String expected(Shape sizes) {
        return sizes.rank() == 1 ? "last dimension " + sizes.dim(0) : "last dimensions " + sizes;
    }

    static String text(Shape sizes) {
        return sizes.rank() == 1 ? Integer.toString(sizes.dim(0)) : sizes.toString();
    }
}
