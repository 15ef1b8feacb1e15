package org.autodiff.nn.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Stateful;

/**
 * Saves a model, or all that a training needs to go on, in one file.
 *
 * <pre>{@code
 * Checkpoint.save(file, model);                                        // a model
 * Checkpoint.load(file, model);
 *
 * Map<String, Stateful> run = Map.of("model", model, "optimizer", optimizer, "loader", loader);
 * Checkpoint.save(file, run, Map.of("epoch", "12"));                   // a training, with notes
 * int epoch = Integer.parseInt(Checkpoint.load(file, run).get("epoch"));
 * }</pre>
 *
 * <p>A process killed at any moment leaves the old file or the new one ({@link AtomicFile}). Loading is all or nothing,
 * of all parts together. The file is a {@link Safetensors} file, whose entries are called {@code part.name}; its
 * metadata are the notes and the version of this format.
 *
 * <p>Not for weights that go to other libraries, whose entries must not begin with {@code model.}: that is
 * {@link Safetensors}. The last few checkpoints and the best one: {@link CheckpointFolder}.
 */
public final class Checkpoint {
    /** The part that a model alone is. */
    private static final String MODEL = "model";

    private static final String VERSION_KEY = "autodiff.checkpoint";
    private static final int VERSION = 1;

    private Checkpoint() {}

    /**
     * Saves a model: the part {@code model}, without notes.
     *
     * @throws UncheckedIOException if it cannot be written; the file is then what it was
     */
    public static void save(Path file, Stateful model) {
        save(file, Map.of(MODEL, Objects.requireNonNull(model, "save: the model is null")), Map.of());
    }

    /**
     * Saves parts by name.
     *
     * @param notes texts to come back: the epoch, the metrics so far
     * @throws IllegalArgumentException if the names of two parts, or of entries, cannot be told apart
     * @throws UncheckedIOException if it cannot be written; the file is then what it was
     */
    public static void save(Path file, Map<String, ? extends Stateful> parts, Map<String, String> notes) {
        if (notes.containsKey(VERSION_KEY)) {
            throw new IllegalArgumentException("save: a note must not be called '" + VERSION_KEY + "'");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(VERSION_KEY, Integer.toString(VERSION));
        metadata.putAll(notes);
        Safetensors.write(file, Stateful.of(parts).state(), metadata);
    }

    /**
     * Loads a model: the part {@code model}, whatever other parts the file has. So a checkpoint of a training can be
     * used for predictions.
     *
     * @return the notes, unmodifiable
     * @throws IllegalArgumentException if the model does not fit; nothing has changed
     * @throws UncheckedIOException if the file cannot be read, is damaged or of a newer version; nothing has changed
     */
    public static Map<String, String> load(Path file, Stateful model) {
        return load(file, Map.of(MODEL, Objects.requireNonNull(model, "load: the model is null")), MODEL + ".");
    }

    /**
     * Loads all parts or none. The file must have been saved with just these parts.
     *
     * @return the notes, unmodifiable
     * @throws IllegalArgumentException if a part does not fit; nothing has changed
     * @throws UncheckedIOException if the file cannot be read, is damaged or of a newer version; nothing has changed
     */
    public static Map<String, String> load(Path file, Map<String, ? extends Stateful> parts) {
        return load(file, parts, "");
    }

    private static Map<String, String> load(Path file, Map<String, ? extends Stateful> parts, String prefix) {
        Stateful all = Stateful.of(parts);
        Map<String, NdArray> state = new LinkedHashMap<>();
        Map<String, String> notes;
        try (SafetensorsFile open = Safetensors.open(file)) {
            notes = notes(file, open);
            open.names().stream()
                    .filter(name -> name.startsWith(prefix))
                    .forEach(name -> state.put(name, open.read(name)));
        }
        try {
            all.load(state);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": does not fit, and nothing was loaded: " + e.getMessage(), e);
        }
        return notes;
    }

    /**
     * The notes alone; only the header of the file is read. Unmodifiable.
     *
     * @throws UncheckedIOException if the file cannot be read, is damaged or of a newer version
     */
    public static Map<String, String> notes(Path file) {
        try (SafetensorsFile open = Safetensors.open(file)) {
            return notes(file, open);
        }
    }

    private static Map<String, String> notes(Path file, SafetensorsFile open) {
        Map<String, String> notes = new LinkedHashMap<>(open.metadata());
        String version = notes.remove(VERSION_KEY);
        if (version == null) {
            throw Words.cannotRead(
                    file,
                    new IOException("is a safetensors file, but no checkpoint: for weights alone write"
                            + " model.load(Safetensors.read(file))"));
        }
        if (!version.equals(Integer.toString(VERSION))) {
            throw Words.cannotRead(
                    file,
                    new IOException("is a checkpoint of version " + SafetensorsHeader.quoted(version)
                            + ", and this library knows version " + VERSION + ": use the library that wrote it,"
                            + " or a newer one"));
        }
        return Collections.unmodifiableMap(notes);
    }
}
