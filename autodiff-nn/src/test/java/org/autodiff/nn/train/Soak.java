package org.autodiff.nn.train;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import org.autodiff.Rng;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Dropout;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.io.CheckpointFolder;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Clipping;
import org.autodiff.nn.optim.Optimizer;

/**
 * Trains for some minutes with all that a trainer has, and prints the heap that is still reachable after each epoch: it
 * must not grow. {@code java -cp ... org.autodiff.nn.train.Soak 180}
 */
final class Soak {
    private Soak() {}

    /** The argument is how many seconds; 180 without it. */
    public static void main(String[] args) throws IOException {
        long seconds = args.length == 0 ? 180 : Long.parseLong(args[0]);
        Rng rng = Rng.of(1);
        Layer model = Sequential.of(
                Linear.of(3, 256, rng),
                BatchNorm1d.of(256),
                Activation.relu(),
                Dropout.of(0.2, rng.split()),
                Linear.of(256, 256, rng),
                Activation.relu(),
                Linear.of(256, 2, rng));
        Optimizer optimizer = Optimizer.of(model, new Adam(), 1e-3).clip(Clipping.byNorm(1));
        BatchLoader loader = BatchLoader.shuffled(Runs.data(20_000, 2), 128, Rng.of(3));
        Trainer<?>[] self = new Trainer<?>[1];
        long start = System.nanoTime();
        Trainer<Layer> trainer = Trainer.builder(model, optimizer)
                .loss(Runs::loss)
                .microBatch(64)
                .validation(BatchLoader.inOrder(Runs.data(2_000, 4), 256))
                .metrics(new Accuracy())
                .earlyStopping(EarlyStopping.lowest("validation loss")
                        .patience(Integer.MAX_VALUE)
                        .restoreBest(true))
                .checkpoints(CheckpointFolder.of(Files.createTempDirectory("soak")))
                .checkpointEvery(50)
                .listener(TrainingListener.onEpoch(epoch -> {
                    double passed = (System.nanoTime() - start) / 1e9;
                    System.out.printf(
                            Locale.ROOT,
                            "%6.1f s  epoch %3d  %7d steps  %8.1f kB  %s%n",
                            passed,
                            epoch.number(),
                            epoch.steps(),
                            reachable() / 1024.0,
                            epoch.metrics());
                    if (passed > seconds) {
                        self[0].stop();
                    }
                }))
                .build();
        self[0] = trainer;
        trainer.fit(loader, Integer.MAX_VALUE);
    }

    /** Bytes of the heap after garbage was collected. */
    private static long reachable() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
