package org.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import org.junit.jupiter.api.function.Executable;

/** Files that src/test/python/files.py wrote, and what tests of files have in common. */
final class Resources {
    private Resources() {}

    static Path file(String name) {
        URL url = Resources.class.getResource("/org/autodiff/nn/io/" + name);
        assertNotNull(url, name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file is refused, and the message begins with its name. */
    static void assertRefused(Path file, String words, Executable read) {
        String message = assertThrows(UncheckedIOException.class, read).getMessage();
        assertTrue(message.startsWith(file + ": "), message);
        assertTrue(message.contains(words), message);
        assertTrue(message.length() < 1000 && !message.contains("\u0000"), message);
    }
}
