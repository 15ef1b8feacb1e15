package org.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last checkpoints and the best. */
final class CheckpointFolderTest {
    @TempDir
    Path temporary;

    private Path folder() {
        return temporary.resolve("run");
    }

    private static void save(CheckpointFolder checkpoints, int step, double loss) {
        checkpoints.save(step, Map.of("model", Part.of("step", step)), Map.of("loss", "" + loss));
    }

    private static List<Integer> steps(CheckpointFolder checkpoints) {
        return checkpoints.files().stream().map(CheckpointFolderTest::step).toList();
    }

    private static int step(Path file) {
        Part part = Part.of("step", -1);
        Checkpoint.load(file, part);
        return (int) part.state().get("step").item();
    }

    @Test
    void keepsTheLastThree() {
        CheckpointFolder checkpoints = CheckpointFolder.of(folder());
        assertEquals(Optional.empty(), checkpoints.latest());
        assertEquals(List.of(), checkpoints.files());
        for (int step : new int[] {1, 2, 9, 10, 100}) {
            save(checkpoints, step, Double.NaN);
        }
        assertEquals(List.of(9, 10, 100), steps(checkpoints));
        assertEquals(Optional.of(folder().resolve("step-0000000100.safetensors")), checkpoints.latest());
        save(checkpoints, 100, 1);
        assertEquals(List.of(9, 10, 100), steps(checkpoints));
        assertThrows(IllegalStateException.class, checkpoints::best);
    }

    @Test
    void keepsTheBestToo() {
        CheckpointFolder lowest = CheckpointFolder.of(folder()).keepLast(2).keepLowest("loss");
        double[] losses = {3, 1, 2, 1, Double.NaN, 4, 0.5, 7, 8};
        List<List<Integer>> kept = List.of(
                List.of(0),
                List.of(0, 1),
                List.of(1, 2),
                List.of(1, 2, 3),
                List.of(1, 3, 4),
                List.of(1, 4, 5),
                List.of(5, 6),
                List.of(6, 7),
                List.of(6, 7, 8));
        for (int step = 0; step < losses.length; step++) {
            save(lowest, step, losses[step]);
            assertEquals(kept.get(step), steps(lowest), "after step " + step);
        }
        assertEquals(6, step(lowest.best().orElseThrow()));
        assertEquals(8, step(lowest.latest().orElseThrow()));
        // what is best follows from the files alone
        assertEquals(
                8, step(CheckpointFolder.of(folder()).keepHighest("loss").best().orElseThrow()));
        assertEquals(
                Optional.empty(),
                CheckpointFolder.of(folder()).keepHighest("accuracy").best());
    }

    @Test
    void oneOfNaNOnlyIsNotTheBest() {
        CheckpointFolder checkpoints =
                CheckpointFolder.of(folder()).keepHighest("loss").keepLast(1);
        save(checkpoints, 1, Double.NaN);
        assertEquals(Optional.empty(), checkpoints.best());
        save(checkpoints, 2, Double.NEGATIVE_INFINITY);
        save(checkpoints, 3, Double.NaN);
        assertEquals(2, step(checkpoints.best().orElseThrow()));
        assertEquals(List.of(2, 3), steps(checkpoints));
    }

    @Test
    void aDamagedFileIsNamedAndLeftAlone() throws IOException {
        CheckpointFolder checkpoints = CheckpointFolder.of(folder()).keepLast(2).keepLowest("loss");
        save(checkpoints, 1, 1);
        Path damaged = folder().resolve("step-0000000001.safetensors");
        Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 100));
        Resources.assertRefused(damaged, "cut off", checkpoints::latest);
        for (int step = 2; step < 6; step++) {
            save(checkpoints, step, step);
        }
        assertEquals(5, step(checkpoints.latest().orElseThrow()));
        Resources.assertRefused(damaged, "cut off", checkpoints::best);
        Files.delete(damaged);
        assertEquals(List.of(2, 4, 5), steps(checkpoints));
        assertEquals(2, step(checkpoints.best().orElseThrow()));
    }

    @Test
    void whatIsWrongIsRefusedBeforeAnythingIsWritten() {
        CheckpointFolder checkpoints = CheckpointFolder.of(folder()).keepLowest("loss");
        save(checkpoints, 5, 1);
        Map<String, Part> parts = Map.of("model", Part.of("step", 0));
        for (Runnable wrong : List.<Runnable>of(
                () -> checkpoints.save(6, parts, Map.of("accuracy", "1")),
                () -> checkpoints.save(6, parts, Map.of("loss", "low")),
                () -> checkpoints.save(-1, parts, Map.of("loss", "1")),
                () -> checkpoints.save(10_000_000_000L, parts, Map.of("loss", "1")),
                () -> checkpoints.keepLast(0))) {
            assertThrows(IllegalArgumentException.class, wrong::run);
        }
        String message = assertThrows(
                        IllegalArgumentException.class, () -> checkpoints.save(4, parts, Map.of("loss", "1")))
                .getMessage();
        assertTrue(message.contains("step 4 is before that of"), message);
        assertEquals(List.of(5), steps(checkpoints));
    }

    @Test
    void otherFilesStayAndLeftoversGo() throws IOException {
        CheckpointFolder checkpoints = CheckpointFolder.of(folder()).keepLast(1);
        save(checkpoints, 1, 1);
        Files.writeString(folder().resolve("notes.txt"), "mine");
        Files.writeString(folder().resolve("step-1.safetensors"), "mine");
        Files.writeString(folder().resolve(".step-0000000001.safetensors.0123456789abcdef.tmp"), "left");
        save(checkpoints, 2, 1);
        try (var files = Files.list(folder())) {
            assertEquals(
                    List.of("notes.txt", "step-0000000002.safetensors", "step-1.safetensors"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }
}
