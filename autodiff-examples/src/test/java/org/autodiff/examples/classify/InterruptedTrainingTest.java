package org.autodiff.examples.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.autodiff.examples.Main;
import org.autodiff.nn.io.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training in a process of its own that is asked to end, as Ctrl-C asks it. */
@DisabledOnOs(OS.WINDOWS) // where a process is ended without being asked
final class InterruptedTrainingTest {
    private static final int SECONDS = 60;

    @TempDir
    Path folder;

    @Test
    void itLeavesACheckpointAndGoesOnFromThere() throws Exception {
        StringBuilder csv = new StringBuilder("x,label\n");
        for (int i = 0; i < 100; i++) {
            csv.append(i * i % 37).append(i % 2 == 0 ? ",a\n" : ",b\n");
        }
        Files.writeString(folder.resolve("data.csv"), csv);
        List<String> first = untilEnded(5);
        assertEquals(0, epoch(first.get(0)));
        Path saved = latest();
        int steps = Integer.parseInt(Checkpoint.notes(saved).get("step"));
        assertTrue(steps >= 5 * 3, saved + ": " + steps); // 72 rows in batches of 32
        List<String> second = untilEnded(3);
        assertEquals(steps / 3 + 1, epoch(second.get(0))); // the epoch that was begun, or the next one
        assertTrue(Integer.parseInt(Checkpoint.notes(latest()).get("step")) > steps);
    }

    private static int epoch(String line) {
        return Integer.parseInt(line.replaceAll("epoch +(\\d+)/.*", "$1"));
    }

    /** The lines of its epochs, of which it is to print so many before it is asked to end. */
    private List<String> untilEnded(int epochs) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors.txt");
        Path save = folder.resolve("model.safetensors");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "train",
                        "digits",
                        "--csv",
                        "data.csv",
                        "--hidden",
                        "4",
                        "--epochs",
                        "1000000",
                        "--resume",
                        "run",
                        "--save",
                        save.toString())
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> lines = out.lines()
                    .filter(line -> line.startsWith("epoch "))
                    .limit(epochs + 1)
                    .toList();
            process.toHandle().destroy();
            List<String> rest = out.lines().toList();
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
            assertTrue(rest.stream().noneMatch(line -> line.startsWith("test ")), "nothing was judged: " + rest);
            assertFalse(Files.exists(save), "it was not trained to the end");
            String message = Files.readString(errors);
            assertTrue(message.contains("autodiff train digits: stopped: the same command goes on from here"), message);
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    private Path latest() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("run"))) {
            return files.filter(file -> Checkpoint.notes(file).containsKey("step"))
                    .max((a, b) -> Integer.compare(step(a), step(b)))
                    .orElseThrow();
        }
    }

    private static int step(Path file) {
        return Integer.parseInt(Checkpoint.notes(file).get("step"));
    }
}
