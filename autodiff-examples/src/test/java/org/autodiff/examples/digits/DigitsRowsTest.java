package org.autodiff.examples.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autodiff.Tensor;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.data.LabelledData;
import org.autodiff.examples.train.OptimizerKind;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which rows the model of a job sees, and when. Its first layer records them. The single feature differs from row to
 * row, so its value identifies a row; the size 7 distinguishes training batches from test rows.
 */
final class DigitsRowsTest {
    private static final int ROWS = 100;
    private static final int JUDGES = 20;
    private static final int CHOOSERS = 8;
    private static final int LEARNERS = ROWS - JUDGES - CHOOSERS;
    private static final int BATCH = 7;

    @TempDir
    Path directory;

    private final List<double[]> learnt = new ArrayList<>();
    private double[] judging;
    private double[] choosing;
    private double[] judgingWhatWasLearnt;

    private Tensor listen(Tensor x) {
        double[] rows = x.toArray();
        if (rows.length == BATCH || rows.length == LEARNERS % BATCH) {
            learnt.add(rows);
        } else if (rows.length == JUDGES) {
            judging = rows;
        } else if (rows.length == CHOOSERS) {
            choosing = rows;
        } else if (rows.length == LEARNERS) {
            judgingWhatWasLearnt = rows;
        }
        return x;
    }

    /** The feature of row i is i^2: not symmetric, so leaving out a row shifts the mean. */
    private DigitsResult run() throws IOException {
        StringBuilder csv = new StringBuilder("x,label\n");
        for (int i = 0; i < ROWS; i++) {
            csv.append(i * i).append(',').append(i % 3 == 0 ? "b" : "a").append('\n');
        }
        Path file = Files.writeString(directory.resolve("squares.csv"), csv);
        Settings settings = new Settings(
                1,
                BATCH,
                List.of(),
                OptimizerKind.SGD,
                0.01,
                0,
                1,
                Optional.of(file),
                "label",
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                directory);
        Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false);
        return new DigitsJob(
                        settings,
                        (shape, rng) -> Sequential.of(Activation.of("listen", this::listen), Linear.of(1, 2, rng)))
                .run(console);
    }

    @Test
    void noRowThatJudgesWasLearntFrom() throws IOException {
        run();
        Set<Double> seen = new HashSet<>();
        learnt.forEach(batch -> Arrays.stream(batch).forEach(seen::add));
        assertEquals(LEARNERS, seen.size());
        Arrays.stream(judgingWhatWasLearnt).forEach(seen::remove);
        assertEquals(Set.of(), seen);
        Arrays.stream(judging).forEach(seen::add);
        Arrays.stream(choosing).forEach(seen::add);
        assertEquals(JUDGES + CHOOSERS, seen.size());
        Arrays.stream(judgingWhatWasLearnt).forEach(row -> seen.remove(row));
        assertEquals(JUDGES + CHOOSERS, seen.size());
    }

    @Test
    void theStandardisationKnowsTheRowsThatAreLearntFromOnly() throws IOException {
        int[] train = run().split().train();
        double mean = Arrays.stream(train).mapToDouble(i -> i * i).average().orElseThrow();
        double square = Arrays.stream(train)
                .mapToDouble(i -> (i * i - mean) * (i * i - mean))
                .average()
                .orElseThrow();
        double all = (ROWS - 1) * (2 * ROWS - 1) / 6.0; // the mean of all squares
        assertNotEquals(all, mean, 10);
        for (int i = 0; i < train.length; i++) {
            assertEquals((train[i] * train[i] - mean) / Math.sqrt(square), judgingWhatWasLearnt[i], 1e-12);
        }
        assertEquals(0, Arrays.stream(judgingWhatWasLearnt).sum(), 1e-10);
        assertEquals(
                train.length,
                Arrays.stream(judgingWhatWasLearnt).map(x -> x * x).sum(),
                1e-10);
    }

    @Test
    void eachRowThatJudgesHasItsOwnNumberAndClass() throws IOException {
        DigitsResult result = run();
        int[] test = result.split().test();
        LabelledData data = result.data();
        double scale = judgingWhatWasLearnt[0] - judgingWhatWasLearnt[1];
        int first = result.split().train()[0];
        int second = result.split().train()[1];
        scale /= first * first - second * second;
        assertEquals(JUDGES, result.test().samples());
        for (int i = 0; i < JUDGES; i++) {
            double x = (judging[i] - judgingWhatWasLearnt[0]) / scale + first * first;
            assertEquals(test[i] * test[i], x, 1e-6);
            String label = test[i] % 3 == 0 ? "b" : "a";
            assertEquals(label, data.classes().get(result.test().label(i)));
        }
    }

    @Test
    void theScoresOfBothAreNotMixedUp() throws IOException {
        DigitsResult result = run();
        assertEquals(2, result.history().size());
        result.history().forEach(epoch -> {
            assertEquals(LEARNERS, epoch.train().samples());
            assertEquals(CHOOSERS, epoch.validation().samples());
        });
        assertEquals(JUDGES, result.testScore().samples());
        assertEquals(result.history().get(1).validation(), result.validationScore());
        assertEquals(result.history().get(1).train(), result.trainScore());
    }
}
