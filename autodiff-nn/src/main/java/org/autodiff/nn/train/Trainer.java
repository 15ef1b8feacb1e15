package org.autodiff.nn.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.NoGrad;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Model;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.io.Checkpoint;
import org.autodiff.nn.metric.Metric;
import org.autodiff.nn.optim.NotFiniteException;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.train.History.Epoch;

/**
 * The loop that trains a model: for every batch the loss, its gradients, a step of the optimizer; after every epoch the
 * loss and the metrics of validation data.
 *
 * <pre>{@code
 * Trainer<Layer> trainer = Trainer.builder(model, Optimizer.of(model, new Adam(), 1e-3))
 *         .loss((logits, batch) -> new CrossEntropy().apply(logits, batch.labels()))
 *         .validation(BatchLoader.inOrder(split.validation(), 256))
 *         .metrics(new Accuracy())
 *         .earlyStopping(EarlyStopping.lowest("validation loss").patience(5).restoreBest(true))
 *         .checkpoints(CheckpointFolder.of(Path.of("run")))
 *         .build();
 * trainer.resume(loader); // goes on from the last checkpoint, if there is one
 * History history = trainer.fit(loader, 20);
 * }</pre>
 *
 * <p>A run that was stopped anywhere, be it killed, and resumed gives the same numbers, bit for bit, as one that was
 * not: model, optimizer, loader, generators and what was counted so far are in the checkpoint. A thread that is
 * interrupted ends the training after the step, with a checkpoint, and stays interrupted.
 *
 * <p>It is no more than this loop, and everything in it can be used alone. Where a training needs another one - two
 * optimizers against each other, an inner loop - write that loop. For use by one thread.
 *
 * @param <M> the model
 */
public final class Trainer<M extends Model> implements Stateful {
    private final M model;
    private final Optimizer optimizer;
    private final TrainerBuilder<M> options;
    private final History history;
    private final EpochSums sums = new EpochSums();
    private final BestModel best;
    private long steps;
    private volatile boolean stopped;

    Trainer(TrainerBuilder<M> options) {
        this.options = options;
        this.model = options.model;
        this.optimizer = options.optimizer;
        this.history = new History(options.validationNames());
        this.best = new BestModel(model);
    }

    /** A training of a model by an optimizer; the builder has the rest. */
    public static <M extends Model> TrainerBuilder<M> builder(M model, Optimizer optimizer) {
        return new TrainerBuilder<>(model, optimizer);
    }

    // ---- the loop

    /**
     * Trains until so many epochs are finished, those of a resumed run included. The model is put into training mode;
     * parts that were in evaluation mode while the model itself was in training mode stay there.
     *
     * <p>Called again, it goes on: with more epochs, or within the epoch where it was stopped, interrupted, or ended by
     * an exception of a listener or a metric. After a step that failed, the epoch begins anew.
     *
     * @param epochs at least 0
     * @return the numbers of every epoch, also those before it was resumed
     * @throws DivergedException if a number is infinite or NaN; the model is then as it was before that step
     * @throws IllegalArgumentException if the loss is not a scalar, the epochs are negative, or a metric refuses
     */
    public History fit(BatchLoader train, int epochs) {
        Objects.requireNonNull(train, "fit: the loader is null");
        if (epochs < 0) {
            throw new IllegalArgumentException("fit: epochs must not be negative, got " + epochs);
        }
        Uninterrupted.run(this::requireLatestCheckpoint);
        stopped = false;
        try {
            options.listeners.forEach(l -> l.begin(history.size(), epochs, train.samples()));
            try {
                loop(train, epochs);
            } catch (CancellationException e) {
                endInterrupted(train, e);
            }
            options.listeners.forEach(l -> l.end(history));
        } catch (RuntimeException | Error e) {
            options.listeners.forEach(l -> tell(l, e));
            throw e;
        }
        return history;
    }

    private void loop(BatchLoader train, int epochs) {
        if (!model.isTraining()) {
            model.train();
        }
        while (history.size() < epochs && !isTime() && !stopped) {
            for (Batch batch : rest(train)) {
                step(batch);
                options.listeners.forEach(l -> l.stepEnded(sums.step(history.size() + 1, steps)));
                boolean stop = isToStop();
                if (stop || options.isTimeForCheckpoint(steps)) {
                    checkpoint(train);
                }
                if (stop) {
                    return;
                }
            }
            endEpoch();
            isToStop();
            checkpoint(train);
        }
        if (history.size() >= epochs || isTime()) {
            best.restore();
        }
    }

    /** The batches of the epoch: those that are left, if it was stopped before, within this process or another one. */
    private Iterable<Batch> rest(BatchLoader train) {
        int done = sums.batches();
        if (done == train.batches() && train.batchesGiven() == 0) {
            return List.of(); // only its validation is missing
        }
        if (done > 0 && done == train.batchesGiven()) {
            train.load(train.state()); // goes on where it is
        } else {
            sums.clear();
        }
        return train;
    }

    /** A loader that prepares batches in the background, and was interrupted while it waited for one. */
    private void endInterrupted(BatchLoader train, CancellationException e) {
        int done = sums.batches();
        boolean betweenSteps = done == train.batchesGiven() || done == train.batches();
        if (!betweenSteps || !Thread.currentThread().isInterrupted()) {
            throw e;
        }
        checkpoint(train);
    }

    private boolean isTime() {
        return options.earlyStopping != null && options.earlyStopping.isTime();
    }

    /** Ends the training after this step, with a checkpoint: for listeners, and for other threads. */
    public void stop() {
        stopped = true;
    }

    private boolean isToStop() {
        if (Thread.currentThread().isInterrupted()) {
            stopped = true;
        }
        return stopped;
    }

    private static void tell(TrainingListener listener, Throwable cause) {
        try {
            listener.failed(cause);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void step(Batch batch) {
        BeforeStep before = BeforeStep.of(model);
        double rate = optimizer.learningRate();
        double loss;
        try {
            loss = Autodiff.step(() -> forwardBackwardMove(batch));
        } catch (NotFiniteLoss | NotFiniteException e) {
            throw before.explain(e, optimizer, history.size() + 1, steps + 1, () -> forwardBackwardMove(batch));
        } catch (RuntimeException | Error e) {
            before.restore();
            throw e;
        }
        steps++;
        sums.add(batch.size(), loss, rate);
    }

    private double forwardBackwardMove(Batch batch) {
        return forwardBackward(batch, this::move);
    }

    /** One step of back-propagation. */
    double forwardBackward(Batch batch, Consumer<Gradients> move) {
        double loss;
        Gradients gradients;
        if (batch.size() <= options.microBatch) {
            Tensor l = loss(batch);
            loss = l.item();
            gradients = l.backward();
        } else {
            MicroBatches parts = MicroBatches.of(batch, options.microBatch, this::loss);
            loss = parts.loss();
            gradients = parts.gradients();
        }
        move.accept(gradients);
        return loss;
    }

    private Tensor loss(Batch batch) {
        Tensor loss = options.loss.apply(options.forward.apply(model, batch), batch);
        if (!loss.shape().isScalar()) {
            throw new IllegalArgumentException(
                    "trainer: the loss of a batch must be a scalar, got shape " + loss.shape() + ": take its mean");
        }
        if (!Double.isFinite(loss.item())) {
            throw new NotFiniteLoss(loss.item());
        }
        return loss;
    }

    private void move(Gradients gradients) {
        if (options.monitor == null) {
            optimizer.step(gradients);
        } else {
            options.monitor.step(gradients, () -> optimizer.step(gradients));
        }
    }

    private void endEpoch() {
        Map<String, Double> metrics = options.validation == null ? Map.of() : evaluate(options.validation);
        Epoch epoch = sums.end(history.size() + 1, steps, metrics);
        history.add(epoch);
        if (options.plateau != null) {
            options.plateau.observe(epoch.value(options.plateauMetric));
        }
        EarlyStopping stopping = options.earlyStopping;
        if (stopping != null && stopping.observe(epoch.value(stopping.metric())) && stopping.restoresBest()) {
            best.take();
        }
        options.listeners.forEach(l -> l.epochEnded(epoch));
    }

    // ---- evaluation

    /**
     * The mean loss and the metrics of data, with the model in evaluation mode meanwhile.
     *
     * @return {@code validation loss}, then each metric by its name
     * @throws IllegalArgumentException if there are no samples, or a metric refuses
     */
    @SuppressWarnings("try") // the scope acts by being open
    public Map<String, Double> evaluate(Iterable<Batch> data) {
        Objects.requireNonNull(data, "evaluate: the data are null");
        Modes modes = Modes.of(model);
        EpochSums counted = new EpochSums();
        options.metrics.forEach(Metric::reset);
        model.eval();
        try (NoGrad scope = NoGrad.open()) {
            for (Batch batch : data) {
                counted.add(batch.size(), Autodiff.step(() -> judge(batch)), 0);
            }
        } finally {
            modes.restore();
        }
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(TrainerBuilder.VALIDATION_LOSS, counted.mean());
        options.metrics.forEach(metric -> values.put(metric.name(), metric.value()));
        return values;
    }

    private double judge(Batch batch) {
        Tensor predictions = options.forward.apply(model, batch);
        options.metrics.forEach(metric -> metric.update(predictions, batch.targets()));
        return options.loss.apply(predictions, batch).item();
    }

    // ---- going on

    /**
     * Goes on from the last checkpoint of the folder, if there is one: model, optimizer, loader and this trainer are
     * then what they were. Call it before {@link #fit}, on a trainer that was built in the same way.
     *
     * @return the file, empty if there was none
     * @throws IllegalStateException if the trainer has no folder
     * @throws IllegalArgumentException if the checkpoint is of another training; nothing has changed
     * @throws java.io.UncheckedIOException if it cannot be read, or is damaged
     */
    public Optional<Path> resume(BatchLoader train) {
        return options.folder().latest().map(file -> {
            Checkpoint.load(file, parts(train));
            return file;
        });
    }

    /** A folder that has later checkpoints would refuse the first save, when much was trained. */
    private void requireLatestCheckpoint() {
        if (options.folder == null) {
            return;
        }
        options.folder.latest().ifPresent(file -> {
            String step = Checkpoint.notes(file).get("step");
            if (step != null && Long.parseLong(step) > steps) {
                throw new IllegalStateException(
                        "fit: " + file + " is of step " + step + ", and this training is at step " + steps
                                + ": go on from there by resume(loader), or take another folder");
            }
        });
    }

    private void checkpoint(BatchLoader train) {
        if (options.folder != null) {
            Uninterrupted.run(() -> options.folder.save(steps, parts(train), notes()));
        }
    }

    Map<String, Stateful> parts(BatchLoader train) {
        Map<String, Stateful> parts = new LinkedHashMap<>();
        parts.put("model", model);
        parts.put("optimizer", optimizer);
        parts.put("loader", train);
        if (options.validation instanceof Stateful validation) {
            parts.put("validation", validation);
        }
        parts.put("trainer", this);
        parts.putAll(options.parts);
        return parts;
    }

    /** For people, and for the best of a folder; what is needed to go on is in the state. */
    private Map<String, String> notes() {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("epoch", Integer.toString(history.size()));
        notes.put("step", Long.toString(steps));
        boolean measured = history.size() > 0 && sums.batches() == 0; // of this model, not of an earlier one
        for (String name : options.names()) {
            notes.put(name, measured ? Double.toString(history.last().value(name)) : "NaN");
        }
        return notes;
    }

    /**
     * What was counted so far, the history, and the best model. Model, optimizer and loader have states of
     * their own.
     */
    @Override
    public Map<String, NdArray> state() {
        Map<String, NdArray> state = new LinkedHashMap<>(stateful().state());
        state.put("steps", NdArray.of(steps));
        return state;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        Map<String, NdArray> rest = new LinkedHashMap<>(state);
        NdArray count = rest.remove("steps");
        if (count == null || !count.shape().isScalar() || !(count.item() >= 0)) {
            throw new IllegalArgumentException("trainer: the state has no number of steps: " + count);
        }
        stateful().load(rest);
        steps = (long) count.item();
    }

    private Stateful stateful() {
        Map<String, Stateful> parts = new LinkedHashMap<>();
        parts.put("sums", sums);
        parts.put("history", history);
        if (options.plateau != null) {
            parts.put("plateau", options.plateau); // an optimizer knows only a schedule that is its own
        }
        if (options.earlyStopping != null) {
            parts.put("earlyStopping", options.earlyStopping);
            parts.put("best", best);
        }
        return Stateful.of(parts);
    }

    /** What was counted so far. */
    public History history() {
        return history;
    }

    M model() {
        return model;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    /** The metrics, in the order of the history. */
    public List<Metric> metrics() {
        return options.metrics;
    }
}
