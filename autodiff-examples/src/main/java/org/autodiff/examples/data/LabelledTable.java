package org.autodiff.examples.data;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;

/** Turns the fields of a table, row by row, into {@link LabelledData}; every field is checked. */
final class LabelledTable {
    /** Decimal numbers. {@link Double#parseDouble} also takes {@code 1f}, {@code 0x1p3} and the like. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private static final Pattern NOT_FINITE = Pattern.compile("(?i)[+-]?(nan|inf|infinity)");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final int MIN_ROWS = 10;
    private static final int MIN_ROWS_PER_CLASS = 2;
    private static final int MAX_VALUES = Integer.MAX_VALUE - 8;

    private final String name;
    private final long headerLine;
    private final List<String> header;
    private final int labelColumn;
    private final Map<String, Integer> classes = new HashMap<>();
    private final List<String> classesBySeen = new ArrayList<>();

    private double[] values = new double[1 << 10];
    private int valueCount;
    private int[] labels = new int[1 << 6];
    private long[] lines = new long[1 << 6];
    private int rows;

    /**
     * A table with a header.
     *
     * @throws UserError if a column has no name or that of another, or there is no label, or no other column
     */
    LabelledTable(String name, long line, List<String> fields, String label) {
        this.name = name;
        this.headerLine = line;
        this.header = headerOf(fields);
        this.labelColumn = header.indexOf(label);
        if (labelColumn < 0) {
            throw error(
                    line,
                    "no column " + Text.quote(label) + "; the columns are " + listed(header)
                            + (header.size() == 1 ? " (fields are separated by commas)" : "")
                            + "; --label names another one");
        }
        if (header.size() == 1) {
            throw error(line, column(0) + " is the only one: there are no features beside the label");
        }
    }

    private List<String> headerOf(List<String> fields) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String field : fields) {
            String text = field.strip();
            if (text.isEmpty()) {
                throw error(headerLine, "column " + (names.size() + 1) + " has no name");
            }
            if (!seen.add(text)) {
                throw error(
                        headerLine,
                        "columns " + (names.indexOf(text) + 1) + " and " + (names.size() + 1) + " have the same name "
                                + Text.quote(text));
            }
            names.add(text);
        }
        return names;
    }

    /**
     * Adds a row.
     *
     * @throws UserError if it has more or fewer fields than the header, or one of them is invalid
     */
    void add(long line, List<String> fields) {
        if (fields.size() == 1 && fields.get(0).isBlank()) {
            return; // blanks only: a blank line, as a row has at least two fields
        }
        if (fields.size() != header.size()) {
            String what = fields.size() < header.size()
                    ? "none for " + column(fields.size())
                    : "too many from " + Text.quote(fields.get(header.size())) + " on";
            throw error(
                    line,
                    Text.count(fields.size(), "field") + ", but the header has " + Text.count(header.size(), "column")
                            + ": " + what);
        }
        reserve(line);
        for (int column = 0; column < fields.size(); column++) {
            String field = fields.get(column).strip();
            if (field.isEmpty()) {
                throw error(line, column(column) + ": empty field");
            }
            if (column == labelColumn) {
                labels[rows] = label(line, field);
            } else {
                values[valueCount++] = number(line, column, field);
            }
        }
        lines[rows++] = line;
    }

    private void reserve(long line) {
        int width = header.size() - 1;
        if (valueCount > MAX_VALUES - width) {
            throw error(line, "too large: an array holds at most " + MAX_VALUES + " numbers");
        }
        if (valueCount + width > values.length) {
            long doubled = Math.max(2L * values.length, valueCount + width);
            values = Arrays.copyOf(values, (int) Math.min(doubled, MAX_VALUES));
        }
        if (rows == labels.length) {
            labels = Arrays.copyOf(labels, 2 * rows);
            lines = Arrays.copyOf(lines, 2 * rows);
        }
    }

    private int label(long line, String field) {
        if (field.indexOf('\n') >= 0 || field.indexOf('\r') >= 0) {
            throw error(
                    line,
                    column(labelColumn) + ": a label of several lines: " + Text.quote(field)
                            + " (is a quote missing?)");
        }
        return classes.computeIfAbsent(field, text -> {
            classesBySeen.add(text);
            return classes.size();
        });
    }

    private double number(long line, int column, String field) {
        if (NOT_FINITE.matcher(field).matches()) {
            throw error(line, column(column) + ": not a finite number: " + Text.quote(field));
        }
        if (!NUMBER.matcher(field).matches()) {
            throw error(line, column(column) + ": not a number: " + Text.quote(field));
        }
        double value = Double.parseDouble(field);
        if (Double.isInfinite(value)) {
            throw error(line, column(column) + ": out of the range of double: " + Text.quote(field));
        }
        return value;
    }

    /**
     * The data, with its classes sorted: as numbers if all are whole numbers, otherwise as text.
     *
     * @throws UserError if there are too few rows or classes to learn from
     */
    LabelledData finish() {
        if (rows == 0) {
            throw new UserError(name + ": line " + headerLine + ": a header and no rows");
        }
        if (classesBySeen.size() == 1) {
            throw new UserError(name + ": " + column(labelColumn) + ": only one class, "
                    + Text.quote(classesBySeen.get(0)) + ": needs at least 2");
        }
        int least = Math.max(MIN_ROWS, MIN_ROWS_PER_CLASS * classesBySeen.size());
        if (rows < least) {
            throw new UserError(name + ": " + Text.count(rows, "row") + " with "
                    + Text.count(classesBySeen.size(), "class") + " in " + column(labelColumn) + ": needs at least "
                    + least + " rows (" + MIN_ROWS_PER_CLASS + " a class, and " + MIN_ROWS + ")");
        }
        List<String> sorted = new ArrayList<>(classesBySeen);
        sorted.sort(
                sorted.stream().allMatch(text -> WHOLE.matcher(text).matches())
                        ? Comparator.comparing((String text) -> new BigInteger(text))
                                .thenComparing(Comparator.naturalOrder())
                        : Comparator.naturalOrder());
        int[] place = new int[sorted.size()];
        for (int i = 0; i < place.length; i++) {
            place[classes.get(sorted.get(i))] = i;
        }
        List<String> features = new ArrayList<>(header);
        features.remove(labelColumn);
        return new LabelledData(
                name,
                features,
                sorted,
                Arrays.copyOf(values, valueCount),
                Arrays.stream(labels, 0, rows).map(seen -> place[seen]).toArray(),
                Arrays.copyOf(lines, rows));
    }

    private UserError error(long line, String message) {
        return new UserError(name + ": line " + line + ": " + message);
    }

    private String column(int index) {
        return "column " + (index + 1) + " (" + Text.quote(header.get(index)) + ")";
    }

    private static String listed(List<String> names) {
        int shown = Math.min(names.size(), 8);
        String more = names.size() > shown ? " and " + (names.size() - shown) + " more" : "";
        return String.join(
                        ", ", names.subList(0, shown).stream().map(Text::quote).toList())
                + more;
    }
}
