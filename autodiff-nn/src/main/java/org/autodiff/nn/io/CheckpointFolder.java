package org.autodiff.nn.io;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autodiff.nn.Stateful;

/** A folder with the last checkpoints of a training, and the best. */
public final class CheckpointFolder {
    private CheckpointFolder() {}

    /** A folder, made if need be by the first save, that keeps the last 3 checkpoints. */
    public static CheckpointFolder of(Path folder) {
        throw new UnsupportedOperationException();
    }

    /** Keeps the last {@code k}. */
    public CheckpointFolder keepLast(int k) {
        throw new UnsupportedOperationException();
    }

    /** Keeps also the one whose note of this name is the lowest number. */
    public CheckpointFolder keepLowest(String note) {
        throw new UnsupportedOperationException();
    }

    /** Keeps also the one whose note of this name is the highest number. */
    public CheckpointFolder keepHighest(String note) {
        throw new UnsupportedOperationException();
    }

    /** Saves a checkpoint of a step or an epoch, and then deletes those that are not to be kept. */
    public Path save(long step, Map<String, ? extends Stateful> parts, Map<String, String> notes) {
        throw new UnsupportedOperationException();
    }

    /** The checkpoint files there are, in the order of their steps. */
    public List<Path> files() {
        throw new UnsupportedOperationException();
    }

    /** The checkpoint of the highest step, which is whole. */
    public Optional<Path> latest() {
        throw new UnsupportedOperationException();
    }

    /** The best of the checkpoints there are. */
    public Optional<Path> best() {
        throw new UnsupportedOperationException();
    }
}
