package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.autodiff.Gradients;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.nn.Model;
import org.autodiff.nn.Observation;
import org.autodiff.nn.conv.AdaptiveAvgPool1d;
import org.autodiff.nn.conv.Conv1d;
import org.autodiff.nn.conv.ConvTranspose1d;

/**
 * Watches a model while it is trained: how large the values of its layers, their gradients and their steps are, which
 * units are dead, and which layers are vanishing, exploding or dying. What Karpathy's lectures call babysitting.
 *
 * <pre>{@code
 * try (TrainingMonitor monitor = TrainingMonitor.of(model)) {
 *     for (int epoch = 0; epoch < epochs; epoch++) {
 *         for (Batch batch : loader) {
 *             Gradients gradients = loss(model, batch).backward();
 *             monitor.step(gradients, () -> optimizer.step(gradients));
 *         }
 *         monitor.epoch().findings().forEach(System.out::println);
 *     }
 * }
 * }</pre>
 *
 * <p>Values are seen while a part is in training mode, of all parts that are registered; a {@code x.relu()} in the code
 * of a layer is not, an {@code Activation.relu()} that is a child is. Units are the last axis, or the channels after a
 * convolution. Every number is read in every batch, which costs about as much as some more elementwise layers, and the
 * weights are held twice: not for the whole of a long training, but for its first epochs, or when it goes wrong. A
 * model that is not watched pays nothing.
 *
 * <p>For use by one thread.
 */
public final class TrainingMonitor implements AutoCloseable {
    private final Map<Model, LayerWatch> watches = new IdentityHashMap<>();
    private final List<LayerWatch> inOrder = new ArrayList<>(); // of registration
    private final Map<String, LayerWatch> called = new LinkedHashMap<>(); // in the order of the first values
    private final Observation observation;
    private LayerWatch broken; // the first with infinite or NaN numbers: those that follow are only its victims
    private boolean channelsFirst;
    private int steps;

    private TrainingMonitor(Model model) {
        Map<String, Map<String, Parameter>> own = new LinkedHashMap<>();
        Objects.requireNonNull(model, "monitor: model is null")
                .namedParameters()
                .forEach((name, parameter) -> {
                    int dot = name.lastIndexOf('.');
                    own.computeIfAbsent(dot < 0 ? "" : name.substring(0, dot), p -> new LinkedHashMap<>())
                            .put(name, parameter);
                });
        addWatches("", model, own);
        observation = model.onOutput((path, part, value) -> seen(part, value));
    }

    private void addWatches(String path, Model part, Map<String, Map<String, Parameter>> own) {
        if (!watches.containsKey(part)) {
            LayerWatch watch = new LayerWatch(path, part, own.getOrDefault(path, Map.of()));
            watches.put(part, watch);
            inOrder.add(watch);
            part.children().forEach((name, child) -> addWatches(path.isEmpty() ? name : path + "." + name, child, own));
        }
    }

    /** Watches a model and all its parts, until it is closed. */
    public static TrainingMonitor of(Model model) {
        return new TrainingMonitor(model);
    }

    private void seen(Model part, Tensor value) {
        if (part.isTraining()) {
            LayerWatch watch = watches.get(part);
            watch.value(value, unitAxis(part, value));
            called.putIfAbsent(watch.path(), watch);
            broken = broken == null && watch.hasBrokenValues() ? watch : broken;
        }
    }

    /** Which axis counts the units: after a convolution of sequences it is not the last one, as elsewhere. */
    private int unitAxis(Model part, Tensor value) {
        if (part instanceof Conv1d || part instanceof ConvTranspose1d || part instanceof AdaptiveAvgPool1d) {
            channelsFirst = true;
        } else if (watches.get(part).hasWeights()) {
            channelsFirst = false;
        }
        int rank = value.rank();
        return rank == 4 || (rank == 3 && channelsFirst) ? 1 : rank - 1;
    }

    // ---- steps

    /** Sees the gradients, makes the step, and sees what it has changed. */
    public void step(Gradients gradients, Runnable step) {
        beforeStep(gradients);
        step.run();
        afterStep();
    }

    /** Sees the gradients, right before a step; for code that cannot call {@link #step}. */
    public void beforeStep(Gradients gradients) {
        Objects.requireNonNull(gradients, "monitor: gradients are null");
        inOrder.forEach(watch -> watch.gradients(gradients));
        if (broken == null) {
            List<LayerWatch> flow = new ArrayList<>(called.isEmpty() ? inOrder : called.values());
            Collections.reverse(flow); // as gradients come
            broken = flow.stream()
                    .filter(LayerWatch::hasBrokenGradients)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Sees what has changed, right after a step; see {@link #beforeStep}. */
    public void afterStep() {
        inOrder.forEach(LayerWatch::stepped);
        steps++;
    }

    /**
     * Ends an epoch: what was seen since the last call, which is forgotten.
     *
     * @throws IllegalStateException if there were no steps
     */
    public TrainingReport epoch() {
        if (steps == 0) {
            throw new IllegalStateException(
                    "monitor: there were no steps in this epoch: call step, or beforeStep and afterStep, with each");
        }
        List<TrainingReport.LayerReport> layers = new ArrayList<>();
        inOrder.stream().filter(LayerWatch::wasSeen).forEach(watch -> layers.add(watch.report()));
        List<TrainingReport.LayerReport> flow =
                called.values().stream().map(LayerWatch::report).toList();
        TrainingReport report =
                new TrainingReport(layers, Diagnosis.of(flow, layers, broken == null ? null : broken.report()));
        inOrder.forEach(LayerWatch::clear);
        called.clear();
        broken = null;
        steps = 0;
        return report;
    }

    /** Stops watching. */
    @Override
    public void close() {
        observation.close();
    }
}
