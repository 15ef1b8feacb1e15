package org.autodiff.nn.data;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autodiff.ndarray.NdArray;

/** A column of text: one feature for each category, or one that counts them. */
record Categories(String column, List<String> words, ColumnPlan plan) implements Feature {
    private static final int UNKNOWN = -1;

    static String entry(String column) {
        return "categories." + column;
    }

    static Categories fit(TextColumn column, ColumnPlan plan) {
        List<String> words = plan.order();
        if (words == null) {
            Set<String> seen = new LinkedHashSet<>(column.distinct());
            if (plan.missing().word() != null && seen.size() < column.size()) {
                seen.add(plan.missing().word());
            }
            words = Words.sorted(seen);
        }
        return new Categories(column.name(), words, plan);
    }

    private boolean oneHot() {
        return plan != null && !plan.ordinal();
    }

    @Override
    public List<String> names() {
        return oneHot() ? words.stream().map(word -> column + "=" + word).toList() : List.of(column);
    }

    @Override
    public void mark(Table table, boolean[] dropped) {
        table.text(column);
        if (plan.missing().word() == null) {
            Feature.mark(table, column, plan, dropped);
        }
    }

    @Override
    public void write(Table table, int[] rows, double[] out, int at, int width) {
        TextColumn text = table.text(column);
        Map<String, Integer> places = new HashMap<>();
        words.forEach(word -> places.put(word, places.size()));
        int[] codes = text.words().stream()
                .mapToInt(word -> places.getOrDefault(word, UNKNOWN))
                .toArray();
        int instead =
                plan == null ? UNKNOWN : places.getOrDefault(plan.missing().word(), UNKNOWN);
        for (int i = 0; i < rows.length; i++) {
            int word = text.code(rows[i]);
            int code = word == TextColumn.MISSING ? instead : codes[word];
            if (code < 0 && (plan == null || plan.unknown() == null)) {
                throw new IllegalArgumentException(table.where(rows[i]) + ": column " + Quoted.of(column) + ": "
                        + Quoted.of(word == TextColumn.MISSING ? plan.missing().word() : text.value(rows[i]))
                        + " is none of the categories " + known()
                        + (plan == null ? "" : "; unknown(code) of the encoder allows others"));
            }
            if (!oneHot()) {
                out[i * width + at] = code < 0 ? plan.unknown() : code;
            } else if (code >= 0) {
                out[i * width + at + code] = 1;
            }
        }
    }

    private String known() {
        return "of the training part: " + CsvRows.listed(words);
    }

    @Override
    public void save(Map<String, NdArray> state) {
        state.put(entry(column), Words.toArray(words));
    }

    @Override
    public String invalid() {
        return words == null ? entry(column) : null;
    }
}
