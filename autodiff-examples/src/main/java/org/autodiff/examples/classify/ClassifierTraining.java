package org.autodiff.examples.classify;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.examples.cli.JobFailure;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;
import org.autodiff.examples.train.Epoch;
import org.autodiff.examples.train.OptimizerKind;
import org.autodiff.examples.train.Progress;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.io.CheckpointFolder;
import org.autodiff.nn.loss.CrossEntropy;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.schedule.Schedule;
import org.autodiff.nn.train.DivergedException;
import org.autodiff.nn.train.EarlyStopping;
import org.autodiff.nn.train.History;
import org.autodiff.nn.train.Trainer;
import org.autodiff.nn.train.TrainerBuilder;
import org.autodiff.nn.train.TrainingListener;

/**
 * The training of a model that turns features into logits, by mini-batches and cross-entropy. Normal noise is added to
 * the features of each batch, so that a row looks a little different every time: it acts like a penalty on steep
 * functions (Bishop: Training with noise is equivalent to Tikhonov regularization; Neural Computation 7, 1995). The
 * learning rate falls along half a cosine, from the given one towards 0.
 */
public final class ClassifierTraining {
    private static final CrossEntropy LOSS = new CrossEntropy();
    private static final String JUDGED_BY = "validation loss";
    private static final int JUDGED_AT_A_TIME = 1024;

    /**
     * The options of a training.
     *
     * @param epochs how often all training samples are used
     * @param batch samples in a step
     * @param optimizer which moves the parameters
     * @param learningRate of the first epoch
     * @param noise the standard deviation of the noise
     * @param seed of the order and the noise; only compared with that of a run that is resumed
     * @param patience after so many epochs without a better validation loss it ends, and the best model is taken; 0:
     *     after all epochs, with the last model
     * @param checkpoints the folder of checkpoints, from which it goes on if there are any; empty for none
     */
    public record Plan(
            int epochs,
            int batch,
            OptimizerKind optimizer,
            double learningRate,
            double noise,
            long seed,
            int patience,
            Optional<Path> checkpoints) {
        /** The learning rate of a step. */
        Schedule schedule(int stepsPerEpoch) {
            return Schedule.cosine(learningRate, epochs).every(stepsPerEpoch);
        }

        /** What must be the same when it is resumed. */
        private Map<String, NdArray> numbers() {
            Map<String, NdArray> numbers = new LinkedHashMap<>();
            numbers.put("--epochs", NdArray.of(epochs));
            numbers.put("--batch", NdArray.of(batch));
            numbers.put("--optimizer", NdArray.of(optimizer.ordinal()));
            numbers.put("--lr", NdArray.of(learningRate));
            numbers.put("--noise", NdArray.of(noise));
            numbers.put("--seed", NdArray.of(seed >>> 32, seed & 0xffffffffL));
            numbers.put("--early-stop", NdArray.of(patience));
            return numbers;
        }
    }

    private final Layer model;
    private final Dataset train;
    private final Dataset validation;
    private final EpochLog log = new EpochLog();

    /**
     * A training.
     *
     * @param train the samples to train with
     * @param validation the samples to judge by after every epoch
     */
    public ClassifierTraining(Layer model, Dataset train, Dataset validation) {
        this.model = model;
        this.train = train;
        this.validation = validation;
    }

    /** The loss of a model, which is differentiated. */
    public static Tensor loss(Layer model, Tensor features, Index labels) {
        return LOSS.apply(model.apply(features), labels);
    }

    /**
     * Trains, and returns how good the model was before and after each epoch, those before it was resumed included.
     *
     * @param rng the order of the samples, and the noise
     * @throws JobFailure if a number becomes infinite or NaN; the model is then as it was before that batch
     * @throws UserError if there are checkpoints of another training
     */
    public List<Epoch> run(Plan plan, Rng rng, Progress progress) {
        BatchLoader loader = BatchLoader.shuffled(train, plan.batch(), rng.split());
        Rng noise = rng.split();
        Schedule schedule = plan.schedule(loader.batches());
        Optimizer optimizer = plan.optimizer().create(model, schedule);
        TrainerBuilder<Layer> options = Trainer.builder(model, optimizer)
                .forward((m, batch) -> m.apply(noisy(m, batch.features(), plan.noise(), noise)))
                .loss((logits, batch) -> LOSS.apply(logits, batch.labels()))
                .validation(BatchLoader.inOrder(validation, JUDGED_AT_A_TIME))
                .metrics(new Accuracy())
                .listener(new Reporter(progress));
        if (plan.patience() > 0) {
            options.earlyStopping(
                    EarlyStopping.lowest(JUDGED_BY).patience(plan.patience()).restoreBest(true));
        }
        plan.checkpoints()
                .ifPresent(folder -> options.checkpoints(CheckpointFolder.of(folder))
                        .part("noise", new GeneratorState(noise))
                        .part("epochs", log)
                        .part("options", new SameOptions(plan.numbers())));
        Trainer<Layer> trainer = options.build();
        boolean resumed = plan.checkpoints().isPresent() && resumed(trainer, loader);
        if (!resumed) {
            judge(0, 0, progress);
        }
        return fit(trainer, loader, plan);
    }

    private static Tensor noisy(Layer model, Tensor features, double deviation, Rng noise) {
        return deviation > 0 && model.isTraining()
                ? features.add(Tensor.of(noise.normal(features.shape(), 0, deviation)))
                : features;
    }

    private static boolean resumed(Trainer<Layer> trainer, BatchLoader loader) {
        try {
            return trainer.resume(loader).isPresent();
        } catch (IllegalArgumentException e) {
            throw new UserError("--resume: the checkpoint is of another training: " + Text.oneLine(e.getMessage()), e);
        }
    }

    private List<Epoch> fit(Trainer<Layer> trainer, BatchLoader loader, Plan plan) {
        try (EndInOrder end = EndInOrder.of(trainer, plan.checkpoints().isPresent())) {
            trainer.fit(loader, plan.epochs());
            if (end != null && end.isEnding()) {
                throw new JobFailure("stopped: the same command goes on from here");
            }
        } catch (DivergedException e) {
            String where = e.getMessage().lines().findFirst().orElse("training diverged"); // what follows is detail
            throw new JobFailure(where + "; the learning rate " + plan.learningRate() + " may be too large", e);
        }
        return log.epochs();
    }

    private void judge(int number, double samplesPerSecond, Progress progress) {
        Epoch epoch = new Epoch(
                number,
                Prediction.of(model, train).score(),
                Prediction.of(model, validation).score(),
                samplesPerSecond);
        log.add(epoch);
        progress.epoch(epoch);
    }

    /** Tells the progress, and judges on the training samples too. */
    private final class Reporter implements TrainingListener {
        private final Progress progress;
        private long start;

        Reporter(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void begin(int finished, int epochs, int samples) {
            start = System.nanoTime();
        }

        @Override
        public void stepEnded(Step step) {
            progress.batch(step.size(), step.loss());
        }

        @Override
        public void epochEnded(History.Epoch epoch) {
            double seconds = (System.nanoTime() - start) / 1e9;
            boolean training = model.isTraining();
            model.eval();
            judge(epoch.number(), train.size() / seconds, progress);
            if (training) {
                model.train();
            }
            start = System.nanoTime();
        }
    }

    /** A generator of the program's own, in a checkpoint. */
    private record GeneratorState(Rng rng) implements Stateful {
        @Override
        public Map<String, NdArray> state() {
            return Map.of("state", rng.state().words());
        }

        @Override
        public void load(Map<String, NdArray> state) {
            rng.reset(Rng.State.of(state.get("state")));
        }
    }

    /** Options that a run must have when it is resumed, since its numbers depend on them. */
    private record SameOptions(Map<String, NdArray> numbers) implements Stateful {
        @Override
        public Map<String, NdArray> state() {
            return numbers;
        }

        @Override
        public void load(Map<String, NdArray> state) {
            numbers.forEach((name, now) -> {
                if (!now.equals(state.get(name))) {
                    throw new IllegalArgumentException(name + " is another one than that of the run in this folder");
                }
            });
        }
    }
}
