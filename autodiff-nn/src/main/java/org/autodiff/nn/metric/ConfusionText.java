package org.autodiff.nn.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A confusion matrix for people. */
final class ConfusionText {
    /** Above this many classes the text lists the confusions instead of the matrix. */
    private static final int WIDEST = 20;

    private static final int LONGEST_LIST = 20;

    /** Columns of classes with longer names are headed by a number. */
    private static final int LONGEST_HEAD = 6;

    private ConfusionText() {}

    static String of(ConfusionMatrix matrix) {
        return matrix.classes().size() <= WIDEST ? table(matrix) : list(matrix);
    }

    static String percent(long right, long total) {
        return total == 0 ? "-" : format("%.1f %%", 100.0 * right / total);
    }

    private static String table(ConfusionMatrix matrix) {
        List<String> classes = matrix.classes();
        boolean numbered = classes.stream().anyMatch(c -> c.length() > LONGEST_HEAD);
        List<String> heads = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < classes.size(); i++) {
            heads.add(numbered ? "#" + (i + 1) : classes.get(i));
            names.add(numbered ? "#" + (i + 1) + " " + classes.get(i) : classes.get(i));
        }
        int first = Math.max("true".length(), longest(names));
        int width = Math.max(longest(heads), Long.toString(largest(matrix)).length()) + 2;
        StringBuilder text = new StringBuilder();
        text.append(format("%" + first + "s", "true"));
        heads.forEach(head -> text.append(format("%" + width + "s", head)));
        text.append("     right").append(System.lineSeparator());
        for (int t = 0; t < classes.size(); t++) {
            text.append(format("%" + first + "s", names.get(t)));
            for (int p = 0; p < classes.size(); p++) {
                long count = matrix.count(t, p);
                text.append(format("%" + width + "s", count == 0 ? "." : Long.toString(count)));
            }
            text.append(format("  %8s", matrix.share(t))).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String list(ConfusionMatrix matrix) {
        List<ConfusionMatrix.Confusion> all = matrix.confusions();
        StringBuilder text = new StringBuilder(format(
                "%,d classes are too many for a matrix here; the %d most frequent of %,d confusions:%n",
                matrix.classes().size(), Math.min(all.size(), LONGEST_LIST), all.size()));
        for (ConfusionMatrix.Confusion c : all.subList(0, Math.min(all.size(), LONGEST_LIST))) {
            text.append(format("  %,6d x %s taken for %s%n", c.count(), c.truth(), c.predicted()));
        }
        return text.toString();
    }

    private static long largest(ConfusionMatrix matrix) {
        long largest = 0;
        for (int t = 0; t < matrix.classes().size(); t++) {
            for (int p = 0; p < matrix.classes().size(); p++) {
                largest = Math.max(largest, matrix.count(t, p));
            }
        }
        return largest;
    }

    private static int longest(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String format(String pattern, Object... arguments) {
        return String.format(Locale.ROOT, pattern, arguments);
    }
}
