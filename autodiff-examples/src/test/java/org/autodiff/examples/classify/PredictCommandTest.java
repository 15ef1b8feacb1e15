package org.autodiff.examples.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.examples.CommandLineRun;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.digits.DigitsJob;
import org.autodiff.examples.digits.DigitsResult;
import org.autodiff.examples.digits.Settings;
import org.autodiff.examples.train.OptimizerKind;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.io.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** The training's own predictions of its test rows, and those of the model that is read from its file. */
    @Test
    void itPredictsWhatTheTrainingPredicted() throws IOException {
        Path model = folder.resolve("model.safetensors");
        Settings settings = new Settings(
                3,
                16,
                List.of(5),
                OptimizerKind.ADAM,
                0.05,
                0.1,
                1,
                Optional.of(points()),
                "kind",
                0,
                Optional.empty(),
                Optional.of(model),
                Optional.empty(),
                folder.resolve("report"));
        Console silent = new Console(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false);
        DigitsResult trained = new DigitsJob(settings).run(silent);
        List<String> lines = run("predict", model.toString(), "--csv", points().toString())
                .out()
                .lines()
                .skip(1)
                .toList();
        assertTrue(trained.test().samples() > 10);
        for (int i = 0; i < trained.test().samples(); i++) {
            String[] line = lines.get(trained.split().test()[i]).split(",");
            int best = trained.test().predicted(i);
            assertEquals(List.of("left", "right").get(best), line[0]);
            assertEquals(trained.test().probability(i, best), Double.parseDouble(line[1]), 1e-14);
        }
    }

    @Test
    void withLabelsItIsScored() throws IOException {
        Path model = folder.resolve("model.safetensors");
        train("--epochs", "40", "--lr", "0.05", "--save", model.toString());
        Path out = folder.resolve("predicted.csv");
        CommandLineRun scored = run("predict", model.toString(), "--csv", points().toString(), "--out", out.toString());
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

    @Test
    void numbersTooLargeForTheModel() throws IOException {
        Path model = folder.resolve("model.safetensors");
        train("--epochs", "1", "--save", model.toString());
        Map<String, NdArray> arrays = new HashMap<>(Safetensors.read(model));
        arrays.computeIfPresent(
                "scaling/deviation", (name, x) -> Tensor.of(x).mul(1e-9).value());
        Safetensors.write(model, arrays, Safetensors.readMetadata(model));
        Path huge = Files.writeString(folder.resolve("huge.csv"), "a,b\n1,2\n1e308,-1e308\n");
        CommandLineRun run = run("predict", model.toString(), "--csv", huge.toString());
        assertMistake("line 3: its numbers are too large for the model", run);
        assertEquals("", run.out());
    }

    /** Rows without a label are predicted, and not counted. */
    @Test
    void anotherLabelColumnWithGaps() throws IOException {
        Path model = folder.resolve("model.safetensors");
        train("--epochs", "40", "--lr", "0.05", "--save", model.toString());
        Path rows = Files.writeString(folder.resolve("new.csv"), "a,b,side\n200,1,right\n-150,3,\n-150,3,up\n");
        CommandLineRun run = run("predict", model.toString(), "--csv", rows.toString(), "--label", "side");
        assertEquals("1 of 2 right: accuracy 50.0 %" + System.lineSeparator(), run.err());
        assertEquals(4, run.out().lines().count());
        assertMistake(
                "'a' is one of the model's features",
                run("predict", model.toString(), "--csv", rows.toString(), "--label", "a"));
    }

    /** What a hostile hand may write into the notes and arrays of a file that is otherwise a model. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        sizes    | [2,1000000000,2]  | its sizes do not fit its parameters
        sizes    | [2,-4,2]          | its sizes are not all positive
        sizes    | [2,null,2]        | it lacks its sizes
        sizes    | [2,4.5,2]         | is damaged
        sizes    | [2,1e99,2]        | is damaged
        sizes    | []                | needs at least the sizes of input and output
        sizes    | {}                | is damaged
        sizes    | null              | it lacks its sizes
        features | [\"a\",\"a\"] | two of its features have the same name
        features | [[[[[]]]]]        | is damaged
        features | [\"a\"]         | its sizes do not fit its features
        classes  | [\"left\"]      | its sizes do not fit its classes
        classes  | [\"x\",null]    | it lacks its classes
        kind     | autodiff 2        | is no model of autodiff train digits --save, but a 'autodiff 2'
        """)
    void notesThatDoNotFit(String note, String value, String message) throws IOException {
        Path model = folder.resolve("model.safetensors");
        train("--epochs", "1", "--save", model.toString());
        Map<String, String> notes = new HashMap<>(Safetensors.readMetadata(model));
        notes.put(note, value.replace("\\", ""));
        Safetensors.write(model, Safetensors.read(model), notes);
        assertMistake(message, run("predict", model.toString(), "--csv", points().toString()));
    }

    @Test
    void arraysThatDoNotFit() throws IOException {
        Path model = folder.resolve("model.safetensors");
        train("--epochs", "1", "--save", model.toString());
        Map<String, String> notes = Safetensors.readMetadata(model);
        Map<String, NdArray> arrays = Safetensors.read(model);
        for (String name : arrays.keySet()) {
            Map<String, NdArray> changed = new HashMap<>(arrays);
            changed.remove(name);
            Safetensors.write(model, changed, notes);
            assertMistake("is damaged", run("predict", model.toString(), "--csv", points().toString()));
            changed.put(name, Tensor.of(arrays.get(name)).mul(Double.NaN).value());
            Safetensors.write(model, changed, notes);
            assertMistake("is damaged", run("predict", model.toString(), "--csv", points().toString()));
            changed.put(name, Tensor.of(arrays.get(name)).unsqueeze(0).value());
            Safetensors.write(model, changed, notes);
            assertMistake("is damaged", run("predict", model.toString(), "--csv", points().toString()));
        }
    }

    private static void assertMistake(String message, CommandLineRun run) {
        assertEquals(2, run.exitCode(), run.out());
        assertTrue(run.err().contains(message), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }
}
