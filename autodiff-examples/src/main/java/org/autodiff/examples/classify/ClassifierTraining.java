package org.autodiff.examples.classify;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.examples.cli.JobFailure;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.train.Epoch;
import org.autodiff.examples.train.Progress;
import org.autodiff.ndarray.Index;
import org.autodiff.nn.Layer;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.loss.CrossEntropy;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.schedule.Schedule;

/**
 * The training of a model that turns features into logits, by mini-batches and cross-entropy. Normal noise is added to
 * the features of each batch, so that a row looks a little different every time: it acts like a penalty on steep
 * functions (Bishop: Training with noise is equivalent to Tikhonov regularization; Neural Computation 7, 1995). The
 * learning rate falls along half a cosine, from the given one towards 0.
 */
public final class ClassifierTraining {
    private static final CrossEntropy LOSS = new CrossEntropy();

    /**
     * The options of a training.
     *
     * @param epochs how often all training samples are used
     * @param batch samples in a step
     * @param learningRate of the first epoch
     * @param noise the standard deviation of the noise
     */
    public record Plan(int epochs, int batch, double learningRate, double noise) {
        /** The learning rate of an epoch, counted from 1. */
        public double learningRate(int epoch) {
            return Schedule.cosine(learningRate, epochs).at(epoch - 1);
        }
    }

    private final Layer model;
    private final Optimizer optimizer;
    private final Dataset train;
    private final Dataset test;

    /**
     * A training.
     *
     * @param optimizer of the model's parameters
     * @param train the samples to train with
     * @param test the samples to test with after every epoch; they do not influence the training
     */
    public ClassifierTraining(Layer model, Optimizer optimizer, Dataset train, Dataset test) {
        this.model = model;
        this.optimizer = optimizer;
        this.train = train;
        this.test = test;
    }

    /** The loss of a model, which is differentiated. */
    public static Tensor loss(Layer model, Tensor features, Index labels) {
        return LOSS.apply(model.apply(features), labels);
    }

    /**
     * Trains, and returns how good the model was before and after each epoch: {@code epochs + 1} entries.
     *
     * @param rng the order of the samples, and the noise
     * @throws JobFailure if the loss becomes infinite or NaN, or the optimizer refuses a gradient; the model is then as
     *     it was before that batch
     */
    public List<Epoch> run(Plan plan, Rng rng, Progress progress) {
        BatchLoader loader = BatchLoader.shuffled(train, plan.batch(), rng.split());
        Rng noise = rng.split();
        List<Epoch> history = new ArrayList<>();
        history.add(judge(0, 0, progress));
        for (int number = 1; number <= plan.epochs(); number++) {
            optimizer.setLearningRate(plan.learningRate(number));
            long start = System.nanoTime();
            for (Batch batch : loader) {
                double loss = step(batch, plan.noise(), noise);
                if (!Double.isFinite(loss)) {
                    throw new JobFailure(Text.format(
                            "training diverged: the loss is %s in epoch %d of %d; the learning rate "
                                    + "%s may be too large",
                            loss, number, plan.epochs(), plan.learningRate()));
                }
                progress.batch(batch.size(), loss);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            history.add(judge(number, loader.samples() / seconds, progress));
        }
        return history;
    }

    private double step(Batch batch, double deviation, Rng noise) {
        return Autodiff.step(() -> {
            Tensor features = batch.features();
            if (deviation > 0) {
                features = features.add(Tensor.of(noise.normal(features.shape(), 0, deviation)));
            }
            Tensor loss = loss(model, features, batch.labels());
            if (Double.isFinite(loss.item())) {
                move(loss.backward());
            }
            return loss.item();
        });
    }

    /** The optimizer may refuse gradients that are infinite or NaN. */
    private void move(Gradients gradients) {
        try {
            optimizer.step(gradients);
        } catch (IllegalArgumentException e) {
            JobFailure failure = new JobFailure("training stopped: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    private Epoch judge(int number, double samplesPerSecond, Progress progress) {
        Epoch epoch = new Epoch(
                number,
                Prediction.of(model, train).score(),
                Prediction.of(model, test).score(),
                samplesPerSecond);
        progress.epoch(epoch);
        return epoch;
    }
}
