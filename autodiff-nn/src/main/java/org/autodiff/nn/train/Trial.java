package org.autodiff.nn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Rng;

/** One choice of hyper-parameters in a {@link Search}. */
public final class Trial {
    private final int number;
    private final long seed;
    private final Map<String, Object> values;

    Trial(int number, long seed, Map<String, Object> values) {
        this.number = number;
        this.seed = seed;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Counted from 0, in the order in which trials are run. */
    public int number() {
        return number;
    }

    /**
     * What all randomness of this trial begins with, different for each: its own key, so that a trial can be repeated
     * alone.
     */
    public long seed() {
        return seed;
    }

    /** A new generator with that seed: each call gives one that begins again. */
    public Rng rng() {
        return Rng.of(seed);
    }

    /** All values by name: {@code Double}, {@code Integer} or {@code String}. */
    public Map<String, Object> values() {
        return values;
    }

    /**
     * The value of a real number.
     *
     * @throws IllegalArgumentException if there is none of this name and kind
     */
    public double real(String name) {
        return get(name, Double.class, "real number");
    }

    /** The value of a whole number; see {@link #real}. */
    public int integer(String name) {
        return get(name, Integer.class, "whole number");
    }

    /** The value of a choice; see {@link #real}. */
    public String choice(String name) {
        return get(name, String.class, "choice");
    }

    private <T> T get(String name, Class<T> type, String kind) {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("trial: no " + kind + " is called '" + name + "': there are " + values);
        }
        return type.cast(value);
    }

    @Override
    public String toString() {
        return "trial " + number + " " + values;
    }
}
