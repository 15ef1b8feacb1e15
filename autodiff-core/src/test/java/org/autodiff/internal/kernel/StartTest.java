package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is decided once in the life of a JVM, by its command line: each test starts one. */
class StartTest {
    private static final String[] VECTOR = {"--add-modules", "jdk.incubator.vector"};

    @TempDir
    Path directory;

    private record Said(List<String> lines, String log) {}

    private Said start(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Started.class.getName()));
        Path output = directory.resolve("output.txt");
        Path log = directory.resolve("log.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "does not end");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> read(log));
        return new Said(read(output).lines().toList(), read(log));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String[] vectorAnd(String... options) {
        List<String> all = new ArrayList<>(List.of(VECTOR));
        Collections.addAll(all, options);
        return all.toArray(String[]::new);
    }

    private static List<String> works(String kernels) {
        return List.of(kernels, "exp 2.0", "exp 2.0", "product 3.0");
    }

    private static List<String> refuses(String exception) {
        return Collections.nCopies(4, exception);
    }

    @Test
    void withoutC2TheScalarKernelsAreChosen() throws IOException, InterruptedException {
        Said said = start(vectorAnd("-XX:TieredStopAtLevel=1"));
        assertEquals(works("scalar"), said.lines());
        assertTrue(said.log().contains("scalar kernels: this JVM is limited to C1"), said.log());
        assertEquals(
                works("scalar"), start(vectorAnd("-XX:TieredStopAtLevel=3")).lines());
    }

    @Test
    void whoAsksForTheVectorKernelsGetsThemAndAWarning() throws IOException, InterruptedException {
        Said said = start(vectorAnd("-XX:TieredStopAtLevel=1", "-Dautodiff.kernels=vector"));
        assertEquals(works("vector"), said.lines());
        assertTrue(said.log().contains("WARNING"), said.log());
        assertTrue(said.log().contains("slower than the scalar ones: this JVM is limited to C1"), said.log());
    }

    /** As in a runtime image made by jlink with what is needed only. */
    @Test
    void withoutTheManagementModuleTheVectorKernelsAreFound() throws IOException, InterruptedException {
        Assumptions.assumeTrue(VectorCompiler.missing().isEmpty());
        Assumptions.assumeTrue(
                KernelProvider.vector().filter(KernelProvider::pays).isPresent());
        Said said = start(vectorAnd("--limit-modules", "java.base,jdk.incubator.vector"));
        assertEquals(works("vector"), said.lines());
    }

    @Test
    void aWrongPropertyIsOneClearExceptionEachTime() throws IOException, InterruptedException {
        String wrong = "java.lang.IllegalArgumentException: -Dautodiff.";
        assertEquals(
                refuses(wrong + "kernels=fast: must be scalar or vector"),
                start("-Dautodiff.kernels=fast").lines());
        assertEquals(
                refuses(wrong + "threads=two: must be a whole number, at least 1"),
                start("-Dautodiff.threads=two").lines());
        assertEquals(
                refuses("java.lang.IllegalStateException: -Dautodiff.kernels=vector needs the Vector API:"
                        + " start Java with --add-modules jdk.incubator.vector"),
                start("-Dautodiff.kernels=vector").lines());
    }
}
