package org.autodiff.examples.bench;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.examples.cli.JobFailure;
import org.autodiff.examples.cli.Text;

/**
 * What another engine (PyTorch 2.13; JAX 0.10 for Jacobians and gradients of batches; float64) computed from the same
 * inputs: the value, and of each derivative either all numbers, or sixteen of them with the sum and the sum of squares
 * of all.
 */
record Reference(double value, Map<String, Summary> gradients) {
    /** The largest difference, relative to the largest number, that counts as rounding. */
    private static final double TOLERANCE = 1e-9;

    /** Of an array: its shape, some of its numbers with their positions (null: all numbers), and sums of all. */
    record Summary(int[] shape, double absmax, double sum, double sumsq, int[] index, double[] values) {}

    /** The references of all pieces of work. */
    static Map<String, Reference> all() {
        try (InputStream in = Objects.requireNonNull(Reference.class.getResourceAsStream("references.json"))) {
            return new Gson()
                    .fromJson(
                            new InputStreamReader(in, StandardCharsets.UTF_8),
                            new TypeToken<Map<String, Reference>>() {}.getType());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Compares a result with this reference.
     *
     * @throws JobFailure if they differ
     */
    void check(String work, Work.Result result) {
        require(work, "value", value, result.value(), Math.abs(value));
        if (!result.derivatives().keySet().equals(gradients.keySet())) {
            throw new JobFailure(work + ": derivatives " + result.derivatives().keySet() + ", the reference has "
                    + gradients.keySet());
        }
        gradients.forEach((name, expected) ->
                check(work, name, expected, result.derivatives().get(name)));
    }

    private static void check(String work, String name, Summary expected, Tensor actual) {
        if (!Arrays.equals(expected.shape, actual.shape().dims())) {
            throw new JobFailure(work + ": " + name + " has shape " + actual.shape() + ", the reference has "
                    + Arrays.toString(expected.shape));
        }
        double[] all = actual.toArray();
        for (int i = 0; i < expected.values.length; i++) {
            int at = expected.index == null ? i : expected.index[i];
            require(work, name + " at " + at, expected.values[i], all[at], expected.absmax);
        }
        double n = all.length;
        require(work, "sum of " + name, expected.sum, Arrays.stream(all).sum(), expected.absmax * n);
        double squares = Arrays.stream(all).map(x -> x * x).sum();
        require(work, "sum of squares of " + name, expected.sumsq, squares, expected.sumsq);
    }

    private static void require(String work, String what, double expected, double actual, double scale) {
        if (!(Math.abs(actual - expected) <= TOLERANCE * scale)) {
            throw new JobFailure(Text.format(
                    "%s: %s is %s, the reference has %s: a wrong result is not timed", work, what, actual, expected));
        }
    }
}
