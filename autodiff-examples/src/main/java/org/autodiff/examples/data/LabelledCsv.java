package org.autodiff.examples.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;
import org.autodiff.nn.data.Csv;
import org.autodiff.nn.data.CsvOptions;
import org.autodiff.nn.data.MalformedFileException;
import org.autodiff.nn.data.NumberColumn;
import org.autodiff.nn.data.Table;
import org.autodiff.nn.data.TextColumn;

/**
 * Reads a CSV file in which one column is a label and all others are numbers, without gaps, and with enough rows to
 * learn from. Anything else is a {@link UserError} that names the file and the place in it.
 */
public final class LabelledCsv {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final String FOR_PROGRAMS = " (a file without names needs noHeader())";
    private static final int MIN_ROWS = 10;
    private static final int MIN_ROWS_PER_CLASS = 2;
    private static final int MAX_VALUES = Integer.MAX_VALUE - 8;

    private final String name;
    private final Table table;
    private final String label;

    private LabelledCsv(String name, Table table, String label) {
        this.name = name;
        this.table = table;
        this.label = label;
    }

    /**
     * Reads a file.
     *
     * @param label the name of the label column
     * @throws UserError if the file cannot be read, or does not contain such data
     */
    public static LabelledData read(Path file, String label) {
        return read(Text.oneLine(file.toString()), options -> Csv.read(file, options), label);
    }

    /**
     * Reads a resource in the package of this class.
     *
     * @throws IllegalStateException if there is none of this name
     */
    public static LabelledData resource(String name, String label) {
        return read(name, options -> resource(name, options), label);
    }

    private static Table resource(String name, CsvOptions options) {
        try (InputStream stream = LabelledCsv.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("resource missing from the build: " + name);
            }
            return Csv.read(name, stream, options);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static LabelledData read(String name, Function<CsvOptions, Table> source, String label) {
        try {
            CsvOptions options = new CsvOptions().text(label);
            Table inferred = source.apply(options);
            List<String> features = features(inferred, label);
            boolean numbers = features.stream().allMatch(f -> inferred.column(f) instanceof NumberColumn);
            Table table = numbers // if not, another reading says which field is none
                    ? inferred
                    : source.apply(options.number(features.toArray(String[]::new)));
            return new LabelledCsv(name, table, label).data(features);
        } catch (MalformedFileException e) {
            String message = Text.oneLine(e.getMessage()).replace(FOR_PROGRAMS, "");
            String hint = message.contains(": no column " + Text.quote(label)) ? "; --label names another one" : "";
            throw new UserError(message + hint, e);
        } catch (UncheckedIOException e) {
            throw new UserError(Text.oneLine(e.getMessage()), e);
        }
    }

    private static List<String> features(Table table, String label) {
        return table.names().stream().filter(column -> !column.equals(label)).toList();
    }

    private LabelledData data(List<String> features) {
        if (features.isEmpty()) {
            throw new UserError(name + ": " + column(label) + " is the only one: there are no features beside it");
        }
        if (table.rows() == 0) {
            throw new UserError(name + ": a header and no rows");
        }
        if ((long) table.rows() * features.size() > MAX_VALUES) {
            throw new UserError(name + ": too large: an array holds at most " + MAX_VALUES + " numbers");
        }
        requireNoGaps();
        String[] texts = new String[table.rows()];
        long[] lines = new long[texts.length];
        TextColumn labels = table.text(label);
        for (int row = 0; row < texts.length; row++) {
            texts[row] = label(row, labels.value(row).strip());
            lines[row] = table.line(row);
        }
        List<String> classes = sorted(new TreeSet<>(List.of(texts)));
        requireEnough(classes);
        Map<String, Integer> order = new HashMap<>();
        classes.forEach(text -> order.put(text, order.size()));
        int[] places = Stream.of(texts).mapToInt(order::get).toArray();
        return new LabelledData(name, features, classes, values(features), places, lines);
    }

    private void requireNoGaps() {
        for (int row = 0; row < table.rows(); row++) {
            for (String column : table.names()) {
                if (table.column(column).isMissing(row)) {
                    throw new UserError(table.where(row) + ": " + column(column) + ": empty field");
                }
            }
        }
    }

    private String label(int row, String text) {
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new UserError(table.where(row) + ": " + column(label) + ": a label of several lines: "
                    + Text.quote(text) + " (is a quote missing?)");
        }
        return text;
    }

    /** As numbers if all are whole numbers, otherwise as text. */
    private static List<String> sorted(TreeSet<String> classes) {
        List<String> sorted = new ArrayList<>(classes);
        if (sorted.stream().allMatch(text -> WHOLE.matcher(text).matches())) {
            sorted.sort(Comparator.comparing(BigInteger::new));
        }
        return sorted;
    }

    private void requireEnough(List<String> classes) {
        if (classes.size() == 1) {
            throw new UserError(name + ": " + column(label) + ": only one class, " + Text.quote(classes.get(0))
                    + ": needs at least 2");
        }
        int least = Math.max(MIN_ROWS, MIN_ROWS_PER_CLASS * classes.size());
        if (table.rows() < least) {
            throw new UserError(name + ": " + Text.count(table.rows(), "row") + " with "
                    + Text.count(classes.size(), "class") + " in " + column(label) + ": needs at least " + least
                    + " rows (" + MIN_ROWS_PER_CLASS + " a class, and " + MIN_ROWS + ")");
        }
    }

    private double[] values(List<String> features) {
        double[] values = new double[table.rows() * features.size()];
        for (int c = 0; c < features.size(); c++) {
            NumberColumn column = table.numbers(features.get(c));
            for (int row = 0; row < table.rows(); row++) {
                values[row * features.size() + c] = column.value(row);
            }
        }
        return values;
    }

    private String column(String column) {
        return "column " + (table.names().indexOf(column) + 1) + " (" + Text.quote(column) + ")";
    }
}
