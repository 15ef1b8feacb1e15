package org.autodiff.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples use only what every user can use. */
final class ArchitectureTest {

    @Test
    void nothingInternalIsUsed() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertFalse(sources.isEmpty());
            for (Path source : sources) {
                List<String> forbidden = Files.readAllLines(source).stream()
                        .filter(line -> line.contains("org.autodiff.internal"))
                        .toList();
                assertEquals(List.of(), forbidden, source.toString());
            }
        }
    }
}
