package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Arrays that PyTorch computed in float64: see {@code src/test/python}, whose scripts write the files. */
public final class Reference {
    private final String file;
    private final Map<String, NdArray> arrays = new LinkedHashMap<>();

    private Reference(String file) {
        this.file = file;
    }

    /** The arrays of a file, such as {@code losses}. */
    public static Reference load(String file) {
        Reference reference = new Reference(file);
        try (InputStream in = Reference.class.getResourceAsStream("reference/" + file + ".txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(reference::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reference;
    }

    private void read(String line) {
        String[] words = line.split(" ");
        String dims = words[1].substring(1, words[1].length() - 1);
        Shape shape = dims.isEmpty()
                ? Shape.scalar()
                : Shape.of(Arrays.stream(dims.split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray());
        double[] values = Arrays.stream(words, 2, words.length)
                .mapToDouble(Reference::number)
                .toArray();
        arrays.put(words[0], NdArray.of(shape, values));
    }

    private static double number(String word) {
        return switch (word) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(word);
        };
    }

    public Set<String> names() {
        return arrays.keySet();
    }

    public NdArray array(String name) {
        NdArray array = arrays.get(name);
        if (array == null) {
            throw new NoSuchElementException(file + " has no '" + name + "'");
        }
        return array;
    }

    public Tensor tensor(String name) {
        return Tensor.of(array(name));
    }

    /**
     * The same shape, and every element within a tolerance relative to the largest one of the reference, at least 1.
     */
    public void assertMatches(String name, Tensor actual, double tolerance) {
        NdArray expected = array(name);
        assertEquals(expected.shape(), actual.shape(), name);
        double largest = Math.max(
                1,
                Arrays.stream(expected.toArray())
                        .filter(Double::isFinite)
                        .map(Math::abs)
                        .max()
                        .orElse(1));
        double[] e = expected.toArray();
        double[] a = actual.toArray();
        for (int i = 0; i < e.length; i++) {
            assertEquals(e[i], a[i], tolerance * largest, name + " at position " + i);
        }
    }
}
