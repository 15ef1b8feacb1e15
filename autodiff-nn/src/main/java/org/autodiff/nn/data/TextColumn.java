package org.autodiff.nn.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A column of text. Each different text is kept once, so a column of categories takes four bytes a row. */
public final class TextColumn implements Column {
    static final int MISSING = -1;

    private final String name;
    private final List<String> words; // in the order in which they were seen
    private final int[] codes; // positions in words

    TextColumn(String name, List<String> words, int[] codes) {
        this.name = name;
        this.words = List.copyOf(words);
        this.codes = codes;
    }

    /** A column; null stands for a missing value. */
    public static TextColumn of(String name, String... values) {
        Map<String, Integer> places = new LinkedHashMap<>();
        int[] codes = new int[values.length];
        for (int i = 0; i < codes.length; i++) {
            String value = values[i];
            codes[i] = value == null ? MISSING : places.computeIfAbsent(value, v -> places.size());
        }
        return new TextColumn(name, List.copyOf(places.keySet()), codes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return codes.length;
    }

    @Override
    public boolean isMissing(int row) {
        return codes[row] == MISSING;
    }

    /** The text of a row, null if it is missing. */
    public String value(int row) {
        return codes[row] == MISSING ? null : words.get(codes[row]);
    }

    /** The different texts of all rows, in the order in which they come first. */
    public List<String> distinct() {
        return Arrays.stream(codes)
                .filter(code -> code != MISSING)
                .distinct()
                .mapToObj(words::get)
                .toList();
    }

    List<String> words() {
        return words;
    }

    /** The position of a row's text in the words, {@link #MISSING} if there is none. */
    int code(int row) {
        return codes[row];
    }

    @Override
    public TextColumn rows(int... rows) {
        return new TextColumn(
                name, words, Arrays.stream(rows).map(r -> codes[r]).toArray());
    }

    /** Name and size only. */
    @Override
    public String toString() {
        return name + ": " + codes.length + " texts";
    }
}
