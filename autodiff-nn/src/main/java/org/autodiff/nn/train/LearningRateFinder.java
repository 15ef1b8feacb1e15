package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Model;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.optim.NotFiniteException;
import org.autodiff.nn.optim.Optimizer;

/**
 * Looks for a learning rate: trains for some steps while the rate grows from very small to too large, and sees where
 * the loss falls and where it rises again. The range test of Smith, Cyclical learning rates for training neural
 * networks (2017), section 3.3, with rates that grow by a factor rather than a term, as in fastai.
 *
 * <pre>{@code
 * LearningRateCurve curve = new LearningRateFinder().run(trainer, loader);
 * double rate = curve.suggestion();
 * }</pre>
 *
 * <p>Afterwards everything is as it was, bit for bit, also if it ends by an exception: parameters, running statistics,
 * generators, the optimizer with its schedule, the order of the loader.
 *
 * <p>It judges the first steps of a training: the rate that it suggests is one to begin with, for a model that is new.
 * The rates are those of the whole optimizer; a group with a schedule of its own keeps that. Not for a batch so small
 * that its loss is mostly noise.
 *
 * @param from the first rate
 * @param to the last rate, unless the loss grows too much before
 * @param steps from the first to the last
 * @param smoothing how much of the mean of losses so far is kept by each step, in [0, 1)
 */
public record LearningRateFinder(double from, double to, int steps, double smoothing) {
    /**
     * The test ends where the smoothed loss is above the lowest one by so many times that one, as in fastai, and by so
     * many times what it has fallen: near 0, the first alone means little. The first tenth of the steps only counts for
     * the mean, which is noisy until then.
     */
    private static final double TOO_HIGH = 3;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if not {@code 0 < from < to}, both finite, there are less than 3 steps, or the
     *     smoothing is not in [0, 1)
     */
    public LearningRateFinder {
        if (!(from > 0 && from < to && to <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "learning rate finder: must be 0 < from < to, and finite, got from " + from + ", to " + to);
        }
        Check.atLeast("learning rate finder: steps", steps, 3);
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("learning rate finder: smoothing must be in [0, 1), got " + smoothing);
        }
    }

    /** From 1e-7 to 10 in 100 steps, with a smoothing of 0.9. */
    public LearningRateFinder() {
        this(1e-7, 10, 100, 0.9);
    }

    /** The same with another range. */
    public LearningRateFinder range(double from, double to) {
        return new LearningRateFinder(from, to, steps, smoothing);
    }

    /** The same with another number of steps. */
    public LearningRateFinder steps(int steps) {
        return new LearningRateFinder(from, to, steps, smoothing);
    }

    /** The same with another smoothing. */
    public LearningRateFinder smoothing(double smoothing) {
        return new LearningRateFinder(from, to, steps, smoothing);
    }

    /**
     * Tests with the model, optimizer and loss of a trainer, and its micro-batches. Listeners and the monitor are told
     * nothing; the {@linkplain TrainerBuilder#part parts} of its checkpoints are put back too.
     *
     * @return the losses; fewer than the steps if one was too high, infinite or NaN
     */
    public LearningRateCurve run(Trainer<?> trainer, BatchLoader data) {
        Objects.requireNonNull(trainer, "learning rate finder: the trainer is null");
        return putBack(
                trainer.model(),
                trainer.parts(data),
                () -> run(
                        trainer.optimizer(), data, batch -> trainer.forwardBackward(batch, trainer.optimizer()::step)));
    }

    /**
     * Tests a model and an optimizer.
     *
     * @param loss of a batch, a scalar; it applies the model
     * @return the losses; fewer than the steps if one was too high, infinite or NaN
     */
    public LearningRateCurve run(Model model, Optimizer optimizer, BatchLoader data, Function<Batch, Tensor> loss) {
        Map<String, Stateful> parts = new LinkedHashMap<>();
        parts.put("model", model);
        parts.put("optimizer", optimizer);
        parts.put("loader", data);
        return putBack(
                model,
                parts,
                () -> run(optimizer, data, batch -> {
                    Tensor l = loss.apply(batch);
                    double value = l.item();
                    if (!Double.isFinite(value)) {
                        throw new NotFiniteLoss(value);
                    }
                    optimizer.step(l.backward());
                    return value;
                }));
    }

    private static LearningRateCurve putBack(Model model, Map<String, Stateful> parts, Test test) {
        Stateful all = Stateful.of(parts);
        Map<String, NdArray> before = all.state();
        Modes modes = Modes.of(model);
        try {
            if (!model.isTraining()) {
                model.train();
            }
            return test.run();
        } finally {
            modes.restore();
            all.load(before);
        }
    }

    private interface Test {
        LearningRateCurve run();
    }

    private LearningRateCurve run(Optimizer optimizer, BatchLoader data, ToDoubleFunction<Batch> step) {
        List<Double> losses = new ArrayList<>();
        List<Double> smoothed = new ArrayList<>();
        double mean = 0;
        double lowest = Double.POSITIVE_INFINITY;
        while (losses.size() < steps) {
            for (Batch batch : data) {
                int i = losses.size();
                if (i == steps) {
                    break;
                }
                optimizer.setLearningRate(rate(i));
                double loss;
                try {
                    loss = Autodiff.step(() -> step.applyAsDouble(batch));
                } catch (NotFiniteLoss | NotFiniteException e) {
                    return curve(losses, smoothed);
                }
                mean = smoothing * mean + (1 - smoothing) * loss;
                double corrected = mean / (1 - Math.pow(smoothing, i + 1)); // as if it had not begun at 0
                losses.add(loss);
                smoothed.add(corrected);
                if (i >= steps / 10) {
                    lowest = Math.min(lowest, corrected);
                    double size = Math.max(Math.abs(lowest), smoothed.get(steps / 10) - lowest);
                    if (corrected - lowest > TOO_HIGH * size) {
                        return curve(losses, smoothed);
                    }
                }
            }
        }
        return curve(losses, smoothed);
    }

    private double rate(int step) {
        return step == steps - 1 ? to : from * Math.pow(to / from, step / (steps - 1.0));
    }

    private LearningRateCurve curve(List<Double> losses, List<Double> smoothed) {
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < losses.size(); i++) {
            rates.add(rate(i));
        }
        return new LearningRateCurve(rates, losses, smoothed);
    }
}
