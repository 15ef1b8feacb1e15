package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A vector kernel that C2 cannot inline whole is still right, but allocates every intermediate vector and runs ten
 * times slower. The bytes that a thread allocates say so. What C2 inlines depends on what ran before in the same JVM,
 * so {@link Allocations} has one of its own, which compiles before it goes on.
 */
class NoBoxingTest {
    private static final int KERNELS = 30; // at least

    @TempDir
    Path directory;

    @Test
    void noKernelAllocatesItsVectors() throws IOException, InterruptedException {
        Kernels vector = KernelProvider.vector().orElse(null);
        Assumptions.assumeTrue(vector != null, "needs --add-modules jdk.incubator.vector");
        Assumptions.assumeTrue(KernelProvider.pays(vector), "vectors of 128 bits are boxed");

        Path output = directory.resolve("allocations.txt");
        Path errors = directory.resolve("errors.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-XX:-BackgroundCompilation",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Allocations.class.getName())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertTrue(process.waitFor(300, TimeUnit.SECONDS), "does not end");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> read(errors).toString());

        List<String> lines = read(output);
        assertTrue(lines.size() >= KERNELS, () -> "only " + lines);
        List<String> boxed = lines.stream()
                .filter(line -> Long.parseLong(line.split("\t")[0]) >= Long.parseLong(line.split("\t")[1]))
                .toList();
        assertEquals(List.of(), boxed, "bytes a call, operations, kernel");
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
