package org.autodiff.examples.report;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;

/**
 * A file that exists completely or not at all: it is written under a temporary name in the same directory, then moved.
 *
 * @param path its place
 */
public record ReportFile(Path path) {

    /**
     * A file of this name in a directory, which is created if it does not exist. Call this before long work, so that a
     * directory that cannot be written to is found at once.
     *
     * @throws UserError if the directory cannot be created or written to, or there is a directory of the file's name
     */
    public static ReportFile in(Path directory, String name) {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new UserError(directory + ": is not a directory", e);
        } catch (IOException e) {
            throw new UserError(directory + ": the directory cannot be made: " + reason(e), e);
        }
        if (!Files.isWritable(directory)) {
            throw new UserError(directory + ": no permission to write there");
        }
        Path path = directory.resolve(name);
        if (Files.isDirectory(path)) {
            throw new UserError(path + ": is a directory, in the place of the report");
        }
        return new ReportFile(path);
    }

    /**
     * A file that an option names, in a directory that is created if it does not exist.
     *
     * @throws UserError as above
     */
    public static ReportFile at(String option, Path file) {
        Path absolute = file.toAbsolutePath();
        if (absolute.getFileName() == null) {
            throw new UserError(option + " " + file + ": is a directory");
        }
        return in(absolute.getParent(), absolute.getFileName().toString());
    }

    /**
     * Writes the file; an older one is replaced.
     *
     * @throws UserError if it cannot be written
     */
    public void write(String content) {
        Path temporary = path.resolveSibling(
                path.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            try {
                Files.writeString(temporary, content);
                move(temporary);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UserError(path + ": cannot be written: " + reason(e), e);
        }
    }

    private void move(Path temporary) throws IOException {
        try {
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        return Text.oneLine(e.getClass().getSimpleName() + (reason == null ? "" : ": " + reason));
    }
}
