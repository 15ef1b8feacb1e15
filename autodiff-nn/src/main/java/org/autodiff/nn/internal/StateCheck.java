package org.autodiff.nn.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.autodiff.Rng;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Compares a saved state with what its reader has a place for. It collects all that does not fit, so that one message
 * names everything:
 *
 * <pre>{@code
 * StateCheck check = StateCheck.of("optimizer", expected, state);
 * long steps = check.count("steps");
 * check.requireNothing();
 * }</pre>
 */
public final class StateCheck {
    private static final double LARGEST_COUNT = 0x1p53; // up to which a double has every whole number

    private final String owner;
    private final Map<String, NdArray> given;
    private final List<String> missing = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();
    private final Map<String, String> refused = new LinkedHashMap<>();
    private final List<String> parts = new ArrayList<>(); // what parts refuse, in their words

    private StateCheck(String owner, Map<String, NdArray> given) {
        this.owner = owner;
        this.given = given;
    }

    /**
     * Compares names and shapes.
     *
     * @param owner what messages begin with
     * @param expected the shape of each entry that there must be; no other is allowed
     */
    public static StateCheck of(String owner, Map<String, Shape> expected, Map<String, NdArray> given) {
        Objects.requireNonNull(given, () -> owner + ": the state is null");
        StateCheck check = new StateCheck(owner, given);
        expected.forEach((name, shape) -> {
            if (!given.containsKey(name)) {
                check.missing.add(name);
            } else if (given.get(name) == null) {
                check.refuse(name, "is null");
            } else if (!given.get(name).shape().equals(shape)) {
                check.refuse(name, "is of shape " + given.get(name).shape() + ", must be " + shape);
            }
        });
        given.keySet().stream().filter(name -> !expected.containsKey(name)).forEach(check.unexpected::add);
        return check;
    }

    /** Compares with the entries of the present state, which must be there in the same shapes. */
    public static StateCheck like(Map<String, NdArray> present, String owner, Map<String, NdArray> given) {
        Map<String, Shape> expected = new LinkedHashMap<>();
        present.forEach((name, array) -> expected.put(name, array.shape()));
        return of(owner, expected, given);
    }

    /** Adds what is wrong with an entry: words that follow its name, such as {@code is -1.0, must be at least 0}. */
    public void refuse(String name, String reason) {
        refused.putIfAbsent(name, reason);
    }

    /** Whether an entry is there and nothing is wrong with it so far. */
    public boolean has(String name) {
        return given.get(name) != null && !refused.containsKey(name);
    }

    /** The one number of an entry, 0 if it is missing or refused. */
    public double number(String name) {
        return has(name) ? given.get(name).item() : 0;
    }

    /** A whole number from 0 to 2^53, which else is refused. */
    public long count(String name) {
        return (long) count(name, LARGEST_COUNT, "2^53");
    }

    /** A whole number from 0 to 2^31 - 1, which else is refused. */
    public int smallCount(String name) {
        return (int) count(name, Integer.MAX_VALUE, "2^31 - 1");
    }

    private double count(String name, double largest, String text) {
        double value = number(name);
        if (!(value >= 0 && value <= largest && value == Math.rint(value))) {
            refuse(name, "is " + value + ", must be a whole number from 0 to " + text);
            return 0;
        }
        return value;
    }

    /** A finite number of at least 0, which else is refused. */
    public double notNegative(String name) {
        double value = number(name);
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            refuse(name, "is " + value + ", must be finite and at least 0");
        }
        return value;
    }

    /** The state of a random generator; null if the entry is missing or refused. */
    public Rng.State generator(String name) {
        if (!has(name)) {
            return null;
        }
        try {
            return Rng.State.of(given.get(name));
        } catch (IllegalArgumentException e) {
            refuse(name, "is refused: " + e.getMessage());
            return null;
        }
    }

    /** Loads a part that checks its own entries, and adds what it refuses. */
    public void also(Runnable load) {
        try {
            load.run();
        } catch (IllegalArgumentException e) {
            parts.add(e.getMessage());
        }
    }

    /** Entries that there must be, and are not. */
    public List<String> missing() {
        return List.copyOf(missing);
    }

    /** Entries that have no place. */
    public List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    /** Entries of another shape, or with a number that is not allowed, with the reason. */
    public Map<String, String> refused() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    }

    /** All that does not fit, in words; empty if everything fits. */
    public String problems() {
        List<String> texts = texts(missing, unexpected, refused);
        texts.addAll(parts);
        return String.join("; ", texts);
    }

    /** What does not fit, each kind in words. */
    public static List<String> texts(List<String> missing, List<String> unexpected, Map<String, String> refused) {
        List<String> texts = new ArrayList<>();
        if (!missing.isEmpty()) {
            texts.add("missing " + quoted(missing));
        }
        if (!unexpected.isEmpty()) {
            texts.add("unexpected " + quoted(unexpected));
        }
        refused.forEach((name, reason) -> texts.add("'" + name + "' " + reason));
        return texts;
    }

    private static String quoted(List<String> names) {
        return names.stream().map(n -> "'" + n + "'").collect(Collectors.joining(", "));
    }

    /**
     * Ends the check.
     *
     * @throws IllegalArgumentException if something does not fit; the message names all of it
     */
    public void requireNothing() {
        requireNothing("");
    }

    /** The same with more words at the end of the message. */
    public void requireNothing(String hint) {
        String problems = problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    owner + ": the state does not fit, and nothing has changed: " + problems + hint);
        }
    }
}
