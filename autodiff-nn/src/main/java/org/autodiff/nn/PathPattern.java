package org.autodiff.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.autodiff.Parameter;

/** Chooses parameters by their paths: {@code *} stands for any characters, dots among them. */
final class PathPattern {
    private final String owner;
    private final String text;
    private final Pattern regex;

    private PathPattern(String owner, String text) {
        this.owner = owner;
        this.text = Objects.requireNonNull(text, () -> owner + ": pattern is null");
        this.regex = Pattern.compile(
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    /** A pattern. What messages begin with is the owner. */
    static PathPattern of(String owner, String text) {
        return new PathPattern(owner, text);
    }

    /**
     * The parameters that match.
     *
     * @throws IllegalArgumentException if there is none
     */
    List<Parameter> in(Map<String, Parameter> parameters) {
        List<Parameter> found = parameters.entrySet().stream()
                .filter(e -> regex.matcher(e.getKey()).matches())
                .map(Map.Entry::getValue)
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(owner + ": no parameter matches '" + text + "' (* stands for any"
                    + " characters); the parameters are " + parameters.keySet());
        }
        return found;
    }
}
