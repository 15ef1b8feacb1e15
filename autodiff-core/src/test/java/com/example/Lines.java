package com.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds marked lines in the source of a test. */
final class Lines {
    private Lines() {}

    /** {@code BrokenPrograms.java:12}: the line that ends in {@code // BLAME name}. */
    static String blamed(Class<?> programs, String name) {
        String file = programs.getSimpleName() + ".java";
        try {
            List<String> lines = Files.readAllLines(Path.of("src", "test", "java", "com", "example", file));
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).endsWith("// BLAME " + name)) {
                    return file + ":" + (i + 1);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException("no line is marked with " + name);
    }
}
