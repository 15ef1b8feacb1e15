package org.autodiff.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongToDoubleFunction;
import java.util.function.Supplier;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Buffer;
import org.autodiff.nn.Model;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.internal.StateCheck;

/**
 * An average of the weights that a model has in the course of its training, which often predicts better than the last
 * weights, whose noise it does not have. The model is trained as before; what is evaluated and kept is the average:
 * PyTorch's {@code AveragedModel}.
 *
 * <pre>{@code
 * WeightAverage average = WeightAverage.exponential(model, 0.999);
 * for (Batch batch : loader) {
 *     optimizer.step(loss(batch).backward());
 *     average.update();
 * }
 * double score = average.use(() -> evaluate(model)); // the model has its own weights again afterwards
 * average.apply();                                   // or has the average for good
 * }</pre>
 *
 * <p>Each update moves the average a towards the weights w: {@code a = a + r (w - a)}, where the rate r depends on the
 * number t of the update, counted from 1, and the first update copies the weights.
 *
 * <p>Buffers, such as running statistics, are those of the model, unless {@link #ofBuffers} averages them too. The
 * statistics of the model do not quite suit the averaged weights: with batch normalisation average them, or pass
 * training data through the averaged model in training mode. For use by one thread.
 */
public final class WeightAverage implements Stateful {
    private static final String NAME = "weightAverage";
    private static final String UPDATES = "updates";

    private final Model model;
    private final LongToDoubleFunction rate;
    private final boolean buffers;
    private final Map<String, Parameter> averages = new LinkedHashMap<>();
    private long updates;
    private boolean inUse;

    private WeightAverage(Model model, LongToDoubleFunction rate, boolean buffers) {
        this.model = Objects.requireNonNull(model, NAME + ": model is null");
        this.rate = rate;
        this.buffers = buffers;
        values().forEach((name, value) -> averages.put(name, Parameter.of(NAME + "." + name, value)));
    }

    /**
     * The exponential moving average: {@code r = 1 - decay}, as PyTorch's {@code get_ema_multi_avg_fn}. The first
     * weights count as if they had always been there, so it needs about {@code 1 / (1 - decay)} updates to forget them.
     *
     * @param decay in [0, 1), such as 0.999
     */
    public static WeightAverage exponential(Model model, double decay) {
        Check.fraction(NAME + ": decay", decay);
        return new WeightAverage(model, t -> 1 - decay, false);
    }

    /**
     * The exponential moving average of the weights that there were: {@code r = (1 - decay) / (1 - decay^t)}. It is
     * that of Adam (Kingma and Ba, 2015), begun with 0 and divided by {@code 1 - decay^t}; at first it is nearly the
     * mean.
     *
     * @param decay as above
     */
    public static WeightAverage biasCorrected(Model model, double decay) {
        Check.fraction(NAME + ": decay", decay);
        return new WeightAverage(model, t -> (1 - decay) / (1 - Math.pow(decay, t)), false);
    }

    /**
     * The exponential moving average with a decay that grows: {@code r = 1 - min(decay, t / (9 + t))}, the warm-up of
     * TensorFlow's {@code ExponentialMovingAverage}. It forgets the first weights soon.
     *
     * @param decay the largest, as above
     */
    public static WeightAverage warmUp(Model model, double decay) {
        Check.fraction(NAME + ": decay", decay);
        return new WeightAverage(model, t -> 1 - Math.min(decay, t / (9.0 + t)), false);
    }

    /**
     * The mean of the weights at all updates, {@code r = 1 / t}: stochastic weight averaging (Izmailov and others,
     * Averaging weights leads to wider optima and better generalization, 2018). It is updated once in an epoch, or once
     * in a cycle of the learning rate, after the training has nearly converged.
     */
    public static WeightAverage mean(Model model) {
        return new WeightAverage(model, t -> 1.0 / t, false);
    }

    /** The same, without updates, which averages the buffers too. */
    public WeightAverage ofBuffers() {
        return new WeightAverage(model, rate, true);
    }

    /** What is averaged, by name: the model's own tensors. */
    private Map<String, Tensor> values() {
        Map<String, Tensor> values = new LinkedHashMap<>(model.namedParameters());
        if (buffers) {
            model.namedBuffers().forEach((name, buffer) -> values.put(name, buffer.value()));
        }
        return values;
    }

    /**
     * Takes the present weights into the average; to be called after a step of the optimizer, also within an
     * {@code Autodiff.step}.
     *
     * @throws IllegalStateException within {@link #use}
     */
    @SuppressWarnings("try") // the scope acts by being open
    public void update() {
        requireIdle("update");
        try (NoGrad scope = NoGrad.open()) {
            Tensor r = Tape.external(() -> Tensor.of(updates == 0 ? 1 : rate.applyAsDouble(updates + 1)));
            Tensor first = Tape.external(() -> Tensor.of(updates == 0 ? 1 : 0));
            values().forEach((name, value) -> {
                Parameter average = averages.get(name);
                Tensor moved = average.add(value.sub(average).mul(r));
                average.assign(Tensor.where(first.greater(0), value, moved)); // a copy, without rounding
            });
            Tape.effect(() -> updates++);
        }
    }

    /** The number of updates. */
    public long updates() {
        return updates;
    }

    /**
     * The averages by name: a copy.
     *
     * @throws IllegalStateException if there was no update yet
     */
    public Map<String, NdArray> weights() {
        requireUpdates("weights");
        Map<String, NdArray> weights = new LinkedHashMap<>();
        averages.forEach((name, average) -> weights.put(name, copy(average)));
        return weights;
    }

    /**
     * Runs a body within which the model has the averaged weights. Afterwards, also if the body throws, its parameters
     * and buffers have the bits that they had before.
     *
     * @return what the body returns
     * @throws IllegalStateException if there was no update yet
     */
    public <T> T use(Supplier<T> body) {
        requireUpdates("use");
        requireIdle("use");
        inUse = true;
        try {
            return Parameter.onTrial(() -> {
                assign();
                return body.get();
            });
        } finally {
            inUse = false;
        }
    }

    /**
     * Gives the model the averaged weights for good.
     *
     * @throws IllegalStateException if there was no update yet
     */
    public void apply() {
        requireUpdates("apply");
        requireIdle("apply");
        assign();
    }

    private void assign() {
        Map<String, Parameter> parameters = model.namedParameters();
        Map<String, Buffer> all = model.namedBuffers();
        averages.forEach((name, average) -> {
            if (parameters.containsKey(name)) {
                parameters.get(name).assign(average);
            } else {
                all.get(name).assign(average);
            }
        });
    }

    private void requireUpdates(String what) {
        if (updates == 0) {
            throw new IllegalStateException(NAME + ": " + what + " before the first update: there is no average yet");
        }
    }

    private void requireIdle(String what) {
        if (inUse) {
            throw new IllegalStateException(
                    NAME + ": " + what + " within use, where the weights of the model are the average itself");
        }
    }

    // ---- state

    /** The number of updates and the averages; not what kind of average it is. */
    @Override
    public Map<String, NdArray> state() {
        Map<String, NdArray> state = new LinkedHashMap<>();
        state.put(UPDATES, NdArray.of((double) updates));
        averages.forEach((name, average) -> state.put("average." + name, copy(average)));
        return state;
    }

    @Override
    public void load(Map<String, NdArray> state) {
        requireIdle("load");
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(UPDATES, Shape.scalar());
        averages.forEach((name, average) -> shapes.put("average." + name, average.shape()));
        StateCheck check = StateCheck.of(NAME, shapes, state);
        long count = check.count(UPDATES);
        check.requireNothing();
        averages.forEach((name, average) -> average.assign(state.get("average." + name)));
        updates = count;
    }

    private static NdArray copy(Parameter average) {
        return NdArray.of(average.shape(), average.toArray());
    }
}
