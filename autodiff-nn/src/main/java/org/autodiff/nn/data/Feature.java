package org.autodiff.nn.data;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.autodiff.ndarray.NdArray;

/** A column of a table as {@link TableEncoder} has fitted it. */
sealed interface Feature permits Numbers, Categories {
    /** The name of the column. */
    String column();

    /** The names of the features that it becomes. */
    List<String> names();

    /** Marks the rows that are to be dropped, and refuses missing values if that was asked for. */
    void mark(Table table, boolean[] dropped);

    /** Writes its features of some rows into {@code out[i * width + at]} and behind. */
    void write(Table table, int[] rows, double[] out, int at, int width);

    /** Adds what was fitted to a state. */
    void save(Map<String, NdArray> state);

    /** The entry that it was loaded from and that holds nothing of the kind; null if all is well. */
    String invalid();

    static Feature fit(Table train, String name, ColumnPlan plan) {
        return train.column(name) instanceof NumberColumn numbers
                ? Numbers.fit(numbers, plan)
                : Categories.fit(train.text(name), plan);
    }

    /** A feature from a state; it adds the entries that it needs to those expected. */
    static Feature load(String name, ColumnPlan plan, Map<String, NdArray> state, Collection<String> expected) {
        String categories = Categories.entry(name);
        if (state.containsKey(categories)) {
            expected.add(categories);
            return new Categories(name, Words.of(state.get(categories)), plan);
        }
        if (!Numbers.isMeasured(plan)) {
            return new Numbers(name, plan.missing().number(), plan);
        }
        expected.add(Numbers.entry(name));
        NdArray fill = state.get(Numbers.entry(name));
        return new Numbers(name, fill == null || fill.rank() > 0 ? Double.NaN : fill.item(), plan);
    }

    /** Marks the rows without a value, or refuses the first of them. */
    static void mark(Table table, String name, ColumnPlan plan, boolean[] dropped) {
        Column column = table.column(name);
        for (int i = 0; i < dropped.length; i++) {
            if (column.isMissing(i)) {
                if (plan.missing().kind() != Missing.Kind.DROP) {
                    throw new IllegalArgumentException(table.where(i) + ": column " + Quoted.of(name)
                            + " has no value: missing(" + Quoted.of(name) + ", ...) of the encoder says what to do");
                }
                dropped[i] = true;
            }
        }
    }
}
