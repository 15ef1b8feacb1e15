package org.autodiff.nn.train;

import java.nio.file.Path;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Dropout;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.io.CheckpointFolder;
import org.autodiff.nn.loss.CrossEntropy;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.schedule.Schedule;

/** A training with everything that has a state: dropout, running statistics, Adam, a schedule, a shuffled loader. */
final class Runs {
    static final int SAMPLES = 22;
    static final int EPOCHS = 3;

    final Layer model = Sequential.of(
            Linear.of(3, 6, Rng.of(1)),
            BatchNorm1d.of(6),
            Activation.tanh(),
            Dropout.of(0.25, Rng.of(2)),
            Linear.of(6, 2, Rng.of(3)));
    final Optimizer optimizer = Optimizer.of(model, new Adam(), Schedule.cosine(0.05, 20));
    final BatchLoader loader = BatchLoader.shuffled(data(SAMPLES, 4), 5, Rng.of(5));

    TrainerBuilder<Layer> builder() {
        return Trainer.builder(model, optimizer)
                .loss(Runs::loss)
                .validation(BatchLoader.inOrder(data(11, 6), 4))
                .metrics(new Accuracy())
                .earlyStopping(
                        EarlyStopping.lowest("validation loss").patience(50).restoreBest(true));
    }

    TrainerBuilder<Layer> builder(Path folder, long every) {
        return builder().checkpoints(CheckpointFolder.of(folder)).checkpointEvery(every);
    }

    static Tensor loss(Tensor logits, org.autodiff.nn.data.Batch batch) {
        return new CrossEntropy().apply(logits, batch.labels());
    }

    /** Points, and on which side of a plane they are. */
    static Dataset data(int n, long seed) {
        NdArray x = Rng.of(seed).normal(Shape.of(n, 3), 0, 1);
        double[] numbers = x.toArray();
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = numbers[3 * i] + numbers[3 * i + 1] > numbers[3 * i + 2] ? 1 : 0;
        }
        return Dataset.of(x, Index.of(labels));
    }
}
