package org.autodiff.nn.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The options of a {@link TableEncoder}. */
public final class TableEncoderBuilder {
    private List<String> features = List.of();
    private String classes;
    private List<String> targets = List.of();
    private Missing missing = Missing.refuse();
    private final Map<String, Missing> missingOf = new LinkedHashMap<>();
    private final Set<String> ordinal = new LinkedHashSet<>();
    private final Map<String, List<String>> orders = new LinkedHashMap<>();
    private Double unknown;

    TableEncoderBuilder() {}

    /** The columns that are features, in this order. Without it, all columns but the targets. */
    public TableEncoderBuilder features(String... columns) {
        features = List.of(columns);
        return this;
    }

    /** The target is a class: a column of text. Labels whose names are numbers are to be read as text, too. */
    public TableEncoderBuilder classes(String column) {
        classes = column;
        return this;
    }

    /** The targets are numbers: columns of them. */
    public TableEncoderBuilder targets(String... columns) {
        targets = List.of(columns);
        return this;
    }

    /**
     * What takes the place of missing values, in all columns of the type that it is for; {@link Missing#drop} concerns
     * features and targets of either type. Without it, they are refused.
     */
    public TableEncoderBuilder missing(Missing instead) {
        missing = instead;
        return this;
    }

    /** What takes the place of missing values in a column. */
    public TableEncoderBuilder missing(String column, Missing instead) {
        missingOf.put(column, instead);
        return this;
    }

    /** Columns of text that become one feature: the position of the category among all, sorted. */
    public TableEncoderBuilder ordinal(String... columns) {
        ordinal.addAll(List.of(columns));
        return this;
    }

    /** A column of text whose categories have an order: it becomes one feature, 0 for the first of them. */
    public TableEncoderBuilder ordered(String column, String... categories) {
        ordinal.add(column);
        orders.put(column, List.of(categories));
        return this;
    }

    /**
     * The code of a category that the training part did not have: ordinal features get this number, the features of a
     * one-hot column are all 0. Without it, such a category is refused.
     */
    public TableEncoderBuilder unknown(double code) {
        unknown = code;
        return this;
    }

    /**
     * The encoder, to be fitted or loaded.
     *
     * @throws IllegalArgumentException if a column is named twice, or as both feature and target
     */
    public TableEncoder build() {
        if (classes != null && !targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "encoder: the target is either a class or numbers, got " + Quoted.of(classes) + " and " + targets);
        }
        List<String> all = new ArrayList<>(features);
        all.addAll(targets);
        if (classes != null) {
            all.add(classes);
        }
        if (all.stream().distinct().count() < all.size()) {
            throw new IllegalArgumentException("encoder: a column is named twice: " + all);
        }
        return new TableEncoder(new TableEncoderOptions(
                features,
                classes,
                targets,
                missing,
                Map.copyOf(missingOf),
                Set.copyOf(ordinal),
                Map.copyOf(orders),
                unknown));
    }
}
