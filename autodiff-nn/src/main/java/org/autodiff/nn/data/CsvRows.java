package org.autodiff.nn.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes the records of a CSV file as they are parsed, field by field, without making objects of numbers. */
final class CsvRows extends AbstractBaseCsvCallbackHandler<Boolean> {
    private final String name;
    private final CsvOptions options;
    private final Map<String, CsvOptions.Type> types;
    private final NumberParser parser;

    private List<String> header; // null until the first record has been read
    private final List<String> firstFields = new ArrayList<>();
    private final List<Boolean> firstQuoted = new ArrayList<>();
    private ColumnBuilder[] columns; // by position in the file; null where a column is not selected
    private int[] lines = new int[256];
    private int rows;
    private boolean empty; // the line has no character
    private boolean blank; // so far, the record is one field of blanks
    private String extra; // the first field beyond the header, null if there is none

    /**
     * A handler for one reading of a file.
     *
     * @param types of columns, as they are known from the options or from a reading before
     */
    CsvRows(String name, CsvOptions options, Map<String, CsvOptions.Type> types) {
        this.name = name;
        this.options = options;
        this.types = types;
        this.parser = new NumberParser(options.decimal(), options.grouping());
    }

    int rows() {
        return rows;
    }

    boolean hasHeader() {
        return header != null;
    }

    @Override
    protected void handleBegin(long line) {
        extra = null;
        empty = false;
        blank = false;
    }

    @Override
    protected void handleEmpty() {
        empty = true;
    }

    @Override
    protected void handleField(int field, char[] text, int offset, int length, boolean quoted) {
        blank = field == 0 && !quoted && isBlank(text, offset, length);
        if (header == null) {
            firstFields.add(new String(text, offset, length));
            firstQuoted.add(quoted);
            return;
        }
        if (field >= columns.length) {
            extra = field == columns.length ? new String(text, offset, length) : extra;
            return;
        }
        if (columns[field] != null) {
            add(field, text, offset, length, quoted);
        }
    }

    private void add(int field, char[] text, int offset, int length, boolean quoted) {
        String wrong = columns[field].add(text, offset, length, quoted, parser);
        if (wrong != null) {
            throw wrong(getStartingLineNumber(), column(field) + ": " + wrong);
        }
    }

    private static boolean isBlank(char[] text, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (!Character.isWhitespace(text[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    protected Boolean buildRecord() {
        if (empty) {
            return true;
        }
        int fields = getFieldCount();
        boolean blankLine = fields == 1 && blank;
        if (header == null) {
            if (blankLine) {
                firstFields.clear();
                firstQuoted.clear();
            } else {
                begin();
            }
            return true;
        }
        if (blankLine && columns.length > 1) {
            if (columns[0] != null) {
                columns[0].removeLast();
            }
            return true;
        }
        long line = getStartingLineNumber();
        if (fields != columns.length) {
            throw wrong(
                    line,
                    fields + (fields == 1 ? " field" : " fields") + ", but the "
                            + (options.header() ? "header" : "first line") + " has " + columns.length
                            + (columns.length == 1 ? " column: " : " columns: ")
                            + (extra == null
                                    ? "none for " + column(fields)
                                    : "too many from " + Quoted.of(extra) + " on"));
        }
        if (rows == lines.length) {
            lines = Arrays.copyOf(lines, (int) Math.min(rows + (rows >> 1) + 1L, Integer.MAX_VALUE - 8));
        }
        lines[rows++] = (int) line;
        return true;
    }

    private void begin() {
        long line = getStartingLineNumber();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < firstFields.size(); i++) {
            names.add(options.header() ? firstFields.get(i).strip() : "column" + (i + 1));
        }
        requireNames(line, names);
        Set<String> unknown = new HashSet<>(options.columns());
        unknown.addAll(types.keySet());
        unknown.removeAll(names);
        if (!unknown.isEmpty()) {
            throw wrong(
                    line,
                    "no column "
                            + Quoted.of(unknown.stream().sorted().findFirst().orElseThrow()) + "; the columns are "
                            + listed(names));
        }
        Set<String> selected = new HashSet<>(options.columns().isEmpty() ? names : options.columns());
        columns = names.stream()
                .map(n -> selected.contains(n) ? new ColumnBuilder(n, types.get(n), options.missing()) : null)
                .toArray(ColumnBuilder[]::new);
        header = names;
        if (!options.header()) {
            for (int i = 0; i < columns.length; i++) {
                if (columns[i] != null) {
                    char[] text = firstFields.get(i).toCharArray();
                    add(i, text, 0, text.length, firstQuoted.get(i));
                }
            }
            lines[rows++] = (int) line;
        }
    }

    private void requireNames(long line, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            String text = names.get(i);
            if (text.isEmpty()) {
                throw wrong(line, "column " + (i + 1) + " has no name (a file without names needs noHeader())");
            }
            int first = names.indexOf(text);
            if (first < i) {
                throw wrong(
                        line, "columns " + (first + 1) + " and " + (i + 1) + " have the same name " + Quoted.of(text));
            }
        }
    }

    static String listed(List<String> names) {
        int shown = Math.min(names.size(), 8);
        return String.join(
                        ", ", names.subList(0, shown).stream().map(Quoted::of).toList())
                + (names.size() > shown ? " and " + (names.size() - shown) + " more" : "");
    }

    private String column(int field) {
        return "column " + (field + 1) + " (" + Quoted.of(header.get(field)) + ")";
    }

    private MalformedFileException wrong(long line, String message) {
        return new MalformedFileException(name + ": line " + line + ": " + message);
    }

    /** The columns whose type was inferred to be numbers, and which then had other fields. */
    List<String> notNumbers() {
        return columns == null
                ? List.of()
                : Arrays.stream(columns)
                        .filter(c -> c != null && c.isNotNumbers())
                        .map(ColumnBuilder::name)
                        .toList();
    }

    Table build(char delimiter) {
        List<String> order = options.columns().isEmpty() ? header : options.columns();
        List<Column> built = new ArrayList<>();
        for (String wanted : order) {
            int at = header.indexOf(wanted);
            built.add(columns[at].build());
            columns[at] = null; // its memory is the column's now
        }
        return new Table(name, built, rows, Arrays.copyOf(lines, rows), delimiter);
    }
}
