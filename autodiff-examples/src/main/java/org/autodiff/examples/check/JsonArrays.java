package org.autodiff.examples.check;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Arrays as JSON: a scalar is a number, a vector a list, a matrix a list of rows. JSON has no word for numbers that are
 * none; read are {@code NaN}, {@code Infinity} and {@code -Infinity} as Python writes them, the same in quotes, and
 * {@code null} for NaN.
 */
final class JsonArrays {
    private JsonArrays() {}

    /**
     * The array that an element stands for.
     *
     * @throws IllegalArgumentException if it is none; the message says where and why
     */
    static NdArray read(JsonElement element) {
        List<Integer> dims = new ArrayList<>();
        for (JsonElement e = element; e.isJsonArray(); ) {
            dims.add(e.getAsJsonArray().size());
            if (e.getAsJsonArray().isEmpty()) {
                throw new IllegalArgumentException("it has an empty list");
            }
            e = e.getAsJsonArray().get(0);
        }
        Shape shape = Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
        double[] numbers = new double[shape.size()];
        fill(element, shape, 0, numbers, 0, "");
        return NdArray.of(shape, numbers);
    }

    private static int fill(JsonElement e, Shape shape, int axis, double[] numbers, int from, String place) {
        if (axis == shape.rank()) {
            numbers[from] = number(e, place);
            return from + 1;
        }
        int n = shape.dim(axis);
        if (!e.isJsonArray() || e.getAsJsonArray().size() != n) {
            String found = e.isJsonArray() ? "a list of " + e.getAsJsonArray().size() : e.toString();
            throw new IllegalArgumentException(
                    "its element " + place + " is " + found + " where the first of its kind is a list of " + n);
        }
        int next = from;
        for (int i = 0; i < n; i++) {
            next = fill(e.getAsJsonArray().get(i), shape, axis + 1, numbers, next, place + "[" + i + "]");
        }
        return next;
    }

    private static double number(JsonElement e, String place) {
        if (e.isJsonNull()) {
            return Double.NaN;
        }
        if (e.isJsonPrimitive() && e.getAsJsonPrimitive().isNumber()) {
            return e.getAsDouble();
        }
        String text = e.isJsonPrimitive() && e.getAsJsonPrimitive().isString() ? e.getAsString() : "";
        return switch (text) {
            case "NaN", "nan" -> Double.NaN;
            case "Infinity", "inf" -> Double.POSITIVE_INFINITY;
            case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default ->
                throw new IllegalArgumentException(
                        (place.isEmpty() ? "it" : "its element " + place) + " is not a number: " + e);
        };
    }

    /** The JSON of an array of finite numbers, each with all its digits. */
    static JsonElement write(NdArray array) {
        return write(array.toArray(), array.shape(), 0, 0);
    }

    private static JsonElement write(double[] numbers, Shape shape, int axis, int from) {
        if (axis == shape.rank()) {
            return new JsonPrimitive(numbers[from]);
        }
        int n = shape.dim(axis);
        int step = shape.sizeOf(axis + 1, shape.rank());
        JsonArray list = new JsonArray(n);
        for (int i = 0; i < n; i++) {
            list.add(write(numbers, shape, axis + 1, from + i * step));
        }
        return list;
    }
}
