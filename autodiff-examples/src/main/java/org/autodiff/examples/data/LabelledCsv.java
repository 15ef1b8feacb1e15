package org.autodiff.examples.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;

/**
 * Reads a CSV file (RFC 4180, UTF-8, with a header line) in which one column is a label and all others are numbers. A
 * byte order mark, either kind of line end, blank lines, and blanks around a field are allowed. Anything else that is
 * wrong is a {@link UserError} that names file, line and column.
 */
public final class LabelledCsv {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Opens the bytes of a source; called a second time if necessary. */
    @FunctionalInterface
    private interface Source {
        InputStream open() throws IOException;
    }

    private LabelledCsv() {}

    /**
     * Reads a file.
     *
     * @param label the name of the label column
     * @throws UserError if the file cannot be read, or does not contain such data
     */
    public static LabelledData read(Path file, String label) {
        String name = Text.oneLine(file.toString());
        if (Files.isDirectory(file)) {
            throw new UserError(name + ": is a directory, not a CSV file");
        }
        return read(name, () -> Files.newInputStream(file), label);
    }

    /**
     * Reads a resource in the package of this class.
     *
     * @throws IllegalStateException if there is none of this name
     */
    public static LabelledData resource(String name, String label) {
        return read(
                name,
                () -> {
                    InputStream stream = LabelledCsv.class.getResourceAsStream(name);
                    if (stream == null) {
                        throw new IllegalStateException("resource missing from the build: " + name);
                    }
                    return stream;
                },
                label);
    }

    private static LabelledData read(String name, Source source, String label) {
        try (InputStream stream = source.open()) {
            return parse(name, stream, label);
        } catch (CsvParseException e) {
            throw new UserError(name + ": not CSV: " + Text.oneLine(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw unreadable(name, source, e.getCause());
        } catch (IOException e) {
            throw unreadable(name, source, e);
        }
    }

    private static LabelledData parse(String name, InputStream stream, String label) throws IOException {
        // A configured decoder, because a reader that is made from a charset replaces what it cannot decode.
        Reader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8.newDecoder()));
        skipByteOrderMark(reader);
        LabelledTable table = null;
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .skipEmptyLines(true)
                .allowUnclosedQuote(false)
                .trimWhitespacesAroundQuotes(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // LabelledTable checks both, with better messages
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(reader)) {
            for (CsvRecord row : records) {
                if (table == null) {
                    table = new LabelledTable(name, row.getStartingLineNumber(), row.getFields(), label);
                } else {
                    table.add(row.getStartingLineNumber(), row.getFields());
                }
            }
        }
        if (table == null) {
            throw new UserError(name + ": is empty: needs a header line and rows");
        }
        return table.finish();
    }

    private static void skipByteOrderMark(Reader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
    }

    private static UserError unreadable(String name, Source source, IOException e) {
        if (e instanceof CharacterCodingException) {
            return new UserError(name + lineOfBadText(source) + ": not UTF-8 text", e);
        }
        if (e instanceof NoSuchFileException) {
            return new UserError(name + ": no such file", e);
        }
        if (e instanceof AccessDeniedException) {
            return new UserError(name + ": no permission to read it", e);
        }
        return new UserError(name + ": cannot be read: " + Text.oneLine(String.valueOf(e.getMessage())), e);
    }

    /**
     * Decoders read ahead, so the line is searched for in a second reading. A line end is one byte in UTF-8, and never
     * part of another character.
     */
    private static String lineOfBadText(Source source) {
        try (InputStream stream = source.open()) {
            byte[] bytes = stream.readAllBytes();
            int line = 1;
            int start = 0;
            for (int i = 0; i <= bytes.length; i++) {
                if (i == bytes.length || bytes[i] == '\n') {
                    if (!isUtf8(bytes, start, i)) {
                        return ": line " + line;
                    }
                    line++;
                    start = i + 1;
                }
            }
        } catch (IOException e) {
            return ""; // it was readable a moment ago; the message goes without the line
        }
        return "";
    }

    private static boolean isUtf8(byte[] bytes, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
