package org.autodiff.nn.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the delimiter of a file by its first lines: the one that divides all of them into the same number of fields,
 * more than one. Commas come last, as they also stand within numbers and sentences.
 */
final class Delimiters {
    private static final char[] CANDIDATES = {'\t', ';', '|', ','};
    private static final int RECORDS = 50;

    private Delimiters() {}

    /**
     * The delimiter of a text.
     *
     * @param complete whether the text is the whole file; else its last record is not counted
     */
    static char detect(String text, boolean complete, CsvOptions options) {
        char best = options.decimal() == ',' ? ';' : ',';
        int most = 1;
        for (char candidate : CANDIDATES) {
            if (mayBe(candidate, options)) {
                List<Integer> counts = counts(text, complete, candidate, options.quote());
                if (!counts.isEmpty()
                        && counts.get(0) > 1
                        && counts.stream().distinct().count() == 1) {
                    return candidate;
                }
                // A ragged file has an error to be found, with the delimiter that its first line has most of.
                if (!counts.isEmpty() && counts.get(0) > most) {
                    best = candidate;
                    most = counts.get(0);
                }
            }
        }
        return best;
    }

    private static boolean mayBe(char candidate, CsvOptions options) {
        return candidate != options.decimal()
                && candidate != options.quote()
                && (options.grouping() == null || candidate != options.grouping());
    }

    private static List<Integer> counts(String text, boolean complete, char delimiter, char quote) {
        List<Integer> counts = new ArrayList<>();
        boolean more = false;
        try (CsvReader<CsvRecord> records = builder(delimiter, quote).ofCsvRecord(text)) {
            for (CsvRecord row : records) {
                if (counts.size() == RECORDS) {
                    more = true;
                    break;
                }
                if (row.getFieldCount() > 1 || !row.getField(0).isBlank()) {
                    counts.add(row.getFieldCount());
                }
            }
        } catch (CsvParseException e) {
            return counts; // the reading proper says what is wrong, and where
        } catch (IOException e) {
            throw new IllegalStateException("text in memory was not readable", e);
        }
        if (!complete && !more && counts.size() > 1) {
            counts.remove(counts.size() - 1);
        }
        return counts;
    }

    static CsvReader.CsvReaderBuilder builder(char delimiter, char quote) {
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .quoteCharacter(quote)
                .skipEmptyLines(true)
                .allowUnclosedQuote(false)
                .trimWhitespacesAroundQuotes(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // CsvRows checks both, with better messages
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
    }
}
