package org.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models and trainings in one file. */
final class CheckpointTest {
    @TempDir
    Path folder;

    @Test
    void aModel() {
        Path file = folder.resolve("model.safetensors");
        Checkpoint.save(file, Part.of("weight", 1, 2));
        Part other = Part.of("weight", 0, 0);
        assertEquals(Map.of(), Checkpoint.load(file, other));
        assertEquals(NdArray.of(1, 2), other.state().get("weight"));
        assertEquals(Map.of("model.weight", NdArray.of(1, 2)), Safetensors.read(file));
        assertEquals(Map.of("autodiff.checkpoint", "1"), Safetensors.readMetadata(file));
    }

    @Test
    void aTrainingAndItsNotes() {
        Path file = folder.resolve("run.safetensors");
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("epoch", "12");
        notes.put("validation loss", "0.25");
        notes.put("accuracy", "0.9");
        Checkpoint.save(file, Map.of("model", Part.of("w", 1), "optimizer", Part.of("steps", 7)), notes);
        Part model = Part.of("w", 0);
        Part optimizer = Part.of("steps", 0);
        Map<String, String> read = Checkpoint.load(file, Map.of("optimizer", optimizer, "model", model));
        assertEquals(notes, read);
        assertEquals(List.copyOf(notes.keySet()), List.copyOf(read.keySet()));
        assertEquals(NdArray.of(new double[] {1}), model.state().get("w"));
        assertEquals(NdArray.of(new double[] {7}), optimizer.state().get("steps"));
        assertEquals(notes, Checkpoint.notes(file));
        // the model of a training, for predictions
        Part served = Part.of("w", 0);
        assertEquals(notes, Checkpoint.load(file, served));
        assertEquals(model.state(), served.state());
    }

    @Test
    void allPartsOrNone() {
        Path file = folder.resolve("run.safetensors");
        Map<String, Part> saved = new LinkedHashMap<>();
        saved.put("a", Part.of("w", 1));
        saved.put("b", Part.of("w", 2, 3));
        Checkpoint.save(file, saved, Map.of());
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("a", Part.of("w", 0));
        parts.put("b", Part.of("w", 0));
        String message = assertThrows(IllegalArgumentException.class, () -> Checkpoint.load(file, parts))
                .getMessage();
        assertTrue(message.startsWith(file + ": does not fit, and nothing was loaded: "), message);
        assertTrue(message.contains("(2)") && message.contains("(1)"), message);
        assertEquals(NdArray.of(new double[] {0}), parts.get("a").state().get("w"));
        // a part that the file has, and nobody asks for
        message = assertThrows(IllegalArgumentException.class, () -> Checkpoint.load(file, Map.of("a", parts.get("a"))))
                .getMessage();
        assertTrue(message.contains("'b.w'"), message);
        assertEquals(NdArray.of(new double[] {0}), parts.get("a").state().get("w"));
    }

    @Test
    void nothingIsLoadedFromADamagedFile() throws IOException {
        Path file = folder.resolve("run.safetensors");
        Checkpoint.save(file, Part.of("weight", 1, 2));
        byte[] whole = Files.readAllBytes(file);
        Part part = Part.of("weight", 0, 0);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            Resources.assertRefused(file, length < 8 ? "bytes" : "cut off", () -> Checkpoint.load(file, part));
        }
        assertEquals(NdArray.of(0, 0), part.state().get("weight"));
    }

    @Test
    void otherFilesAndNewerVersionsAreRefused() {
        Path file = folder.resolve("weights.safetensors");
        Safetensors.write(file, Map.of("model.w", NdArray.of(new double[] {1})));
        Part part = Part.of("w", 0);
        Resources.assertRefused(
                file, "is a safetensors file, but no checkpoint: for weights alone", () -> Checkpoint.load(file, part));
        Safetensors.write(file, Map.of("model.w", NdArray.of(new double[] {1})), Map.of("autodiff.checkpoint", "2"));
        Resources.assertRefused(
                file,
                "is a checkpoint of version '2', and this library knows version 1",
                () -> Checkpoint.load(file, part));
        assertEquals(NdArray.of(new double[] {0}), part.state().get("w"));
        assertThrows(
                IllegalArgumentException.class,
                () -> Checkpoint.save(file, Map.of(), Map.of("autodiff.checkpoint", "3")));
    }
}
