package org.autodiff.nn.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autodiff.nn.Stateful;

/**
 * A folder with the last checkpoints of one training, and the best.
 *
 * <pre>{@code
 * CheckpointFolder folder = CheckpointFolder.of(path).keepLast(3).keepLowest("validation loss");
 * folder.latest().ifPresent(file -> Checkpoint.load(file, run));       // goes on, or begins
 * folder.save(epoch, run, Map.of("validation loss", "" + loss));       // after each epoch
 * folder.best().ifPresent(file -> Checkpoint.load(file, model));
 * }</pre>
 *
 * <p>The files are called {@code step-0000000012.safetensors}, so they sort by step. What is the latest and what the
 * best follows from the names and notes of the files that are there, and from nothing else: after a kill, nothing can
 * disagree with them. An immutable value: each {@code keep...} returns a changed copy. One training at a time may
 * write to a folder.
 */
public final class CheckpointFolder {
    private static final long LARGEST_STEP = 9_999_999_999L;
    private static final Pattern FILE = Pattern.compile("step-[0-9]{10}\\.safetensors");

    private final Path folder;
    private final int last;
    private final String metric; // null: no best one is kept
    private final boolean lowest;

    private CheckpointFolder(Path folder, int last, String metric, boolean lowest) {
        this.folder = folder;
        this.last = last;
        this.metric = metric;
        this.lowest = lowest;
    }

    /** A folder, made if need be by the first save, that keeps the last 3 checkpoints. */
    public static CheckpointFolder of(Path folder) {
        return new CheckpointFolder(Objects.requireNonNull(folder, "checkpoints: the folder is null"), 3, null, true);
    }

    /**
     * Keeps the last {@code k}.
     *
     * @throws IllegalArgumentException if {@code k} is less than 1
     */
    public CheckpointFolder keepLast(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("keepLast: must keep at least 1, got " + k);
        }
        return new CheckpointFolder(folder, k, metric, lowest);
    }

    /**
     * Keeps also the one whose note of this name is the lowest number, the first of equal ones. NaN is never the best.
     */
    public CheckpointFolder keepLowest(String note) {
        return new CheckpointFolder(folder, last, Objects.requireNonNull(note, "keepLowest: the note is null"), true);
    }

    /**
     * Keeps also the one whose note of this name is the highest number, the first of equal ones. NaN is never the best.
     */
    public CheckpointFolder keepHighest(String note) {
        return new CheckpointFolder(folder, last, Objects.requireNonNull(note, "keepHighest: the note is null"), false);
    }

    /**
     * Saves a checkpoint, and then deletes those that are not to be kept. A file there that cannot be read is left
     * alone; {@link #latest} and {@link #best} name it.
     *
     * @param step of the training, or its epoch, from 0 to 9,999,999,999; the checkpoint of the same step is replaced
     * @param notes among them the metric by which the best one is kept, as a number
     * @return the new file
     * @throws IllegalArgumentException if there is a checkpoint of a later step, which this one would not be kept
     *     beside; or the metric is missing among the notes or no number
     * @throws UncheckedIOException if it cannot be written; the checkpoints are then what they were
     */
    public Path save(long step, Map<String, ? extends Stateful> parts, Map<String, String> notes) {
        if (step < 0 || step > LARGEST_STEP) {
            throw new IllegalArgumentException("save: step must be from 0 to " + LARGEST_STEP + ", got " + step);
        }
        requireMetric(notes);
        Path file = folder.resolve(String.format("step-%010d.safetensors", step));
        try {
            Files.createDirectories(folder);
            AtomicFile.removeLeftovers(folder.toAbsolutePath(), FILE.asMatchPredicate());
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be made or read: " + Words.of(e), e);
        }
        List<Path> before = files();
        if (!before.isEmpty() && before.get(before.size() - 1).compareTo(file) > 0) {
            throw new IllegalArgumentException("save: step " + step + " is before that of "
                    + before.get(before.size() - 1) + ": go on from latest(), delete the later files,"
                    + " or take another folder");
        }
        Checkpoint.save(file, parts, notes);
        deleteSurplus();
        return file;
    }

    private void requireMetric(Map<String, String> notes) {
        if (metric == null) {
            return;
        }
        String text = notes.get(metric);
        if (text == null) {
            throw new IllegalArgumentException("save: the best checkpoint is told by the note '" + metric
                    + "', which is missing: " + notes.keySet());
        }
        try {
            Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "save: the note '" + metric + "' must be a number, is '" + text + "'", e);
        }
    }

    private void deleteSurplus() {
        List<Path> files = files();
        List<Path> surplus = new ArrayList<>(files.subList(0, Math.max(0, files.size() - last)));
        if (surplus.isEmpty()) {
            return;
        }
        Set<Path> damaged = new HashSet<>();
        Path best = best(files, damaged);
        surplus.removeAll(damaged);
        surplus.remove(best);
        for (Path file : surplus) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(file + ": cannot be deleted: " + Words.of(e), e);
            }
        }
    }

    /**
     * The checkpoint files there are, in the order of their steps. None if there is no folder.
     *
     * @throws UncheckedIOException if the folder cannot be read
     */
    public List<Path> files() {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(
                            file -> FILE.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Words.cannotRead(folder, e);
        }
    }

    /**
     * The checkpoint of the highest step. Empty if there is none.
     *
     * @throws UncheckedIOException if this file is damaged; the message names it. It is for you to delete it, and to go
     *     on from the one before
     */
    public Optional<Path> latest() {
        List<Path> files = files();
        if (files.isEmpty()) {
            return Optional.empty();
        }
        Path latest = files.get(files.size() - 1);
        Checkpoint.notes(latest);
        return Optional.of(latest);
    }

    /**
     * The best of the checkpoints there are, by the note of {@link #keepLowest} or {@link #keepHighest}. Empty if none
     * has a number there that is not NaN.
     *
     * @throws IllegalStateException if the folder was not told what is best
     * @throws UncheckedIOException if one of the files is damaged, so that the best one is not known; it is named
     */
    public Optional<Path> best() {
        if (metric == null) {
            throw new IllegalStateException("best: write keepLowest or keepHighest, which say what is best");
        }
        List<Path> files = files();
        Set<Path> damaged = new HashSet<>();
        Path best = best(files, damaged);
        damaged.stream().sorted().findFirst().ifPresent(Checkpoint::notes); // throws, and says what is wrong
        return Optional.ofNullable(best);
    }

    private Path best(List<Path> files, Set<Path> damaged) {
        Path best = null;
        double bestValue = Double.NaN;
        for (Path file : files) {
            OptionalDouble value = OptionalDouble.empty();
            try {
                value = value(Checkpoint.notes(file));
            } catch (UncheckedIOException e) {
                damaged.add(file);
            }
            if (value.isPresent() && (best == null || better(value.getAsDouble(), bestValue))) {
                best = file;
                bestValue = value.getAsDouble();
            }
        }
        return best;
    }

    private boolean better(double a, double b) {
        return lowest ? a < b : a > b;
    }

    /** The metric; none if the file is of a training that did not have it. */
    private OptionalDouble value(Map<String, String> notes) {
        String text = metric == null ? null : notes.get(metric);
        try {
            double value = text == null ? Double.NaN : Double.parseDouble(text);
            return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
