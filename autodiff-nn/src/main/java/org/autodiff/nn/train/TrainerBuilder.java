package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.autodiff.Tensor;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Model;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.io.CheckpointFolder;
import org.autodiff.nn.metric.Metric;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.schedule.ReduceOnPlateau;

/**
 * The parts of a {@link Trainer}. Only the loss must be given.
 *
 * @param <M> the model
 */
public final class TrainerBuilder<M extends Model> {
    static final String VALIDATION_LOSS = "validation loss";

    /** The parts of a checkpoint that a trainer has by itself. */
    private static final Set<String> PARTS = Set.of("model", "optimizer", "loader", "validation", "trainer");

    final M model;
    final Optimizer optimizer;
    final List<Metric> metrics = new ArrayList<>();
    final List<TrainingListener> listeners = new ArrayList<>();
    final Map<String, Stateful> parts = new LinkedHashMap<>();
    BiFunction<? super M, Batch, Tensor> forward;
    BiFunction<Tensor, Batch, Tensor> loss;
    Iterable<Batch> validation;
    EarlyStopping earlyStopping;
    ReduceOnPlateau plateau;
    String plateauMetric;
    TrainingMonitor monitor;
    CheckpointFolder folder;
    long checkpointEvery; // 0: after each epoch
    int microBatch = Integer.MAX_VALUE;

    TrainerBuilder(M model, Optimizer optimizer) {
        this.model = Objects.requireNonNull(model, "trainer: the model is null");
        this.optimizer = Objects.requireNonNull(optimizer, "trainer: the optimizer is null");
        if (model instanceof Layer layer) {
            forward = (m, batch) -> layer.apply(batch.features());
        }
    }

    private TrainerBuilder(TrainerBuilder<M> from) {
        model = from.model;
        optimizer = from.optimizer;
        metrics.addAll(from.metrics);
        listeners.addAll(from.listeners);
        parts.putAll(from.parts);
        forward = from.forward;
        loss = from.loss;
        validation = from.validation;
        earlyStopping = from.earlyStopping;
        plateau = from.plateau;
        plateauMetric = from.plateauMetric;
        monitor = from.monitor;
        folder = from.folder;
        checkpointEvery = from.checkpointEvery;
        microBatch = from.microBatch;
    }

    /**
     * The loss of a batch.
     *
     * @param loss of the predictions and the batch, a scalar; a mean over the samples, if batches are to count by their
     *     size
     */
    public TrainerBuilder<M> loss(BiFunction<Tensor, Batch, Tensor> loss) {
        this.loss = Objects.requireNonNull(loss, "trainer: the loss is null");
        return this;
    }

    /** How the model is applied to a batch; a {@link Layer} is applied to its features by default. */
    public TrainerBuilder<M> forward(BiFunction<? super M, Batch, Tensor> forward) {
        this.forward = Objects.requireNonNull(forward, "trainer: forward is null");
        return this;
    }

    /** What the model is judged by after every epoch: a loader in order, or a list of batches. */
    public TrainerBuilder<M> validation(Iterable<Batch> batches) {
        this.validation = Objects.requireNonNull(batches, "trainer: the validation data are null");
        return this;
    }

    /** What is measured on the validation data, beside the loss; of the predictions and the targets of its batches. */
    public TrainerBuilder<M> metrics(Metric... metrics) {
        this.metrics.addAll(List.of(metrics));
        return this;
    }

    /** Ends the training when it no longer gets better. */
    public TrainerBuilder<M> earlyStopping(EarlyStopping earlyStopping) {
        this.earlyStopping = Objects.requireNonNull(earlyStopping, "trainer: early stopping is null");
        return this;
    }

    /** Feeds a schedule of the optimizer with a number of each epoch, such as {@code validation loss}. */
    public TrainerBuilder<M> reduceOnPlateau(ReduceOnPlateau schedule, String metric) {
        this.plateau = Objects.requireNonNull(schedule, "trainer: the schedule is null");
        this.plateauMetric = Objects.requireNonNull(metric, "trainer: the metric of the schedule is null");
        return this;
    }

    /**
     * Computes each batch in parts of at most so many samples, whose gradients are added up: for batches whose graph is
     * too large for the memory. The result is that of the whole batch, up to rounding, if the loss is a mean over the
     * samples that counts all of them alike: not one with weights of classes or an ignored label, nor with a batch
     * normalisation, which then sees the parts.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public TrainerBuilder<M> microBatch(int samples) {
        Check.atLeast("trainer: microBatch", samples, 1);
        this.microBatch = samples;
        return this;
    }

    /** Watches the layers. The monitor stays the caller's, who asks it for its report after an epoch, and closes it. */
    public TrainerBuilder<M> monitor(TrainingMonitor monitor) {
        this.monitor = Objects.requireNonNull(monitor, "trainer: the monitor is null");
        return this;
    }

    /** Adds one who is told how it goes. */
    public TrainerBuilder<M> listener(TrainingListener listener) {
        listeners.add(Objects.requireNonNull(listener, "trainer: a listener is null"));
        return this;
    }

    /**
     * Saves a checkpoint after every epoch, and when the training is stopped. Its notes are {@code epoch}, {@code
     * step}, and the numbers of the history, by which the folder may keep the best.
     */
    public TrainerBuilder<M> checkpoints(CheckpointFolder folder) {
        this.folder = Objects.requireNonNull(folder, "trainer: the folder is null");
        return this;
    }

    /**
     * Saves checkpoints also within epochs, after every so many steps. The numbers of the history are NaN in their
     * notes: none was measured of that model.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public TrainerBuilder<M> checkpointEvery(long steps) {
        Check.atLeast("trainer: checkpointEvery", steps, 1);
        this.checkpointEvery = steps;
        return this;
    }

    /**
     * Saves something more in checkpoints: an average of weights, a second model, a generator of the program's own.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public TrainerBuilder<M> part(String name, Stateful part) {
        Objects.requireNonNull(part, () -> "trainer: part '" + name + "' is null");
        if (PARTS.contains(name) || parts.putIfAbsent(name, part) != null) {
            throw new IllegalArgumentException("trainer: there is a part called '" + name + "' already");
        }
        return this;
    }

    /**
     * The trainer. From now on its optimizer {@linkplain Optimizer#refuseNonFinite refuses} what is not finite.
     *
     * @throws IllegalStateException if there is no loss, or a model that is no layer has no {@link #forward}; if
     *     metrics, early stopping or a schedule need validation data, and there are none; if two metrics have one name
     */
    public Trainer<M> build() {
        require(loss != null, "needs a loss: .loss((predictions, batch) -> ...)");
        require(forward != null, "needs to know how the model is applied: .forward((model, batch) -> ...)");
        require(validation != null || metrics.isEmpty(), "has metrics, and no data to measure: .validation(...)");
        Set<String> names = new HashSet<>(List.of("loss", VALIDATION_LOSS));
        metrics.forEach(m -> require(
                names.add(m.name()), "cannot tell apart what it measures: two metrics are called '" + m.name() + "'"));
        requireNumber("early stopping", earlyStopping == null ? null : earlyStopping.metric());
        requireNumber("the schedule", plateauMetric);
        require(checkpointEvery == 0 || folder != null, "has no folder for its checkpoints: .checkpoints(...)");
        optimizer.refuseNonFinite(true);
        return new Trainer<>(new TrainerBuilder<>(this)); // whatever is changed here later is for another one
    }

    private void requireNumber(String who, String name) {
        require(
                name == null || names().contains(name),
                who + " wants '" + name + "', and there are only " + names() + ": .validation(...), .metrics(...)");
    }

    /** Of the numbers of an epoch. */
    List<String> names() {
        List<String> names = new ArrayList<>(List.of("loss"));
        names.addAll(validationNames());
        return names;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException("trainer: " + message);
        }
    }

    List<String> validationNames() {
        List<String> names = new ArrayList<>();
        if (validation != null) {
            names.add(VALIDATION_LOSS);
            metrics.forEach(metric -> names.add(metric.name()));
        }
        return names;
    }

    boolean isTimeForCheckpoint(long steps) {
        return checkpointEvery > 0 && steps % checkpointEvery == 0;
    }

    CheckpointFolder folder() {
        require(folder != null, "has no folder to resume from: .checkpoints(...)");
        return folder;
    }
}
