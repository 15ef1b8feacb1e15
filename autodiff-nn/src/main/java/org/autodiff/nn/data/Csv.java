package org.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackReader;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads CSV files (RFC 4180, and what programs make of it): quoted fields with delimiters and line ends in them, either
 * kind of line end, byte order marks, blank lines, and blanks around a field are understood. What is wrong is refused
 * with file, line, column and the text that was found.
 *
 * <pre>{@code
 * Table table = Csv.read(Path.of("penguins.csv"), new CsvOptions().missing("NA"));
 * }</pre>
 *
 * <p>A table is held in memory: 8 bytes for a number, 4 for a text, while reading up to twice as much. Not for files
 * beyond that.
 */
public final class Csv {
    private static final int SAMPLE = 1 << 16; // characters in which the delimiter is looked for
    private static final int ROWS_BETWEEN_REPORTS = 1 << 14;

    /** Opens the bytes of a file; called a second time if a type was inferred too early. */
    @FunctionalInterface
    private interface Source {
        InputStream open() throws IOException;
    }

    private Csv() {}

    /** Reads a file with the default options. */
    public static Table read(Path file) {
        return read(file, new CsvOptions());
    }

    /**
     * Reads a file.
     *
     * @throws UncheckedIOException if it cannot be read
     * @throws MalformedFileException if it is empty or not such a file as the options say: not of the encoding, a quote
     *     that is not closed, a line with more or fewer fields than the header, a column without name or with that of
     *     another, a field that is no number in a column of numbers
     */
    public static Table read(Path file, CsvOptions options) {
        String name = file.toString();
        try {
            if (Files.isDirectory(file)) {
                String wrong = name + ": is a directory, not a CSV file";
                throw new UncheckedIOException(wrong, new IOException(wrong));
            }
            return read(name, () -> Files.newInputStream(file), Files.size(file), options);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(name + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new UncheckedIOException(name + ": no permission to read it", e);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads what comes from elsewhere, such as a resource or an archive. It is held in memory as a whole; the stream is
     * not closed.
     *
     * @param name what messages call it
     */
    public static Table read(String name, InputStream in, CsvOptions options) {
        try {
            byte[] bytes = in.readAllBytes();
            return read(name, () -> new ByteArrayInputStream(bytes), bytes.length, options);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Table read(String name, Source source, long total, CsvOptions options) throws IOException {
        Map<String, CsvOptions.Type> types = new LinkedHashMap<>(options.types());
        while (true) { // twice at most: columns of text stay so
            CsvRows rows = new CsvRows(name, options, types);
            char delimiter = pass(name, source, total, options, rows);
            List<String> text = rows.notNumbers();
            if (text.isEmpty()) {
                return rows.build(delimiter);
            }
            text.forEach(column -> types.put(column, CsvOptions.Type.TEXT));
        }
    }

    private static char pass(String name, Source source, long total, CsvOptions options, CsvRows rows)
            throws IOException {
        try (InputStream in = source.open();
                DecodedText text = DecodedText.of(name, in, options.charset());
                PushbackReader reader = new PushbackReader(text, SAMPLE)) {
            char[] sample = new char[SAMPLE];
            int got = fill(text, sample);
            reader.unread(sample, 0, got);
            char delimiter = options.delimiter() != null
                    ? options.delimiter()
                    : Delimiters.detect(new String(sample, 0, got), got < SAMPLE, options);
            try (CsvReader<Boolean> records =
                    Delimiters.builder(delimiter, options.quote()).build(rows, reader)) {
                drain(records, rows, text, total, options.progress());
            }
            if (!rows.hasHeader()) {
                throw new MalformedFileException(name + ": is empty: needs "
                        + (options.header() ? "a header line and rows" : "at least one row"));
            }
            return delimiter;
        } catch (CsvParseException e) {
            if (e.getCause() instanceof MalformedFileException own) {
                throw own;
            }
            throw new MalformedFileException(name + ": not CSV: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static int fill(DecodedText text, char[] sample) throws IOException {
        int got = 0;
        while (got < sample.length) {
            int more = text.read(sample, got, sample.length - got);
            if (more < 0) {
                break;
            }
            got += more;
        }
        return got;
    }

    private static void drain(
            CsvReader<Boolean> records, CsvRows rows, DecodedText text, long total, CsvProgress progress) {
        int next = ROWS_BETWEEN_REPORTS;
        for (Boolean record : records) {
            if (progress != null && record && rows.rows() >= next) {
                next += ROWS_BETWEEN_REPORTS;
                progress.at(rows.rows(), text.bytesRead(), total);
            }
        }
        if (progress != null) {
            progress.at(rows.rows(), text.bytesRead(), total);
        }
    }
}
