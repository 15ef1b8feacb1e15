package org.autodiff.nn.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a {@link TableEncoder} is to do; see its builder. */
record TableEncoderOptions(
        List<String> features,
        String classes,
        List<String> targets,
        Missing missing,
        Map<String, Missing> missingOf,
        Set<String> ordinal,
        Map<String, List<String>> orders,
        Double unknown) {

    boolean hasTarget() {
        return classes != null || !targets.isEmpty();
    }

    List<String> targetNames() {
        return classes == null ? targets : List.of(classes);
    }

    /** The columns that are features: those that were named, or all but the targets. */
    List<String> featureNames(Table table) {
        if (!features.isEmpty()) {
            return features;
        }
        List<String> names = new ArrayList<>(table.names());
        names.removeAll(targetNames());
        if (names.isEmpty()) {
            throw new IllegalArgumentException("encoder: the table has no column beside the targets " + targetNames());
        }
        return names;
    }

    ColumnPlan plan(String column) {
        return new ColumnPlan(
                missingOf.getOrDefault(column, missing), ordinal.contains(column), orders.get(column), unknown);
    }
}
