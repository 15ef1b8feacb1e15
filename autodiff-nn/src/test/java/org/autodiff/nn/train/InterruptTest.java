package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.autodiff.Rng;
import org.autodiff.nn.Layer;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.SampleSource;
import org.autodiff.nn.io.CheckpointFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thread that is interrupted at any moment ends its training cleanly, with a checkpoint from which it goes on. */
class InterruptTest {
    @TempDir
    Path folder;

    private final Runs whole = new Runs();
    private final History expected = whole.builder().build().fit(whole.loader, Runs.EPOCHS);

    @Test
    void atTheEndOfAnEpoch() {
        Runs first = new Runs();
        first.builder(folder, 2)
                .listener(
                        TrainingListener.onEpoch(epoch -> Thread.currentThread().interrupt()))
                .build()
                .fit(first.loader, Runs.EPOCHS);
        assertTrue(Thread.interrupted());
        assertEquals(5, first.optimizer.steps());
        Runs second = new Runs();
        Trainer<Layer> trainer = second.builder(folder, 2).build();
        trainer.resume(second.loader);
        assertEquals(1, trainer.history().size());
        assertEquals(
                expected.last().loss(),
                trainer.fit(second.loader, Runs.EPOCHS).last().loss());
        TrainerTest.assertSameState(whole.model.state(), second.model.state());
    }

    @Test
    void atRandomMomentsAlsoWhileItSaves() throws InterruptedException {
        Thread training = Thread.currentThread();
        AtomicBoolean over = new AtomicBoolean();
        Rng rng = Rng.of(3);
        Thread other = new Thread(() -> {
            while (!over.get()) {
                try {
                    Thread.sleep(0, rng.nextInt(900_000));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                if (!over.get()) {
                    training.interrupt();
                }
            }
        });
        int interrupts = 0;
        try {
            Runs runs = new Runs();
            Trainer<Layer> trainer = runs.builder(folder, 1).build();
            other.start();
            while (trainer.history().size() < Runs.EPOCHS) {
                trainer.fit(runs.loader, Runs.EPOCHS);
                interrupts++;
            }
            over.set(true);
            TrainerTest.assertSameState(whole.model.state(), runs.model.state());
            assertEquals(expected.last().loss(), trainer.history().last().loss());
        } finally {
            over.set(true);
            while (other.isAlive()) {
                Thread.interrupted();
                try {
                    other.join();
                } catch (InterruptedException e) {
                    // the last one
                }
            }
            Thread.interrupted();
        }
        assertTrue(interrupts > 1, "no interrupt came while it trained");
        CheckpointFolder.of(folder).latest().orElseThrow();
    }

    /** With batches that are prepared in the background, it may be interrupted while it waits for one. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void whileItWaitsForABatch(int batch) {
        Thread training = Thread.currentThread();
        Dataset data = Runs.data(Runs.SAMPLES, 4);
        int[] reads = {0};
        SampleSource slow = new SampleSource() {
            @Override
            public int size() {
                return data.size();
            }

            @Override
            public Batch get(int... rows) {
                if (++reads[0] == batch) {
                    training.interrupt();
                    try {
                        Thread.sleep(50);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
                return data.get(rows);
            }
        };
        Runs first = new Runs();
        BatchLoader loader = BatchLoader.shuffled(slow, 5, Rng.of(5)).prefetch(1);
        Trainer<Layer> trainer = first.builder(folder, 1000).build();
        History history = trainer.fit(loader, Runs.EPOCHS);
        assertTrue(Thread.interrupted());
        assertTrue(history.size() < Runs.EPOCHS);

        Runs second = new Runs();
        Trainer<Layer> again = second.builder(folder, 1000).build();
        assertFalse(again.resume(second.loader).isEmpty());
        assertEquals(
                expected.last().loss(),
                again.fit(second.loader, Runs.EPOCHS).last().loss());
        TrainerTest.assertSameState(whole.model.state(), second.model.state());
    }
}
