package org.autodiff.examples.formula;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody may have meant. */
final class Nearest {
    private Nearest() {}

    /** {@code : did you mean 'relu'?}, or another hint where no name is near. */
    static String hint(String given, Collection<String> names, String otherwise) {
        return nearest(given, names)
                .map(name -> ": did you mean '" + name + "'?")
                .orElse(otherwise.isEmpty() ? "" : ": " + otherwise);
    }

    /**
     * Of the names that one change to three letters leads to, the most similar one. Case and underscores are free. A
     * single letter is as near to each other one, so that only its case is.
     */
    private static Optional<String> nearest(String given, Collection<String> names) {
        String lower = given.toLowerCase(Locale.ROOT).replace("_", "");
        int most = given.length() == 1 ? 0 : (given.length() + 2) / 3;
        LevenshteinDistance distance = new LevenshteinDistance();
        JaroWinklerSimilarity similarity = new JaroWinklerSimilarity(); // knows that letters are exchanged
        return names.stream()
                .filter(name -> distance.apply(lower, name.toLowerCase(Locale.ROOT)) <= most)
                .max(Comparator.comparingDouble((String name) -> similarity.apply(lower, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.reverseOrder()));
    }
}
