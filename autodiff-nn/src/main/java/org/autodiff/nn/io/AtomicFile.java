package org.autodiff.nn.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes files whole or not at all. The contents go to a temporary file beside the target, {@code .NAME.RANDOM.tmp},
 * are forced to the disk, and take the name of the target by one atomic move; then the folder is forced to the disk,
 * where the system can do that. A process that is killed, or a computer that loses power, at any moment leaves the old
 * file or the new one. Temporary files that killed processes left behind are removed by the next write of the same
 * file; those that a living process writes are locked, and stay.
 *
 * <p>Not for a file to which lines are added, nor for one that several processes change in turn: the last one wins.
 */
public final class AtomicFile {
    private static final Pattern TEMPORARY = Pattern.compile("\\.(.+)\\.[0-9a-f]{16}\\.tmp");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ATTEMPTS = 10;

    /**
     * What this process is writing. A lock is held by the whole process, and opening and closing the file elsewhere in
     * it would release the lock.
     */
    private static final Set<Path> BEING_WRITTEN = ConcurrentHashMap.newKeySet();

    private AtomicFile() {}

    /** Writes the contents of a file. */
    @FunctionalInterface
    public interface Writer {
        /** Writes all of it to a buffered stream, which it may close or not. */
        void write(OutputStream out) throws IOException;
    }

    /**
     * Replaces a file by what a writer writes. If that fails, in the writer or on the disk, the file is what it was and
     * no temporary file is left; exceptions of the writer that are unchecked come out as they are. A symbolic link
     * stays, and what it points to is replaced.
     *
     * @throws UncheckedIOException if it cannot be written, for example since its folder does not exist
     */
    public static void write(Path file, Writer writer) {
        Objects.requireNonNull(file, "write: the file is null");
        Objects.requireNonNull(writer, "write: the writer is null");
        try {
            Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
            if (Files.isDirectory(target) || target.getFileName() == null) {
                throw new IOException("is a folder");
            }
            if (!Files.isDirectory(target.getParent())) {
                throw new NoSuchFileException("its folder does not exist");
            }
            String name = target.getFileName().toString();
            removeLeftovers(target.getParent(), name::equals);
            writeBeside(target, writer);
            forceFolder(target.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written, and is what it was: " + Words.of(e), e);
        }
    }

    private static void writeBeside(Path target, Writer writer) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            String random = String.format("%016x", RANDOM.nextLong());
            Path temporary = target.resolveSibling("." + target.getFileName() + "." + random + ".tmp");
            BEING_WRITTEN.add(temporary);
            try {
                if (writtenAndMoved(temporary, target, writer)) {
                    return;
                }
            } finally {
                Files.deleteIfExists(temporary); // there is none after the move
                BEING_WRITTEN.remove(temporary);
            }
        }
        throw new IOException("another process removes its temporary files");
    }

    /** Returns false if another process took the temporary file for a leftover before it was locked. */
    private static boolean writtenAndMoved(Path temporary, Path target, Writer writer) throws IOException {
        try (FileChannel channel =
                FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (!locked(channel) || !Files.exists(temporary)) {
                return false;
            }
            OutputStream out = new KeptOpen(channel);
            writer.write(out);
            out.flush();
            channel.force(true);
            // Before the channel is closed, as that releases the lock.
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
    }

    /** Also true where the file system has no locks; there a leftover is never removed, as nobody knows its writer. */
    private static boolean locked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException | UnsupportedOperationException e) {
            return true;
        }
    }

    /** Removes temporary files of targets with such names, where their writers do not live any more. */
    static void removeLeftovers(Path folder, Predicate<String> target) throws IOException {
        DirectoryStream.Filter<Path> filter = path -> {
            Matcher name = TEMPORARY.matcher(path.getFileName().toString());
            return name.matches() && target.test(name.group(1)) && !BEING_WRITTEN.contains(path);
        };
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, filter)) {
            for (Path leftover : leftovers) {
                removeUnlessLocked(leftover);
            }
        }
    }

    private static void removeUnlessLocked(Path leftover) {
        try (FileChannel channel = FileChannel.open(leftover, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(leftover);
            }
        } catch (IOException | UnsupportedOperationException | OverlappingFileLockException e) {
            // Its writer has just moved it, or it belongs to somebody else: it does no harm.
        }
    }

    /** So that the new name outlives a loss of power too. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows does not open folders, and some file systems do not force them; the file is in its place.
        }
    }

    /** Closing it, as a zip stream or a writer of text does, leaves the channel open, which is still to be forced. */
    private static final class KeptOpen extends BufferedOutputStream {
        KeptOpen(FileChannel channel) {
            super(Channels.newOutputStream(channel), 1 << 16);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
