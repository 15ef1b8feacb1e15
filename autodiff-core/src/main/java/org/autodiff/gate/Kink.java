package org.autodiff.gate;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.autodiff.ndarray.NdArray;

/**
 * A point at which a gate's derivative is a choice, a limit or infinite - a kink, a tie, a pole, an end of the domain -
 * and the derivative that the gate gives there. Gates declare these points as data ({@link Gate#kinks}), so that the
 * law suite can hold the gate to them and the documentation can list them.
 *
 * <pre>{@code
 * Kink.at("x = 0", 0).gradient(0)                      // relu
 * Kink.at("a = b", 1, 1).gradient(0.5, 0.5)            // maximum, of two inputs
 * Kink.at("x = 0", 0).gradient(INFINITY).second(-INFINITY)   // log
 * Kink.atVector("largest twice", 3, 1, 3).gradient(0.5, 0, 0.5)
 * }</pre>
 *
 * @param where the point in words
 * @param inputs every input of the gate
 * @param gradient the gradient of the sum of the output's elements, for each input that is differentiable
 * @param second the gradient of the sum of all elements of those gradients (the Hessian times a vector of ones)
 */
public record Kink(String where, List<NdArray> inputs, List<NdArray> gradient, List<NdArray> second) {
    /** A point of a gate whose inputs are single numbers. */
    public static Point at(String where, double... inputs) {
        return new Point(where, numbers(inputs), false);
    }

    /** A point of a gate of one vector. */
    public static Point atVector(String where, double... input) {
        return new Point(where, List.of(NdArray.of(input)), true);
    }

    private static List<NdArray> numbers(double... values) {
        return Arrays.stream(values).mapToObj(NdArray::of).toList();
    }

    /** The same point with another second derivative; zeros if not said. */
    public Kink second(double... values) {
        return new Kink(where, inputs, gradient, like(gradient, values));
    }

    private static List<NdArray> like(List<NdArray> shapes, double... values) {
        if (shapes.size() == 1) {
            return List.of(NdArray.of(shapes.get(0).shape(), values));
        }
        if (values.length != shapes.size()) {
            throw new IllegalArgumentException(
                    "kink: " + values.length + " numbers for " + shapes.size() + " derivatives");
        }
        return numbers(values);
    }

    /** A point that still needs its derivative. */
    public static final class Point {
        private final String where;
        private final List<NdArray> inputs;
        private final boolean vector;

        private Point(String where, List<NdArray> inputs, boolean vector) {
            this.where = Objects.requireNonNull(where, "kink: where is null");
            this.inputs = inputs;
            this.vector = vector;
        }

        /** The derivatives: one number for each differentiable input, or for each element of the vector. */
        public Kink gradient(double... values) {
            List<NdArray> gradient = vector ? like(inputs, values) : numbers(values);
            List<NdArray> zeros =
                    gradient.stream().map(g -> NdArray.zeros(g.shape())).toList();
            return new Kink(where, inputs, gradient, zeros);
        }
    }
}
