package org.autodiff.nn.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is wrong with a file, in words that begin with its name. */
final class Words {
    private Words() {}

    static UncheckedIOException cannotRead(Path file, IOException e) {
        return new UncheckedIOException(file + ": " + of(e), e);
    }

    /** The exceptions of the file system say the file's name and no more. */
    static String of(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            String text = missing.getMessage();
            return text != null && text.contains(" ") ? text : "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        String text = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        return text == null ? e.getClass().getSimpleName() : text;
    }
}
