package org.autodiff.memory;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.SavedValues;
import org.autodiff.ndarray.Shape;

/**
 * The arrays that a tape keeps alive, each once. Counted are the numbers, 8 bytes each; not the entries of the tape
 * themselves (about 100 bytes each), and not what gates keep in a form of their own, such as factors of a matrix.
 *
 * @param arrays in the order of the tape
 */
public record SavedArrays(List<SavedArray> arrays) {
    /** A report of some arrays. */
    public SavedArrays {
        arrays = List.copyOf(arrays);
    }

    /**
     * An array that a tape keeps.
     *
     * @param shape its shape
     * @param operation the operation that keeps it for its derivative; of several the first one
     * @param value which value of the operation it is: {@code input 0}, {@code output}, {@code state} of a loop
     * @param variable the name of the variable or parameter whose value it is: that one needs no memory of its own
     * @param uses how many operations keep it
     * @param line where the program called the operation, if that is known: within {@link org.autodiff.Autodiff#debug}
     */
    public record SavedArray(
            Shape shape, String operation, String value, Optional<String> variable, int uses, Optional<String> line) {
        /** Of its numbers. */
        public long bytes() {
            return 8L * shape.size();
        }

        @Override
        public String toString() {
            return bytes() + " bytes: " + shape + ", " + value + " of " + operation
                    + variable.map(name -> ", '" + name + "'").orElse("")
                    + (uses == 1 ? "" : ", kept " + uses + " times")
                    + line.map(at -> ", at " + at).orElse("");
        }
    }

    /** Those of the tape below a tensor. */
    public static SavedArrays of(Tensor output) {
        return new SavedArrays(SavedValues.of(output).entries().stream()
                .map(e -> new SavedArray(
                        e.array().shape(),
                        e.operation(),
                        e.value(),
                        Optional.ofNullable(e.name()),
                        e.uses(),
                        Optional.ofNullable(e.site()).map(Object::toString)))
                .toList());
    }

    /** Of all of them. */
    public long bytes() {
        return arrays.stream().mapToLong(SavedArray::bytes).sum();
    }

    /** The total, and a line for each array. */
    @Override
    public String toString() {
        return bytes() + " bytes in " + arrays.size() + (arrays.size() == 1 ? " array" : " arrays")
                + arrays.stream().map(a -> "\n  " + a).collect(Collectors.joining());
    }
}
