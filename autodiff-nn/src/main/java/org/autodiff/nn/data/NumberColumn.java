package org.autodiff.nn.data;

import java.util.Arrays;

/** A column of numbers. */
public final class NumberColumn implements Column {
    private final String name;
    private final double[] values; // NaN: missing

    NumberColumn(String name, double[] values) {
        this.name = name;
        this.values = values;
    }

    /** A column; NaN stands for a missing value. */
    public static NumberColumn of(String name, double... values) {
        return new NumberColumn(name, values.clone());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public boolean isMissing(int row) {
        return Double.isNaN(values[row]);
    }

    /** The number of a row, NaN if it is missing. */
    public double value(int row) {
        return values[row];
    }

    /** All numbers, NaN for those that are missing. */
    public double[] toArray() {
        return values.clone();
    }

    @Override
    public NumberColumn rows(int... rows) {
        return new NumberColumn(
                name, Arrays.stream(rows).mapToDouble(r -> values[r]).toArray());
    }

    /** Name and size only. */
    @Override
    public String toString() {
        return name + ": " + values.length + " numbers";
    }
}
