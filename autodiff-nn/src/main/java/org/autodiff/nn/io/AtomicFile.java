package org.autodiff.nn.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Writes files whole or not at all. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes the contents of a file. */
    @FunctionalInterface
    public interface Writer {
        /** Writes all of it; the stream is buffered, and closed by the caller. */
        void write(OutputStream out) throws IOException;
    }

    /** Replaces a file by what a writer writes, or leaves it as it was. */
    public static void write(Path file, Writer writer) {
        throw new UnsupportedOperationException();
    }
}
