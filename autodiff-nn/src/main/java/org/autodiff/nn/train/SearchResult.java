package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * The trials of a {@link Search}, the best first.
 *
 * @param names of the hyper-parameters
 * @param entries of all trials, the best first, those without a score last; equal ones in the order of the trials
 * @param higherIsBetter which scores are the better ones
 */
public record SearchResult(List<String> names, List<Entry> entries, boolean higherIsBetter) {
    /**
     * One trial.
     *
     * @param trial its hyper-parameters
     * @param score NaN if it failed, or if that is what it gave
     * @param seconds how long it took
     * @param failure the exception that ended it, or null
     */
    public record Entry(Trial trial, double score, double seconds, Exception failure) {
        /** Whether there is a score. */
        public boolean hasScore() {
            return failure == null && !Double.isNaN(score);
        }

        private String problem() {
            return failure != null ? failure.toString() : hasScore() ? "" : "the score is NaN";
        }
    }

    /** Sorts the trials. */
    public SearchResult {
        names = List.copyOf(names);
        Comparator<Entry> byScore = Comparator.comparingDouble(Entry::score);
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(Entry::hasScore)
                .reversed()
                .thenComparing((a, b) ->
                        !a.hasScore() || !b.hasScore() ? 0 : (higherIsBetter ? -1 : 1) * byScore.compare(a, b))
                .thenComparing(e -> e.trial().number()));
        entries = List.copyOf(sorted);
    }

    /**
     * The best trial.
     *
     * @throws IllegalStateException if none has a score; the message tells the first failure
     */
    public Entry best() {
        if (entries.isEmpty() || !entries.get(0).hasScore()) {
            Exception first = entries.stream()
                    .map(Entry::failure)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            throw new IllegalStateException(
                    "search: none of " + entries.size() + " trials has a score" + (first == null ? "" : ": " + first),
                    first);
        }
        return entries.get(0);
    }

    /** A table of all trials in aligned columns. */
    public String toText() {
        List<String[]> rows = new ArrayList<>();
        rows.add(titles());
        entries.forEach(e -> rows.add(cells(e, true)));
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        });
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                boolean last = c == columns - 1;
                line.append(last ? row[c] : " ".repeat(widths[c] - row[c].length()) + row[c] + "  ");
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        });
        return text.toString();
    }

    /** The same as comma-separated values (RFC 4180), with numbers in full: to be read by other programs. */
    public String toCsv() {
        StringBuilder text = new StringBuilder(line(titles()));
        entries.forEach(e -> text.append(line(cells(e, false))));
        return text.toString();
    }

    private String[] titles() {
        List<String> titles = new ArrayList<>(List.of("trial", "score"));
        titles.addAll(names);
        titles.addAll(List.of("seed", "seconds", "failure"));
        return titles.toArray(String[]::new);
    }

    private String[] cells(Entry e, boolean rounded) {
        List<String> cells = new ArrayList<>();
        cells.add(Integer.toString(e.trial().number()));
        cells.add(e.hasScore() ? text(e.score(), rounded) : "");
        names.forEach(name -> cells.add(text(e.trial().values().get(name), rounded)));
        cells.add(Long.toString(e.trial().seed()));
        cells.add(String.format(Locale.ROOT, "%.3f", e.seconds()));
        cells.add(rounded ? e.problem().lines().findFirst().orElse("") : e.problem());
        return cells.toArray(String[]::new);
    }

    private static String text(Object value, boolean rounded) {
        return rounded && value instanceof Double number
                ? String.format(Locale.ROOT, "%.5g", number)
                : String.valueOf(value);
    }

    private static String line(String[] cells) {
        StringJoiner line = new StringJoiner(",", "", "\r\n");
        for (String cell : cells) {
            boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            line.add(plain ? cell : '"' + cell.replace("\"", "\"\"") + '"');
        }
        return line.toString();
    }

    @Override
    public String toString() {
        return toText();
    }
}
