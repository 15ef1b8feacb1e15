package org.autodiff.examples.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.autodiff.Tensor;
import org.autodiff.examples.CommandLineRun;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.JobFailure;
import org.autodiff.examples.train.Epoch;
import org.autodiff.examples.train.OptimizerKind;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The main job, as a user runs it. */
final class DigitsJobTest {
    @TempDir
    Path directory;

    // ---- as a whole

    @ParameterizedTest
    @ValueSource(longs = {1, 3})
    void theDefaultsReach97Percent(long seed) throws Exception {
        CommandLineRun run = run("--seed", Long.toString(seed));
        assertEquals("", run.err());
        assertEquals(0, run.exitCode());
        assertTrue(testAccuracy(run) >= 97, run.out());
        assertTrue(run.out().contains("gradients passed: 94 derivatives agree with centred differences"), run.out());
        assertTrue(run.out().contains("report    " + directory.resolve("report.html")), run.out());
        Document report = report();
        assertEquals(2, report.getElementsByTagName("polyline").getLength() / 2);
        assertTrue(text().contains("CC BY 4.0"));
        assertTrue(text().contains("--seed " + seed));
    }

    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void everyOptimizerLearnsWithItsOwnRate(OptimizerKind optimizer) {
        CommandLineRun run = run("--epochs", "4", "--hidden", "32", "--optimizer", optimizer.toString());
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(testAccuracy(run) >= 92, run.out());
    }

    @Test
    void severalHiddenLayersAndABatchOfEverything() {
        CommandLineRun run = run("--hidden", "32,16", "--epochs", "2", "--batch", "100000", "--noise", "0");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("model     64 -> 32 -> 16 -> 10 with relu: 2,778 parameters"), run.out());
    }

    @Test
    void withoutATerminalThereIsALineForEachEpoch() {
        CommandLineRun run = run("--hidden", "8", "--epochs", "3");
        assertEquals(
                4, run.out().lines().filter(l -> l.matches("epoch \\d/3 .*")).count(), run.out());
        assertFalse(run.out().contains("\r") || run.out().contains("\u001b"), run.out());
    }

    // ---- the same again

    @Test
    void theSameSeedGivesTheSameBits() {
        List<Epoch> first = history(5);
        assertEquals(first, history(5));
        assertFalse(first.equals(history(6)));
    }

    private List<Epoch> history(long seed) {
        return new DigitsJob(settings(seed))
                .run(silent()).history().stream()
                        .map(e -> new Epoch(e.number(), e.train(), e.validation(), 0)) // the speed may differ
                        .toList();
    }

    // ---- failures

    /** tanh with a derivative that forgets to subtract from 1. */
    private record WrongTanh() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return Math.tanh(x);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.tanh().square();
        }
    }

    @Test
    void aWrongGradientStopsTheJobBeforeTraining() {
        StringWriter out = new StringWriter();
        Console console = new Console(new PrintWriter(out), new PrintWriter(new StringWriter()), false);
        DigitsJob job = new DigitsJob(
                settings(1),
                (shape, rng) -> Sequential.of(
                        Linear.of(64, 8, rng),
                        Activation.of("wrong", x -> Tensor.apply(new WrongTanh(), x)),
                        Linear.of(8, 10, rng)));
        JobFailure failure = assertThrows(JobFailure.class, () -> job.run(console));
        assertTrue(
                failure.getMessage().matches("gradient check FAILED: \\d+ of \\d+ derivatives are wrong: .*"),
                failure.getMessage());
        assertTrue(out.toString().contains("0.weight["), out.toString()); // the report names the coordinates
        assertFalse(out.toString().contains("epoch"), out.toString());
        assertFalse(Files.exists(directory.resolve("report.html")));
    }

    @Test
    void aTrainingThatDivergesIsExitCode1() {
        CommandLineRun run = run("--optimizer", "sgd", "--lr", "1e300", "--epochs", "2");
        assertEquals(1, run.exitCode());
        assertTrue(
                run.err()
                        .matches("autodiff train digits: training diverged in epoch 1, step \\d+: .*;"
                                + " the learning rate 1.0E300 may be too large\\R"),
                run.err());
    }

    // ---- other data

    @ParameterizedTest
    @CsvSource({"red, green", "<b>&\", 'it''s'", "0, 1"})
    void anyLabelsAndNoPictures(String one, String other) throws Exception {
        StringBuilder csv = new StringBuilder("x,y,kind\n");
        for (int i = 0; i < 60; i++) {
            // one class on each side of 0
            boolean left = i % 2 == 0;
            String label = left ? one : other;
            csv.append(left ? -1 : 1).append(',').append(i % 7).append(",\"");
            csv.append(label.replace("\"", "\"\"")).append("\"\n");
        }
        for (int i = 0; i < 40; i++) { // and 20 rows that look like the other class
            csv.append(i % 2 == 0 ? -1 : 1)
                    .append(",0,\"")
                    .append(one.replace("\"", "\"\""))
                    .append("\"\n");
        }
        Path file = Files.writeString(directory.resolve("points.csv"), csv);
        CommandLineRun run = run("--csv", file.toString(), "--label", "kind", "--hidden", "8", "--epochs", "5");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("(no pictures: the features are not the pixels p00 to p77 of 8 x 8)"), run.out());
        report();
        assertFalse(text().contains("CC BY"));
    }

    @Test
    void aRowOfMeansDoesNotStopTheGradientCheck() throws Exception {
        Path file = Files.writeString(directory.resolve("even.csv"), "x,label\n" + "-1,a\n0,a\n1,b\n".repeat(20));
        CommandLineRun run = run("--csv", file.toString(), "--hidden", "8", "--epochs", "2");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("gradients passed: "), run.out());
    }

    // ---- the report

    @Test
    void theReportLoadsNothingFromElsewhere() throws Exception {
        assertEquals(0, run("--hidden", "8", "--epochs", "1").exitCode());
        report();
        String html = text();
        assertTrue(html.startsWith("<!DOCTYPE html>"));
        Matcher address = Pattern.compile("(\\w+)=\"(https?:[^\"]*)\"").matcher(html);
        while (address.find()) {
            assertTrue(address.group(1).matches("href|xmlns"), address.group());
        }
        for (String forbidden : List.of("<link", "<script", "<img", "<iframe", "@import", "url(", "src=")) {
            assertFalse(html.contains(forbidden), forbidden);
        }
        assertFalse(html.contains("NaN"), "a number is missing");
    }

    private Document report() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text())));
    }

    private String text() throws IOException {
        return Files.readString(directory.resolve("report.html"));
    }

    // ---- helpers

    private CommandLineRun run(String... options) {
        String[] arguments = new String[options.length + 4];
        arguments[0] = "train";
        arguments[1] = "digits";
        arguments[2] = "--output";
        arguments[3] = directory.toString();
        System.arraycopy(options, 0, arguments, 4, options.length);
        return CommandLineRun.of(arguments);
    }

    private static double testAccuracy(CommandLineRun run) {
        Matcher matcher = Pattern.compile("(?m)^test      accuracy ([0-9.]+) %").matcher(run.out());
        assertTrue(matcher.find(), run.out());
        return Double.parseDouble(matcher.group(1));
    }

    private Settings settings(long seed) {
        return new Settings(
                2,
                32,
                List.of(16),
                OptimizerKind.ADAM,
                0.005,
                0.5,
                seed,
                Optional.empty(),
                "label",
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                directory);
    }

    private static Console silent() {
        return new Console(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false);
    }
}
