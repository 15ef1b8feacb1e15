package org.autodiff.nn.data;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a CSV file is written. The defaults: a header line; fields between commas, semicolons, tabs or bars, whichever
 * the file has; double quotes; UTF-8, or UTF-16 with a byte order mark; a decimal point and no grouping; an empty field
 * is a missing value; a column is one of numbers if all of its fields are, otherwise of text.
 *
 * @param delimiter between fields; null: to be detected
 * @param quote around fields that contain delimiters or line ends; doubled within them
 * @param header whether the first line has the names of the columns; else they are {@code column1}, {@code column2}...
 * @param charset the encoding; a byte order mark in the file decides against it
 * @param decimal the decimal point or comma
 * @param grouping between groups of three digits, null: none
 * @param missing the texts that stand for a missing value, besides an empty field
 * @param types of columns, by name, that are not to be inferred
 * @param columns the names of those to be kept, in this order; empty: all
 * @param progress null: nobody is told
 */
public record CsvOptions(
        Character delimiter,
        char quote,
        boolean header,
        Charset charset,
        char decimal,
        Character grouping,
        Set<String> missing,
        Map<String, Type> types,
        List<String> columns,
        CsvProgress progress) {
    /** What the fields of a column are. */
    public enum Type {
        /** Numbers; any other field is refused. */
        NUMBER,
        /** Text, whatever it looks like: codes such as {@code 007}. */
        TEXT
    }

    /** Checks that no character has two meanings. */
    public CsvOptions {
        missing = Set.copyOf(missing);
        types = Map.copyOf(types);
        columns = List.copyOf(columns);
        requireDistinct("delimiter", delimiter, "quote", quote);
        requireDistinct("delimiter", delimiter, "decimal", decimal);
        requireDistinct("grouping", grouping, "decimal", decimal);
        requireDistinct("grouping", grouping, "delimiter", delimiter);
        requireDistinct("grouping", grouping, "quote", quote);
        requireDistinct("quote", quote, "decimal", decimal);
        if (delimiter != null && (delimiter == '\n' || delimiter == '\r')) {
            throw new IllegalArgumentException("csv: a line end cannot be the delimiter");
        }
        if (columns.stream().distinct().count() < columns.size()) {
            throw new IllegalArgumentException("csv: a column is selected twice: " + columns);
        }
    }

    private static void requireDistinct(String one, Character a, String other, Character b) {
        if (a != null && a.equals(b)) {
            throw new IllegalArgumentException(
                    "csv: " + one + " and " + other + " are both " + Quoted.of(a.toString()) + ": must differ");
        }
    }

    /** The defaults. */
    public CsvOptions() {
        this(null, '"', true, StandardCharsets.UTF_8, '.', null, Set.of(), Map.of(), List.of(), null);
    }

    /** The character between fields. */
    public CsvOptions delimiter(char character) {
        return new CsvOptions(character, quote, header, charset, decimal, grouping, missing, types, columns, progress);
    }

    /** The character around fields. */
    public CsvOptions quote(char character) {
        return new CsvOptions(
                delimiter, character, header, charset, decimal, grouping, missing, types, columns, progress);
    }

    /** Without names in the first line. */
    public CsvOptions noHeader() {
        return new CsvOptions(delimiter, quote, false, charset, decimal, grouping, missing, types, columns, progress);
    }

    /** The encoding. Text that is not of it is refused. */
    public CsvOptions charset(Charset encoding) {
        return new CsvOptions(delimiter, quote, header, encoding, decimal, grouping, missing, types, columns, progress);
    }

    /** The decimal point or comma; with a comma, the detection of the delimiter does not think of commas. */
    public CsvOptions decimal(char character) {
        return new CsvOptions(
                delimiter, quote, header, charset, character, grouping, missing, types, columns, progress);
    }

    /** The character between groups of three digits before the decimal point: {@code 1.234.567,5}. */
    public CsvOptions grouping(char character) {
        return new CsvOptions(delimiter, quote, header, charset, decimal, character, missing, types, columns, progress);
    }

    /** Texts that stand for a missing value, besides an empty field: {@code NA} or {@code ?}, for example. */
    public CsvOptions missing(String... texts) {
        return new CsvOptions(
                delimiter, quote, header, charset, decimal, grouping, Set.of(texts), types, columns, progress);
    }

    /** Columns of text, whatever they look like. */
    public CsvOptions text(String... names) {
        return typed(Type.TEXT, names);
    }

    /** Columns of numbers: any other field is refused, with its line. */
    public CsvOptions number(String... names) {
        return typed(Type.NUMBER, names);
    }

    private CsvOptions typed(Type type, String... names) {
        Map<String, Type> all = new LinkedHashMap<>(types);
        for (String name : names) {
            all.put(name, type);
        }
        return new CsvOptions(delimiter, quote, header, charset, decimal, grouping, missing, all, columns, progress);
    }

    /** The columns to be kept, in this order; the others cost no memory, and may hold anything. */
    public CsvOptions columns(String... names) {
        return new CsvOptions(
                delimiter, quote, header, charset, decimal, grouping, missing, types, List.of(names), progress);
    }

    /** Who is told how far it has come. */
    public CsvOptions progress(CsvProgress listener) {
        return new CsvOptions(delimiter, quote, header, charset, decimal, grouping, missing, types, columns, listener);
    }
}
