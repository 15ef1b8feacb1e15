package org.autodiff.nn.io;

import java.nio.file.Path;
import java.util.Map;
import org.autodiff.nn.Stateful;

/** Saves a model, or all that a training needs to go on, in one file. */
public final class Checkpoint {
    private Checkpoint() {}

    /** Saves a model: the part {@code model}, without notes. */
    public static void save(Path file, Stateful model) {
        save(file, Map.of("model", model), Map.of());
    }

    /** Saves parts by name, and notes: an entry is called {@code part.name}. */
    public static void save(Path file, Map<String, ? extends Stateful> parts, Map<String, String> notes) {
        throw new UnsupportedOperationException();
    }

    /** Loads the part {@code model}, whatever other parts there are, and returns the notes. */
    public static Map<String, String> load(Path file, Stateful model) {
        throw new UnsupportedOperationException();
    }

    /** Loads all parts or none, and returns the notes. */
    public static Map<String, String> load(Path file, Map<String, ? extends Stateful> parts) {
        throw new UnsupportedOperationException();
    }

    /** The notes alone. */
    public static Map<String, String> notes(Path file) {
        throw new UnsupportedOperationException();
    }
}
