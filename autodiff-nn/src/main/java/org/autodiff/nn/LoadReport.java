package org.autodiff.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.nn.internal.StateCheck;

/**
 * What became of a state that was {@linkplain Model#load(Map, Strictness) loaded}.
 *
 * @param loaded the entries that the model took up
 * @param missing what the model has and the state does not: it stayed as it was
 * @param unexpected what the state has and the model does not
 * @param refused entries of another shape, or with numbers that are not allowed, with the reason
 */
public record LoadReport(
        List<String> loaded, List<String> missing, List<String> unexpected, Map<String, String> refused) {
    /** Copies the lists. */
    public LoadReport {
        loaded = List.copyOf(loaded);
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    }

    /** Whether model and state had the same entries in the same shapes. */
    public boolean isComplete() {
        return missing.isEmpty() && unexpected.isEmpty() && refused.isEmpty();
    }

    /** One sentence: how many were loaded, and the names of the others. */
    @Override
    public String toString() {
        List<String> texts = StateCheck.texts(missing, unexpected, refused);
        texts.add(0, loaded.size() + (loaded.size() == 1 ? " entry" : " entries") + " loaded");
        return String.join("; ", texts);
    }
}
