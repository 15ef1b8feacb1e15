package org.autodiff.examples.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.examples.CommandLineRun;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.io.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trained, saved, resumed and used again: {@code train digits --save --resume}, {@code predict}. */
final class PredictCommandTest {
    @TempDir
    Path folder;

    private static CommandLineRun run(String... arguments) {
        return CommandLineRun.of(arguments);
    }

    /** Two classes that a line parts. */
    private Path points() throws IOException {
        StringBuilder csv = new StringBuilder("a,b,kind\n");
        for (int i = 0; i < 60; i++) {
            csv.append(i % 2 == 0 ? i + 5 : -i - 5).append(',').append(i % 7).append(',');
            csv.append(i % 2 == 0 ? "right\n" : "left\n");
        }
        return Files.writeString(folder.resolve("points.csv"), csv);
    }

    private CommandLineRun train(String... more) throws IOException {
        List<String> start = List.of(
                "train",
                "digits",
                "--csv",
                points().toString(),
                "--label",
                "kind",
                "--hidden",
                "4",
                "--noise",
                "0.1",
                "--output",
                folder.resolve("report").toString());
        return run(Stream.concat(start.stream(), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void aSavedModelPredicts() throws IOException {
        Path model = folder.resolve("model.safetensors");
        CommandLineRun trained = train("--epochs", "40", "--lr", "0.05", "--save", model.toString());
        assertEquals(0, trained.exitCode(), trained.err());
        // Other rows, columns in another order, one that the model does not know.
        Path rows = Files.writeString(folder.resolve("new.csv"), "note,b,a\nx,1,200\ny,3,-150\n");
        CommandLineRun predicted = run("predict", model.toString(), "--csv", rows.toString());
        assertEquals(0, predicted.exitCode(), predicted.err());
        List<String> lines = predicted.out().lines().toList();
        assertEquals("class,probability", lines.get(0));
        assertTrue(lines.get(1).startsWith("right,0.9") || lines.get(1).startsWith("right,1.0"), lines.get(1));
        assertTrue(lines.get(2).startsWith("left,"), lines.get(2));
        assertEquals("", predicted.err());
    }

    @Test
    void withLabelsItIsScored() throws IOException {
        Path model = folder.resolve("model.safetensors");
        train("--epochs", "40", "--lr", "0.05", "--save", model.toString());
        Path out = folder.resolve("predicted.csv");
        CommandLineRun scored = run(
                "predict", model.toString(), "--csv", points().toString(), "--label", "kind", "--out", out.toString());
        assertEquals(0, scored.exitCode(), scored.err());
        assertEquals("", scored.out());
        assertEquals(61, Files.readAllLines(out).size());
        long right = 0;
        List<String> predicted = Files.readAllLines(out);
        for (int i = 0; i < 60; i++) {
            right += predicted.get(i + 1).startsWith(i % 2 == 0 ? "right," : "left,") ? 1 : 0;
        }
        assertTrue(scored.err().startsWith(right + " of 60 right: accuracy "), scored.err());
    }

    /** Stopped after 3 of 6 epochs, and gone on: the same bits as in one go. */
    @Test
    void aResumedRunHasTheSameBits() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        assertEquals(0, train("--epochs", "6", "--save", whole.toString()).exitCode());
        Path checkpoints = folder.resolve("run");
        Path metrics = folder.resolve("metrics.csv");
        String[] options = {
            "--epochs",
            "6",
            "--resume",
            checkpoints.toString(),
            "--save",
            folder.resolve("b.safetensors").toString(),
            "--metrics-csv",
            metrics.toString()
        };
        assertEquals(0, train(options).exitCode());
        List<Path> files;
        try (Stream<Path> list = Files.list(checkpoints)) {
            files = list.sorted().toList();
        }
        Files.delete(files.get(files.size() - 1)); // as if it had been killed in the last epoch
        CommandLineRun again = train(options);
        assertEquals(0, again.exitCode(), again.err());
        assertFalse(again.out().contains("epoch 5/6"), again.out());
        assertTrue(again.out().contains("epoch 6/6"), again.out());
        assertEquals(Safetensors.read(whole), Safetensors.read(folder.resolve("b.safetensors")));
        assertEquals(8, Files.readAllLines(metrics).size()); // a header, the state before, six epochs
    }

    @Test
    void otherOptionsAreNoResumedRun() throws IOException {
        String checkpoints = folder.resolve("run").toString();
        assertEquals(0, train("--epochs", "2", "--resume", checkpoints).exitCode());
        CommandLineRun other = train("--epochs", "2", "--lr", "0.5", "--resume", checkpoints);
        assertEquals(2, other.exitCode());
        assertTrue(other.err().contains("--lr is another one than that of the run in this folder"), other.err());
        CommandLineRun larger = run(
                "train",
                "digits",
                "--csv",
                points().toString(),
                "--label",
                "kind",
                "--hidden",
                "5",
                "--noise",
                "0.1",
                "--epochs",
                "2",
                "--resume",
                checkpoints,
                "--output",
                folder.toString());
        assertEquals(2, larger.exitCode());
        assertTrue(larger.err().contains("the checkpoint is of another training"), larger.err());
    }

    @Test
    void earlyStoppingTakesTheBest() throws IOException {
        CommandLineRun run = train("--epochs", "400", "--lr", "0.3", "--early-stop", "3");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().lines().filter(l -> l.startsWith("epoch ")).count() < 300, run.out());
    }

    @Test
    void filesThatAreNoModel() throws IOException {
        String csv = points().toString();
        Path model = folder.resolve("model.safetensors");
        train("--epochs", "1", "--save", model.toString());
        byte[] bytes = Files.readAllBytes(model);
        for (int length : new int[] {0, 7, 8, 100, bytes.length / 2, bytes.length - 1}) {
            Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
            assertMistake(cut.toString(), run("predict", cut.toString(), "--csv", csv));
        }
        assertMistake("points.csv", run("predict", csv, "--csv", csv)); // the rows in place of the model
        assertMistake("nowhere", run("predict", folder.resolve("nowhere").toString(), "--csv", csv));
        Path other = folder.resolve("other.safetensors");
        Safetensors.write(other, Map.of("x", NdArray.of(1)));
        assertMistake("is no model of autodiff train digits --save", run("predict", other.toString(), "--csv", csv));
    }

    @Test
    void rowsThatDoNotFit() throws IOException {
        Path model = folder.resolve("model.safetensors");
        train("--epochs", "1", "--save", model.toString());
        Path missing = Files.writeString(folder.resolve("missing.csv"), "a,b\n1,\n");
        assertMistake(
                "no number: the model needs all 2", run("predict", model.toString(), "--csv", missing.toString()));
        Path lacks = Files.writeString(folder.resolve("lacks.csv"), "a,c\n1,2\n");
        assertMistake("b", run("predict", model.toString(), "--csv", lacks.toString()));
        Path words = Files.writeString(folder.resolve("words.csv"), "a,b\n1,two\n");
        assertMistake("two", run("predict", model.toString(), "--csv", words.toString()));
    }

    private static void assertMistake(String message, CommandLineRun run) {
        assertEquals(2, run.exitCode(), run.out());
        assertTrue(run.err().contains(message), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }
}
