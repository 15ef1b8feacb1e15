package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.autodiff.Rng;
import org.autodiff.nn.Layer;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.io.CheckpointFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was stopped anywhere and resumed is the run that was not, bit for bit. */
class ResumeTest {
    private static final int STEPS = 5 * Runs.EPOCHS;

    @TempDir
    Path folder;

    private static void assertSameRun(History expected, History actual) {
        for (String column : new String[] {"loss", "validation loss", "accuracy"}) {
            assertArrayEquals(expected.values(column), actual.values(column), column);
        }
        assertEquals(expected.last().steps(), actual.last().steps());
    }

    private static final class StopAfter implements TrainingListener {
        private final long step;
        private Trainer<?> trainer;

        StopAfter(long step) {
            this.step = step;
        }

        @Override
        public void stepEnded(Step s) {
            if (s.step() == step) {
                trainer.stop();
            }
        }
    }

    @Test
    void afterEveryStep() {
        Runs whole = new Runs();
        History expected = whole.builder().build().fit(whole.loader, Runs.EPOCHS);
        for (int stop = 1; stop <= STEPS; stop++) {
            Path here = folder.resolve("after-" + stop);
            Runs first = new Runs();
            StopAfter stopper = new StopAfter(stop);
            stopper.trainer = first.builder(here, 1000).listener(stopper).build();
            stopper.trainer.fit(first.loader, Runs.EPOCHS);
            assertEquals(stop, first.optimizer.steps());

            Runs second = new Runs();
            Trainer<Layer> trainer = second.builder(here, 1000).build();
            assertTrue(trainer.resume(second.loader).isPresent());
            assertSameRun(expected, trainer.fit(second.loader, Runs.EPOCHS));
            TrainerTest.assertSameState(whole.model.state(), second.model.state());
            TrainerTest.assertSameState(whole.optimizer.state(), second.optimizer.state());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void betweenEpochs(int epochs) {
        Runs whole = new Runs();
        History expected = whole.builder().build().fit(whole.loader, Runs.EPOCHS);
        Runs first = new Runs();
        first.builder(folder, 5).build().fit(first.loader, epochs);
        Runs second = new Runs();
        Trainer<Layer> trainer = second.builder(folder, 5).build();
        trainer.resume(second.loader);
        assertSameRun(expected, trainer.fit(second.loader, Runs.EPOCHS));
        TrainerTest.assertSameState(whole.model.state(), second.model.state());
    }

    @Test
    void anInterruptEndsItAfterTheStep() {
        Runs runs = new Runs();
        Trainer<Layer> trainer = runs.builder(folder, 1000).build();
        Thread.currentThread().interrupt();
        History history = trainer.fit(runs.loader, Runs.EPOCHS);
        assertTrue(Thread.interrupted());
        assertEquals(0, history.size());
        assertEquals(1, runs.optimizer.steps());
        Runs second = new Runs();
        Trainer<Layer> again = second.builder(folder, 1000).build();
        again.resume(second.loader);
        assertEquals(1, second.optimizer.steps());
    }

    @Test
    void nothingToResume() {
        Runs runs = new Runs();
        assertTrue(runs.builder(folder, 1).build().resume(runs.loader).isEmpty());
    }

    @Test
    void anotherTrainingIsRefused() {
        Runs runs = new Runs();
        runs.builder().checkpoints(CheckpointFolder.of(folder)).build().fit(runs.loader, 1);
        Runs other = new Runs();
        var before = other.model.state();
        BatchLoader unshuffled = BatchLoader.inOrder(Runs.data(Runs.SAMPLES, 4), 5);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> other.builder(folder, 1).build().resume(unshuffled))
                .getMessage();
        assertTrue(message.contains("generator"), message);
        TrainerTest.assertSameState(before, other.model.state());
        BatchLoader larger = BatchLoader.shuffled(Runs.data(Runs.SAMPLES, 4), 6, Rng.of(5));
        other.builder(folder, 1).build().resume(larger); // between epochs another size is allowed
    }
}
