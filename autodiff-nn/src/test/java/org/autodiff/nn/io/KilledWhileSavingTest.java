package org.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that saves in a loop is killed, again and again: what is there is always one whole checkpoint. */
final class KilledWhileSavingTest {
    private static final int KILLS = 20;
    private static final int SIZE = 300_000; // 2.4 MB, so that most of its time goes into saving

    @TempDir
    Path folder;

    private static Part part(int step) {
        return new Part(Map.of("first", NdArray.full(Shape.of(SIZE), step), "second", NdArray.of(step)));
    }

    /** The killed process: goes on from the latest checkpoint, and says each step that has been saved. */
    public static void main(String[] args) {
        CheckpointFolder folder = CheckpointFolder.of(Path.of(args[0])).keepLast(2);
        int step = folder.latest().map(KilledWhileSavingTest::step).orElse(0);
        while (true) {
            step++;
            folder.save(step, Map.of("model", part(step)), Map.of("step", "" + step));
            System.out.println(step);
        }
    }

    /** The step of a checkpoint, every number of which must be of the same step. */
    private static int step(Path file) {
        Part part = part(-1);
        int step = Integer.parseInt(Checkpoint.load(file, part).get("step"));
        assertEquals(part(step).state(), part.state(), file.toString());
        return step;
    }

    @Test
    void everyFileIsWhole() throws IOException, InterruptedException {
        Random random = new Random(18);
        CheckpointFolder checkpoints = CheckpointFolder.of(folder).keepLast(2);
        int leftovers = 0;
        int latest = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int said = runAndKill(random.nextInt(60));
            List<Path> files = checkpoints.files();
            assertTrue(files.size() <= 3, files.toString());
            for (Path file : files) {
                step(file);
            }
            int now = step(checkpoints.latest().orElseThrow());
            assertTrue(now >= said && said > latest, "step " + said + " was saved, " + now + " is there");
            latest = now;
            leftovers += temporaries();
            assertTrue(temporaries() <= 1, "leftovers are not removed");
        }
        assertTrue(leftovers > 0, "no kill came while it saved: the test tests nothing");
        checkpoints.save(latest + 1, Map.of("model", part(latest + 1)), Map.of());
        assertEquals(0, temporaries());
    }

    private int temporaries() throws IOException {
        try (var files = Files.list(folder)) {
            return (int) files.filter(file -> file.toString().endsWith(".tmp")).count();
        }
    }

    /** Lets it save at least once, and kills it some milliseconds later. Returns the last step that it said. */
    private int runAndKill(int milliseconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWhileSavingTest.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            String line = out.readLine();
            assertFalse(line == null, "it ended by itself");
            Thread.sleep(milliseconds);
            process.toHandle().destroyForcibly(); // SIGKILL; the process itself would also close the stream
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            int said = Integer.parseInt(line);
            while ((line = out.readLine()) != null && !line.isEmpty()) {
                said = Integer.parseInt(line);
            }
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}
