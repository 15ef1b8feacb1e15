package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import java.util.stream.Stream;
import org.autodiff.Rng;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Dropout;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.io.Checkpoint;
import org.autodiff.nn.io.CheckpointFolder;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.schedule.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that trains is killed by SIGKILL at random moments, and started again each time, until the training is
 * finished: the same bits as without, and every file that it leaves behind can be loaded.
 */
final class KilledTrainingTest {
    private static final int KILLS = Integer.getInteger("autodiff.kills", 8); // 20 in the profile long
    private static final int EPOCHS = 60; // of 7 steps, each of which is saved

    @TempDir
    Path folder;

    private final Random random = new Random(18);
    private int kills;
    private int whileSaving;

    /** The training, its parts made anew as in a program that begins. */
    private static final class Training {
        final Layer model = Sequential.of(
                Linear.of(3, 150, Rng.of(1)),
                BatchNorm1d.of(150),
                Activation.tanh(),
                Dropout.of(0.25, Rng.of(2)),
                Linear.of(150, 150, Rng.of(3)), // large enough that saving takes most of the time
                Activation.relu(),
                Linear.of(150, 2, Rng.of(4)));
        final Optimizer optimizer = Optimizer.of(model, new Adam(), Schedule.cosine(0.01, 500));
        final BatchLoader loader = BatchLoader.shuffled(Runs.data(50, 4), 8, Rng.of(5));
        final CheckpointFolder files;
        final Trainer<Layer> trainer;

        Training(Path folder) {
            files = CheckpointFolder.of(folder).keepLast(2).keepLowest("validation loss");
            trainer = Trainer.builder(model, optimizer)
                    .loss(Runs::loss)
                    .validation(BatchLoader.inOrder(Runs.data(11, 6), 4))
                    .metrics(new Accuracy())
                    .earlyStopping(EarlyStopping.lowest("validation loss")
                            .patience(EPOCHS)
                            .restoreBest(true))
                    .checkpoints(files)
                    .checkpointEvery(1)
                    .listener(TrainingListener.onStep(step -> System.out.println(step.step())))
                    .build();
        }
    }

    /** The process. It says that it begins, and every step. */
    public static void main(String[] args) {
        System.out.println("begins");
        Training training = new Training(Path.of(args[0]));
        training.trainer.resume(training.loader);
        training.trainer.fit(training.loader, EPOCHS);
    }

    @Test
    void theSameBitsAndEveryFileLoads() throws IOException, InterruptedException {
        Path undisturbed = folder.resolve("undisturbed");
        assertTrue(isFinished(undisturbed, Integer.MAX_VALUE));
        for (int run = 0; kills < KILLS; run++) {
            Path disturbed = folder.resolve("run" + run);
            while (!isFinished(disturbed, kills < KILLS ? random.nextInt(80) : Integer.MAX_VALUE)) {
                assertTrue(++kills <= KILLS, "it ended by an exception");
                requireThatAllLoad(disturbed);
            }
            assertSameEnd(undisturbed, disturbed);
        }
        System.out.println(kills + " kills, " + whileSaving + " of them while it saved");
        assertTrue(whileSaving > 0, "no kill came while it saved: the test tests nothing");
    }

    private void requireThatAllLoad(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            whileSaving += all.anyMatch(file -> file.toString().endsWith(".tmp")) ? 1 : 0;
        }
        Training training = new Training(folder);
        for (Path file : training.files.files()) {
            Checkpoint.load(file, training.trainer.parts(training.loader));
        }
        training.files.best(); // throws if one is damaged
    }

    private static void assertSameEnd(Path expected, Path actual) {
        Training a = new Training(expected);
        Training b = new Training(actual);
        a.trainer.resume(a.loader);
        b.trainer.resume(b.loader);
        assertEquals(EPOCHS, b.trainer.history().size());
        for (String column : List.of("loss", "validation loss", "accuracy")) {
            assertArrayEquals(
                    a.trainer.history().values(column), b.trainer.history().values(column), column);
        }
        Map<String, NdArray> states = a.trainer.state();
        b.trainer.state().forEach((name, array) -> {
            if (!name.equals("history.epochs")) { // which has the seconds
                assertEquals(states.get(name), array, name);
            }
        });
        TrainerTest.assertSameState(a.model.state(), b.model.state());
        TrainerTest.assertSameState(a.optimizer.state(), b.optimizer.state());
        TrainerTest.assertSameState(a.loader.state(), b.loader.state());
    }

    /** Goes on until the end, or until some milliseconds after its first step, when it is killed. */
    private static boolean isFinished(Path folder, int milliseconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-Dautodiff.kernels=scalar",
                        "-Dautodiff.threads=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledTrainingTest.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            assertNotNull(out.readLine(), "it did not begin");
            out.readLine(); // the first step; none if it was killed after its last one
            if (milliseconds < Integer.MAX_VALUE) {
                Thread.sleep(milliseconds);
                process.toHandle().destroyForcibly(); // SIGKILL; the process itself would also close the stream
            }
            while (out.readLine() != null) {
                // until it has ended
            }
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            return process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }
}
