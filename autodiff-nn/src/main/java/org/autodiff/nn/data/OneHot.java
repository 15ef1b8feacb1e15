package org.autodiff.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.StateCheck;

/**
 * Replaces columns of category codes by one column for each category, which is 1 where the code is that category and 0
 * otherwise. The other columns stay, in their places. Samples are rows of numbers: {@code (..., d)}. The categories of
 * a column are the different numbers of the training set, ascending.
 *
 * <p>Not for categories without number, such as words: there an {@link org.autodiff.ndarray.Index} and an embedding
 * need no columns at all.
 */
public final class OneHot implements Transform {
    private final int[] columns; // ascending
    private final boolean unknownAsZeros;

    /** For each column of a sample its categories, null if it stays. */
    private volatile double[][] fitted;

    /**
     * A transform of some columns.
     *
     * @param columns counted from 0
     * @throws IllegalArgumentException if there is none, or one is negative or given twice
     */
    public OneHot(int... columns) {
        this(Arrays.stream(columns).sorted().toArray(), false);
        for (int i = 0; i < columns.length; i++) {
            if (this.columns[i] < 0 || (i > 0 && this.columns[i] == this.columns[i - 1])) {
                throw new IllegalArgumentException(
                        "one-hot: columns must not be negative or given twice, got " + Arrays.toString(columns));
            }
        }
        if (columns.length == 0) {
            throw new IllegalArgumentException("one-hot: needs at least one column");
        }
    }

    private OneHot(int[] columns, boolean unknownAsZeros) {
        this.columns = columns;
        this.unknownAsZeros = unknownAsZeros;
    }

    /** The same, not fitted, which gives zeros for a code that was not in the training set, instead of refusing it. */
    public OneHot unknownAsZeros() {
        return new OneHot(columns, true);
    }

    @Override
    public OneHot fit(NdArray features) {
        Fitting.requireSamples("one-hot", features);
        if (features.rank() != 2
                || columns[columns.length - 1] >= features.shape().dim(1)) {
            throw new IllegalArgumentException("one-hot: needs rows with a column " + columns[columns.length - 1]
                    + ", got features of shape " + features.shape());
        }
        int d = features.shape().dim(1);
        double[][] categories = new double[d][];
        for (int column : columns) {
            TreeSet<Double> seen = new TreeSet<>();
            for (int i = column; i < features.size(); i += d) {
                seen.add(features.at(i) + 0.0); // -0 is 0
            }
            categories[column] = seen.stream().mapToDouble(Double::doubleValue).toArray();
        }
        fitted = categories;
        return this;
    }

    @Override
    public OneHot fit(Dataset train) {
        return fit(train.features());
    }

    private double[][] fitted() {
        return Fitting.require("one-hot", fitted);
    }

    private static int width(double[][] categories) {
        return Arrays.stream(categories).mapToInt(c -> c == null ? 1 : c.length).sum();
    }

    /** The gradient flows through the columns that stay; codes have none. */
    @Override
    public Tensor apply(Tensor x) {
        double[][] categories = fitted();
        Fitting.requireSample("one-hot", Shape.of(categories.length), x);
        return joined(x, categories.length, column -> {
            Tensor one = x.narrow(-1, column, 1);
            return categories[column] == null ? one : Tensor.of(encoded(one.value(), column, categories[column]));
        });
    }

    private static Tensor joined(Tensor x, int columns, IntFunction<Tensor> part) {
        List<Tensor> parts = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            parts.add(part.apply(column));
        }
        return Tensor.concat(x.rank() - 1, parts.toArray(Tensor[]::new));
    }

    private NdArray encoded(NdArray codes, int column, double[] categories) {
        Shape shape = codes.shape().dropLast(1).concat(Shape.of(categories.length));
        return NdArray.build(shape, out -> {
            for (int i = 0; i < codes.size(); i++) {
                int category = Arrays.binarySearch(categories, codes.at(i) + 0.0);
                if (category >= 0) {
                    out[i * categories.length + category] = 1;
                } else if (!unknownAsZeros) {
                    throw new IllegalArgumentException("one-hot: column " + column + " of sample " + i + " is "
                            + codes.at(i) + ", which the training set did not have; it had "
                            + Arrays.toString(categories) + "; unknownAsZeros() allows others");
                }
            }
        });
    }

    /** The codes: the category of the largest number in its columns. */
    @Override
    public Tensor invert(Tensor y) {
        double[][] categories = fitted();
        Fitting.requireSample("one-hot", Shape.of(width(categories)), y);
        int[] at = new int[categories.length + 1];
        for (int i = 0; i < categories.length; i++) {
            at[i + 1] = at[i] + (categories[i] == null ? 1 : categories[i].length);
        }
        return joined(y, categories.length, column -> {
            Tensor own = y.narrow(-1, at[column], at[column + 1] - at[column]);
            return categories[column] == null ? own : Tensor.of(decoded(own.value(), categories[column]));
        });
    }

    private static NdArray decoded(NdArray own, double[] categories) {
        return NdArray.build(own.shape().dropLast(1).concat(Shape.of(1)), out -> {
            for (int i = 0; i < out.length; i++) {
                int best = 0;
                for (int c = 1; c < categories.length; c++) {
                    best = own.at(i * categories.length + c) > own.at(i * categories.length + best) ? c : best;
                }
                out[i] = categories[best];
            }
        });
    }

    @Override
    public Map<String, NdArray> state() {
        double[][] categories = fitted();
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put("columns", NdArray.of(categories.length));
        for (int column : columns) {
            state.put("categories." + column, NdArray.of(categories[column]));
        }
        return state;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        Map<String, Shape> expected = new LinkedHashMap<>();
        expected.put("columns", Shape.scalar());
        for (int column : columns) {
            NdArray given = state.get("categories." + column);
            expected.put("categories." + column, Shape.of(given == null || given.size() == 0 ? 1 : given.size()));
        }
        StateCheck check = StateCheck.of("one-hot", expected, state);
        long d = check.count("columns");
        if (check.has("columns") && (d <= columns[columns.length - 1] || d > Integer.MAX_VALUE)) {
            check.refuse("columns", "is " + d + ", too few for column " + columns[columns.length - 1]);
        }
        for (int column : columns) {
            if (check.has("categories." + column)
                    && !ascending(state.get("categories." + column).toArray())) {
                check.refuse("categories." + column, "must be finite and ascending");
            }
        }
        check.requireNothing();
        double[][] categories = new double[(int) d][];
        for (int column : columns) {
            categories[column] = state.get("categories." + column).toArray();
        }
        fitted = categories;
    }

    private static boolean ascending(double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i]) || (i > 0 && values[i] <= values[i - 1])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public OneHot unfitted() {
        return new OneHot(columns, unknownAsZeros);
    }

    @Override
    public String toString() {
        return "OneHot[columns " + Arrays.toString(columns) + (fitted == null ? ", not fitted]" : "]");
    }
}
