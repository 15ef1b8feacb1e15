package org.autodiff.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A column while its file is read. */
final class ColumnBuilder {
    private static final int FIRST = 256;
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final String name;
    private final boolean inferred;
    private final Set<String> missing;
    private CsvOptions.Type type; // null: not decided yet, all values are missing so far
    private boolean notNumbers; // the type was inferred too early: the file has to be read again

    private int size;
    private double[] numbers;
    private int[] codes;
    private final List<String> words = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();

    ColumnBuilder(String name, CsvOptions.Type type, Set<String> missing) {
        this.name = name;
        this.type = type;
        this.inferred = type == null;
        this.missing = missing;
        decide(type);
    }

    String name() {
        return name;
    }

    /** Whether what began as numbers did not go on so. */
    boolean isNotNumbers() {
        return notNumbers;
    }

    private void decide(CsvOptions.Type decided) {
        type = decided;
        if (decided == CsvOptions.Type.NUMBER) {
            numbers = new double[Math.max(FIRST, size)];
            Arrays.fill(numbers, 0, size, Double.NaN);
        } else if (decided == CsvOptions.Type.TEXT) {
            codes = new int[Math.max(FIRST, size)];
            Arrays.fill(codes, 0, size, TextColumn.MISSING);
        }
    }

    /**
     * Adds a field.
     *
     * @return null, or what is wrong with it
     */
    String add(char[] text, int offset, int length, boolean quoted, NumberParser parser) {
        int from = offset;
        int to = offset + length;
        while (from < to && Character.isWhitespace(text[from])) {
            from++;
        }
        while (to > from && Character.isWhitespace(text[to - 1])) {
            to--;
        }
        if (notNumbers) {
            return null;
        }
        if (from == to || (!missing.isEmpty() && missing.contains(new String(text, from, to - from)))) {
            addMissing();
            return null;
        }
        if (type != CsvOptions.Type.TEXT) {
            double value = parser.parse(text, from, to - from);
            if (!Double.isNaN(value)) {
                return Double.isInfinite(value)
                        ? "out of the range of double: " + Quoted.of(new String(text, from, to - from))
                        : addNumber(value);
            }
            if (!inferred) {
                return "not a number: " + Quoted.of(new String(text, from, to - from));
            }
            if (type == CsvOptions.Type.NUMBER) {
                notNumbers = true;
                numbers = null;
                return null;
            }
            decide(CsvOptions.Type.TEXT);
        }
        addText(quoted ? new String(text, offset, length) : new String(text, from, to - from));
        return null;
    }

    private String addNumber(double value) {
        if (type == null) {
            decide(CsvOptions.Type.NUMBER);
        }
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, grown());
        }
        numbers[size++] = value;
        return null;
    }

    private void addText(String word) {
        if (size == codes.length) {
            codes = Arrays.copyOf(codes, grown());
        }
        Integer place = places.get(word);
        if (place == null) {
            place = words.size();
            places.put(word, place);
            words.add(word);
        }
        codes[size++] = place;
    }

    private void addMissing() {
        if (type == CsvOptions.Type.NUMBER) {
            addNumber(Double.NaN);
        } else if (type == CsvOptions.Type.TEXT) {
            if (size == codes.length) {
                codes = Arrays.copyOf(codes, grown());
            }
            codes[size++] = TextColumn.MISSING;
        } else {
            size++;
        }
    }

    private int grown() {
        return (int) Math.min(size + (size >> 1) + 1L, MOST);
    }

    /** Takes back what was added for a line that turned out to be blank. */
    void removeLast() {
        size--;
    }

    Column build() {
        if (type == CsvOptions.Type.TEXT) {
            return new TextColumn(name, words, Arrays.copyOf(codes, size));
        }
        if (type == null) { // nothing but missing values
            decide(CsvOptions.Type.NUMBER);
        }
        return new NumberColumn(name, numbers.length == size ? numbers : Arrays.copyOf(numbers, size));
    }
}
