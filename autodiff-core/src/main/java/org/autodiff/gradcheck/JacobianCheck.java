package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Rng;
import org.autodiff.internal.differences.Line;
import org.autodiff.ndarray.Shape;

/**
 * Compares the Jacobian of a function with differences: by reverse mode row by row, by forward mode column by column.
 *
 * <p>Of a large Jacobian some entries are compared one by one. One more row, a random sum of all rows, and one more
 * column, a random sum of all columns, see the others. If they find an error, the entries behind it are looked for, so
 * that whoever wrote the derivative reads numbers that he can compute himself.
 */
final class JacobianCheck {
    /** Of each input at most so many elements are moved one by one; along a direction all move together. */
    private static final int MOST_COLUMNS = 8;

    /** So many rows are searched for the entries that make a sum wrong. */
    private static final int MOST_SEARCHED = 64;

    /** So large a part of the entries may stay undecided. */
    private static final double UNDECIDED = 0.1;

    private final FlatFunction f;
    private final String[] outputs;
    private final String[][] inputs;
    private final Comparison comparison;
    private final Rng rng;

    /**
     * A check.
     *
     * @param outputs the names of the elements of the output
     * @param inputs the names of the elements of each input
     */
    JacobianCheck(FlatFunction f, String[] outputs, String[][] inputs, double tolerance, Rng rng) {
        this.f = f;
        this.outputs = outputs;
        this.inputs = inputs;
        this.rng = rng;
        comparison = new Comparison(tolerance);
    }

    // ---- by rows

    /**
     * Reverse mode.
     *
     * @param most so many rows are compared by themselves, besides the random sum of all
     * @throws Law.Broken if an entry is wrong
     * @throws Law.Undecided if too many entries cannot be told, or all are zero
     */
    String reverse(int most) {
        try {
            return rows(most, sum());
        } catch (Law.Undecided e) { // the terms of a sum may cancel by chance, or a large one drown a small one
            return rows(Math.max(most, MOST_SEARCHED), sum());
        }
    }

    private Row sum() {
        return Row.sum(Sampling.weights(Shape.of(f.value().length), rng));
    }

    private String rows(int most, Row sum) {
        List<Row> rows = new ArrayList<>(rows(most));
        rows.add(sum);
        int[][] columns = columns(f.pullBack(sum.weights(outputs.length)));
        List<Entry> entries = byRows(rows, columns);
        if (entries.stream().noneMatch(Entry::isWrong) && size(columns) < size(inputs)) {
            Entry all = alongAll(sum);
            if (all.isWrong()) { // look at every element
                columns =
                        Arrays.stream(inputs).map(names -> range(names.length)).toArray(int[][]::new);
                entries = byRows(List.of(sum), columns);
                entries.add(all);
            }
        }
        requireRight(entries, columns);
        requireDecided(entries);
        if (entries.stream().noneMatch(Entry::confirmsSomething)) {
            throw new Law.Undecided(
                    "all of " + entries.size() + " derivatives are zero: choose inputs where they are not");
        }
        return Conclusion.agreement(entries.size());
    }

    /** If an entry is wrong, all are looked at, for whoever wrote the derivative. */
    private void requireRight(List<Entry> entries, int[][] columns) {
        if (entries.stream().noneMatch(Entry::isWrong)) {
            return;
        }
        List<Entry> all = byRows(rows(MOST_SEARCHED), columns);
        boolean told = all.stream().anyMatch(Entry::isWrong); // else it is in a row that was not searched
        List<Entry> shown = told ? all : entries;
        List<Entry> wrong = shown.stream().filter(Entry::isWrong).toList();
        throw new Law.Broken(WrongEntries.describe(wrong, shown.size()));
    }

    private List<Entry> byRows(List<Row> rows, int[][] columns) {
        double[][][] claimed =
                rows.stream().map(r -> f.pullBack(r.weights(outputs.length))).toArray(double[][][]::new);
        double[] middle = Row.all(rows, f.value());
        double[] magnitudes = Row.magnitudes(rows, f.value());
        for (int i = 0; i < columns.length; i++) {
            for (int element : columns[i]) {
                Line axis = f.axis(i, element);
                Line line = t -> Row.all(rows, axis.at(t));
                comparison.axis(line, middle, magnitudes, f.x()[i][element]);
                for (int r = 0; r < rows.size(); r++) {
                    String name = rows.get(r).name(outputs) + inputs[i][element];
                    comparison.add(i, name, r, claimed[r][i][element]);
                }
            }
        }
        return comparison.entries();
    }

    private Entry alongAll(Row sum) {
        double[][] v = ProbeDirection.random(f.x(), rng);
        double[][] g = f.pullBack(sum.weights(outputs.length));
        Line line = f.along(v);
        List<Row> one = List.of(sum);
        comparison.direction(t -> Row.all(one, line.at(t)), Row.all(one, f.value()), Row.magnitudes(one, f.value()));
        comparison.add(0, sum.name(outputs) + "all inputs at random rates", 0, InnerProduct.along(v, g));
        return comparison.entries().get(0);
    }

    // ---- by columns

    /**
     * Forward mode, along one random direction: many an element may rest, that is no failure.
     *
     * @throws Law.Broken if an entry is wrong
     * @throws Law.Undecided if too many entries cannot be told
     */
    String forward() {
        try {
            return alongOne();
        } catch (Law.Undecided e) { // terms may cancel by chance
            return alongOne();
        }
    }

    private String alongOne() {
        List<Entry> entries = alongRandom();
        List<Entry> wrong = entries.stream().filter(Entry::isWrong).toList();
        if (!wrong.isEmpty()) {
            List<Entry> behind = byColumns();
            List<Entry> own = behind.stream().filter(Entry::isWrong).toList();
            throw new Law.Broken(
                    own.isEmpty()
                            ? WrongEntries.describe(wrong, entries.size())
                            : WrongEntries.describe(own, behind.size()));
        }
        requireDecided(entries);
        return Conclusion.agreement(entries.size());
    }

    private List<Entry> alongRandom() {
        double[][] v = ProbeDirection.random(f.x(), rng);
        comparison.direction(f.along(v), f.value(), absolute(f.value()));
        addColumn(0, " / d all inputs at random rates", f.pushForward(v));
        return comparison.entries();
    }

    private List<Entry> byColumns() {
        int[][] columns = columns(f.x());
        for (int i = 0; i < columns.length; i++) {
            for (int element : columns[i]) {
                double[][] v =
                        Arrays.stream(f.x()).map(a -> new double[a.length]).toArray(double[][]::new);
                v[i][element] = 1;
                comparison.axis(f.axis(i, element), f.value(), absolute(f.value()), f.x()[i][element]);
                addColumn(i, " / d " + inputs[i][element], f.pushForward(v));
            }
        }
        return comparison.entries();
    }

    private void addColumn(int input, String by, double[] claimed) {
        for (int k = 0; k < claimed.length; k++) {
            comparison.add(input, "d " + outputs[k] + by, k, claimed[k]);
        }
    }

    // ---- which

    private void requireDecided(List<Entry> entries) {
        for (int i = 0; i < inputs.length; i++) {
            int input = i;
            List<Entry> of = entries.stream().filter(e -> e.input() == input).toList();
            List<Entry> open = of.stream().filter(Entry::isUndecided).toList();
            if (open.size() > UNDECIDED * of.size()) {
                throw new Law.Undecided(
                        open.size() + " of " + of.size() + " derivatives cannot be told, such as " + open.get(0));
            }
        }
    }

    private List<Row> rows(int most) {
        return Arrays.stream(rng.permutation(outputs.length))
                .limit(most)
                .sorted()
                .mapToObj(Row::of)
                .toList();
    }

    private int[][] columns(double[][] derivatives) {
        return Arrays.stream(derivatives)
                .map(d -> Sampling.elements(d, MOST_COLUMNS, rng))
                .toArray(int[][]::new);
    }

    private static int size(int[][] parts) {
        return Arrays.stream(parts).mapToInt(p -> p.length).sum();
    }

    private static int size(String[][] parts) {
        return Arrays.stream(parts).mapToInt(p -> p.length).sum();
    }

    private static int[] range(int n) {
        return IntStream.range(0, n).toArray();
    }

    private static double[] absolute(double[] values) {
        return Arrays.stream(values).map(Math::abs).toArray();
    }
}
