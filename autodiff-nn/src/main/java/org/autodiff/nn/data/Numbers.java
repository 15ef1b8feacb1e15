package org.autodiff.nn.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.autodiff.ndarray.NdArray;

/** A column of numbers: one feature. */
record Numbers(String column, double fill, ColumnPlan plan) implements Feature {
    static String entry(String column) {
        return "fill." + column;
    }

    static boolean isMeasured(ColumnPlan plan) {
        return plan.missing().kind() == Missing.Kind.MEAN || plan.missing().kind() == Missing.Kind.MEDIAN;
    }

    /** Whether there is a number for missing values. */
    private boolean fills() {
        Missing missing = plan.missing();
        return isMeasured(plan) || (missing.kind() == Missing.Kind.CONSTANT && missing.word() == null);
    }

    static Numbers fit(NumberColumn column, ColumnPlan plan) {
        double fill = plan.missing().number();
        if (isMeasured(plan)) {
            double[] present = Arrays.stream(column.toArray())
                    .filter(v -> !Double.isNaN(v))
                    .sorted()
                    .toArray();
            int n = present.length;
            if (n == 0) {
                throw new IllegalArgumentException("encoder: column " + Quoted.of(column.name())
                        + " has no value in the training part, and so no "
                        + (plan.missing().kind() == Missing.Kind.MEAN ? "mean" : "median"));
            }
            fill = plan.missing().kind() == Missing.Kind.MEAN
                    ? Arrays.stream(present).average().getAsDouble()
                    : present[(n - 1) / 2] / 2 + present[n / 2] / 2;
        }
        return new Numbers(column.name(), fill, plan);
    }

    @Override
    public List<String> names() {
        return List.of(column);
    }

    @Override
    public void mark(Table table, boolean[] dropped) {
        table.numbers(column);
        if (!fills()) {
            Feature.mark(table, column, plan, dropped);
        }
    }

    @Override
    public void write(Table table, int[] rows, double[] out, int at, int width) {
        NumberColumn numbers = table.numbers(column);
        for (int i = 0; i < rows.length; i++) {
            double value = numbers.value(rows[i]);
            out[i * width + at] = Double.isNaN(value) ? fill : value;
        }
    }

    @Override
    public void save(Map<String, NdArray> state) {
        if (isMeasured(plan)) {
            state.put(entry(column), NdArray.of(fill));
        }
    }

    @Override
    public String invalid() {
        return Double.isFinite(fill) ? null : entry(column);
    }
}
