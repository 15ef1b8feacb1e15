package org.autodiff.examples.classify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.autodiff.examples.cli.Text;

/** How often samples of each class were predicted to be of each other class. */
public final class ConfusionMatrix {
    /** Above this many classes the text lists the confusions instead of the matrix. */
    private static final int WIDEST = 20;

    private static final int LONGEST_LIST = 20;

    /** Columns of classes with longer names are headed by a number. */
    private static final int LONGEST_HEAD = 6;

    private final List<String> classes;
    private final int[][] counts;

    /** Two classes that were confused, and how often. */
    public record Confusion(String truth, String predicted, int count) {}

    /** Counts the samples of a prediction. */
    public ConfusionMatrix(List<String> classes, Prediction prediction) {
        this(classes, count(classes.size(), prediction));
    }

    /** A matrix of counts, by true class and predicted class. */
    ConfusionMatrix(List<String> classes, int[][] counts) {
        this.classes = List.copyOf(classes);
        this.counts = counts;
    }

    private static int[][] count(int classes, Prediction prediction) {
        int[][] counts = new int[classes][classes];
        for (int i = 0; i < prediction.samples(); i++) {
            counts[prediction.label(i)][prediction.predicted(i)]++;
        }
        return counts;
    }

    /** The names of the classes. */
    public List<String> classes() {
        return classes;
    }

    /** How many samples of one class were predicted to be of a class, the same or another. */
    public int count(int truth, int predicted) {
        return counts[truth][predicted];
    }

    /** How many samples belong to a class. */
    public int total(int truth) {
        int sum = 0;
        for (int count : counts[truth]) {
            sum += count;
        }
        return sum;
    }

    /** All confusions, the most frequent first. */
    public List<Confusion> confusions() {
        List<Confusion> found = new ArrayList<>();
        for (int t = 0; t < counts.length; t++) {
            for (int p = 0; p < counts.length; p++) {
                if (t != p && counts[t][p] > 0) {
                    found.add(new Confusion(classes.get(t), classes.get(p), counts[t][p]));
                }
            }
        }
        found.sort(Comparator.comparingInt(Confusion::count).reversed());
        return found;
    }

    /** The matrix in aligned columns, a dot for 0; for very many classes a list of the most frequent confusions. */
    public String toText() {
        return classes.size() <= WIDEST ? matrix() : list();
    }

    private String matrix() {
        boolean numbered = classes.stream().anyMatch(c -> c.length() > LONGEST_HEAD);
        List<String> heads = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < classes.size(); i++) {
            heads.add(numbered ? "#" + (i + 1) : classes.get(i));
            names.add(numbered ? "#" + (i + 1) + " " + classes.get(i) : classes.get(i));
        }
        int first = Math.max("true".length(), longest(names));
        int width = Math.max(longest(heads), Integer.toString(largest()).length()) + 2;
        StringBuilder text = new StringBuilder();
        text.append(Text.format("%" + first + "s", "true"));
        heads.forEach(head -> text.append(Text.format("%" + width + "s", head)));
        text.append("     right").append(System.lineSeparator());
        for (int t = 0; t < classes.size(); t++) {
            text.append(Text.format("%" + first + "s", names.get(t)));
            for (int count : counts[t]) {
                text.append(Text.format("%" + width + "s", count == 0 ? "." : Integer.toString(count)));
            }
            text.append(Text.format("  %8s", share(t))).append(System.lineSeparator());
        }
        return text.toString();
    }

    /**
     * The share of the samples of a class that were predicted rightly: "97.2 %", or "-" for a class without samples.
     */
    public String share(int truth) {
        return total(truth) == 0 ? "-" : Text.percent((double) counts[truth][truth] / total(truth));
    }

    private String list() {
        List<Confusion> all = confusions();
        StringBuilder text = new StringBuilder(Text.format(
                "%,d classes are too many for a matrix here; the %d most frequent of %,d confusions:%n",
                classes.size(), Math.min(all.size(), LONGEST_LIST), all.size()));
        for (Confusion c : all.subList(0, Math.min(all.size(), LONGEST_LIST))) {
            text.append(Text.format("  %,6d x %s taken for %s%n", c.count(), c.truth(), c.predicted()));
        }
        return text.toString();
    }

    private int largest() {
        int largest = 0;
        for (int[] row : counts) {
            for (int count : row) {
                largest = Math.max(largest, count);
            }
        }
        return largest;
    }

    private static int longest(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }
}
