package org.autodiff.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.internal.StateCheck;

/**
 * Makes numbers of a {@link Table}: features of shape {@code (n, d)}, and targets. Categories and replacements of
 * missing values are those of the training part; they are the state, saved with the model, so that new data are encoded
 * in the same way.
 *
 * <pre>{@code
 * TableEncoder encoder = TableEncoder.builder().classes("species").missing(Missing.median()).build();
 * Dataset train = encoder.fit(table.rows(part.part(0))).apply(table.rows(part.part(0)));
 * Dataset test = encoder.apply(table.rows(part.part(1)));
 * }</pre>
 *
 * <p>A column of numbers is one feature. A column of text is one feature for each category (one-hot), or one feature
 * that counts them (ordinal).
 */
public final class TableEncoder implements Stateful {
    private final TableEncoderOptions options;
    private volatile Fitted fitted;

    /**
     * What was fitted.
     *
     * @param features the columns, in their order
     * @param classes of the target, in the order of their labels; null if the target is none of classes
     */
    private record Fitted(List<Feature> features, List<String> classes) {}

    TableEncoder(TableEncoderOptions options) {
        this.options = options;
    }

    /** An encoder with options. */
    public static TableEncoderBuilder builder() {
        return new TableEncoderBuilder();
    }

    /**
     * Takes categories and replacements from a training part.
     *
     * @return this
     * @throws IllegalArgumentException if it has no rows or not the columns, a value is missing that is neither to be
     *     replaced nor dropped, or there is nothing to compute a replacement from
     */
    public TableEncoder fit(Table train) {
        if (train.rows() == 0) {
            throw new IllegalArgumentException("encoder: needs at least one row to be fitted to: " + train);
        }
        List<Feature> features = new ArrayList<>();
        for (String name : options.featureNames(train)) {
            features.add(Feature.fit(train, name, options.plan(name)));
        }
        List<String> classes = null;
        if (options.classes() != null) {
            classes = Words.sorted(train.text(options.classes()).distinct());
        }
        Fitted all = new Fitted(List.copyOf(features), classes);
        kept(train, all, true); // refuses what is missing
        fitted = all;
        return this;
    }

    private Fitted fitted() {
        return Fitting.require("encoder", fitted);
    }

    /** The names of the features: that of the column, or {@code column=category}. */
    public List<String> featureNames() {
        return fitted().features().stream().flatMap(f -> f.names().stream()).toList();
    }

    /**
     * The names of the classes, in the order of their labels: sorted, as numbers if all are whole numbers.
     *
     * @throws IllegalStateException if the target is none of classes
     */
    public List<String> classNames() {
        if (options.classes() == null) {
            throw new IllegalStateException("encoder: the target has no classes: classes(column) makes it so");
        }
        return fitted().classes();
    }

    /** The rows that are kept: all, unless values are missing in columns where {@link Missing#drop} was asked for. */
    public int[] kept(Table table) {
        return kept(table, fitted(), options.hasTarget());
    }

    private int[] kept(Table table, Fitted f, boolean withTarget) {
        boolean[] dropped = new boolean[table.rows()];
        for (Feature feature : f.features()) {
            feature.mark(table, dropped);
        }
        if (withTarget) {
            for (String target : options.targetNames()) {
                Feature.mark(table, target, options.plan(target), dropped);
            }
        }
        return IntStream.range(0, dropped.length).filter(i -> !dropped[i]).toArray();
    }

    /**
     * Encodes rows with their targets: labels of shape {@code (n)}, or numbers of shape {@code (n, targets)}.
     *
     * @throws IllegalArgumentException if a column is missing or of another type, a value is missing that is neither to
     *     be replaced nor dropped, or a category was not in the training part; it names line and column
     * @throws IllegalStateException if it has no target, or was neither fitted nor loaded
     */
    public Dataset apply(Table table) {
        if (!options.hasTarget()) {
            throw new IllegalStateException("encoder: has no target: use features(table), or name a target");
        }
        Fitted f = fitted();
        int[] rows = kept(table, f, true);
        return new Dataset(features(table, f, rows), targets(table, f, rows));
    }

    /** Encodes the features alone, to predict; the table needs no column for the target. Throws as {@link #apply}. */
    public NdArray features(Table table) {
        Fitted f = fitted();
        return features(table, f, kept(table, f, false));
    }

    private static NdArray features(Table table, Fitted f, int[] rows) {
        int width = f.features().stream()
                .mapToInt(feature -> feature.names().size())
                .sum();
        return NdArray.build(Shape.of(rows.length, width), out -> {
            int at = 0;
            for (Feature feature : f.features()) {
                feature.write(table, rows, out, at, width);
                at += feature.names().size();
            }
        });
    }

    private NdArray targets(Table table, Fitted f, int[] rows) {
        if (options.classes() == null) {
            List<String> names = options.targetNames();
            return NdArray.build(Shape.of(rows.length, names.size()), out -> {
                for (int t = 0; t < names.size(); t++) {
                    NumberColumn column = table.numbers(names.get(t));
                    for (int i = 0; i < rows.length; i++) {
                        out[i * names.size() + t] = column.value(rows[i]);
                    }
                }
            });
        }
        return NdArray.build(
                Shape.of(rows.length),
                out -> new Categories(options.classes(), f.classes(), null).write(table, rows, out, 0, 1));
    }

    @Override
    public Map<String, NdArray> state() {
        Fitted f = fitted();
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put(
                "features",
                Words.toArray(f.features().stream().map(Feature::column).toList()));
        if (f.classes() != null) {
            state.put("classes", Words.toArray(f.classes()));
        }
        f.features().forEach(feature -> feature.save(state));
        return state;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        List<String> names = Words.of(state.get("features"));
        List<String> given = options.features();
        Set<String> expected = new LinkedHashSet<>(List.of("features"));
        if (options.classes() != null) {
            expected.add("classes");
        }
        List<Feature> features = new ArrayList<>();
        for (String name : names == null ? List.<String>of() : names) {
            features.add(Feature.load(name, options.plan(name), state, expected));
        }
        Map<String, Shape> shapes = new LinkedHashMap<>();
        expected.forEach(name -> shapes.put(
                name, state.get(name) == null ? Shape.scalar() : state.get(name).shape()));
        StateCheck check = StateCheck.of("encoder", shapes, state);
        if (check.has("features") && (names == null || !(given.isEmpty() || given.equals(names)))) {
            check.refuse("features", names == null ? "holds no words" : "are " + names + ", must be " + given);
        }
        List<String> classes = Words.of(state.get("classes"));
        if (options.classes() != null && check.has("classes") && classes == null) {
            check.refuse("classes", "holds no words");
        }
        for (Feature feature : features) {
            if (feature.invalid() != null) {
                check.refuse(feature.invalid(), "holds no words, or no finite number");
            }
        }
        check.requireNothing();
        fitted = new Fitted(List.copyOf(features), options.classes() == null ? null : classes);
    }

    /** The columns only. */
    @Override
    public String toString() {
        Fitted f = fitted;
        return "TableEncoder[" + (f == null ? "not fitted" : f.features().size() + " columns") + ", targets "
                + Arrays.toString(options.targetNames().toArray()) + "]";
    }
}
