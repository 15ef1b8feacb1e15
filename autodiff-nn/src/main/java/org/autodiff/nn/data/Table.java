package org.autodiff.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Columns of equal size, each with a name: what a CSV file holds. {@link TableEncoder} makes a {@link Dataset} of it.
 * Immutable.
 */
public final class Table {
    private final String source;
    private final Map<String, Column> columns;
    private final int rows;
    private final int[] lines; // null: it comes from no file
    private final char delimiter;

    Table(String source, List<? extends Column> columns, int rows, int[] lines, char delimiter) {
        this.source = source;
        this.columns = new LinkedHashMap<>();
        this.rows = rows;
        this.lines = lines;
        this.delimiter = delimiter;
        for (Column column : columns) {
            if (column.size() != rows) {
                throw new IllegalArgumentException("table: column " + Quoted.of(column.name()) + " has " + column.size()
                        + " rows, the first column has " + rows);
            }
            if (this.columns.put(column.name(), column) != null) {
                throw new IllegalArgumentException("table: two columns have the name " + Quoted.of(column.name()));
            }
        }
    }

    /**
     * A table of columns.
     *
     * @throws IllegalArgumentException if there is none, sizes differ, or two have the same name
     */
    public static Table of(Column... columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("table: needs at least one column");
        }
        return new Table("table", List.of(columns), columns[0].size(), null, ',');
    }

    /** The number of rows. */
    public int rows() {
        return rows;
    }

    /** The names of the columns, in their order. */
    public List<String> names() {
        return List.copyOf(columns.keySet());
    }

    /**
     * A column.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public Column column(String name) {
        Column column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException(source + ": no column " + Quoted.of(name) + "; the columns are "
                    + columns.keySet().stream().limit(20).map(Quoted::of).collect(Collectors.joining(", "))
                    + (columns.size() > 20 ? " and " + (columns.size() - 20) + " more" : ""));
        }
        return column;
    }

    /**
     * A column of numbers.
     *
     * @throws IllegalArgumentException if there is none of this name, or it is of text
     */
    public NumberColumn numbers(String name) {
        if (column(name) instanceof NumberColumn column) {
            return column;
        }
        throw new IllegalArgumentException(
                source + ": column " + Quoted.of(name) + " is of text, not of numbers, since "
                        + "not all of its fields are numbers: number(" + Quoted.of(name)
                        + ") when it is read names the first that is none, missing(...) says what is a missing value");
    }

    /**
     * A column of text.
     *
     * @throws IllegalArgumentException if there is none of this name, or it is of numbers
     */
    public TextColumn text(String name) {
        if (column(name) instanceof TextColumn column) {
            return column;
        }
        throw new IllegalArgumentException(source + ": column " + Quoted.of(name) + " is of numbers, not of text: text("
                + Quoted.of(name) + ") when it is read makes it one");
    }

    /** Whether there is such a column. */
    public boolean has(String name) {
        return columns.containsKey(name);
    }

    /** Some of the rows, in the given order: a part of a {@link Partition}, for example. */
    public Table rows(int... chosen) {
        List<Column> parts = new ArrayList<>();
        columns.values().forEach(column -> parts.add(column.rows(chosen)));
        int[] theirs =
                lines == null ? null : Arrays.stream(chosen).map(r -> lines[r]).toArray();
        return new Table(source, parts, chosen.length, theirs, delimiter);
    }

    /** Where a row stands, for messages: its line, if it comes from a file. */
    public String where(int row) {
        return source + (lines == null ? ": row " + row : ": line " + lines[row]);
    }

    /**
     * The line of the file on which a row begins, counted from 1.
     *
     * @throws IllegalStateException if the table comes from no file
     */
    public int line(int row) {
        if (lines == null) {
            throw new IllegalStateException("table: it comes from no file, so its rows have no lines");
        }
        return lines[row];
    }

    /** The delimiter of the file, given or detected. */
    public char delimiter() {
        return delimiter;
    }

    /** The sizes only. */
    @Override
    public String toString() {
        return "Table[" + rows + " rows, " + columns.size() + " columns]";
    }
}
