package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.autodiff.Gradients;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Model;

/**
 * Moves the parameters of a model by a rule, and keeps what the rule remembers of each.
 *
 * <pre>{@code
 * Optimizer optimizer = Optimizer.of(model, new Adam(), 1e-3);
 * for (Batch batch : loader) {
 *     Autodiff.step(() -> {
 *         Tensor loss = new CrossEntropy().apply(model.apply(batch.features()), batch.labels());
 *         optimizer.step(loss.backward());
 *     });
 * }
 * }</pre>
 *
 * <p>Parameters and what is remembered are overwritten in place, so they outlive an {@code Autodiff.step}. For use by one
 * thread.
 */
public final class Optimizer {
    private final Rule rule;
    private final List<Slot> slots;
    private Tensor learningRate;
    private long steps;

    private Optimizer(Map<String, Parameter> parameters, Rule rule, double learningRate) {
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("optimizer: there are no parameters to optimize");
        }
        requireDistinct(parameters);
        this.rule = Objects.requireNonNull(rule, "optimizer: rule is null");
        this.slots = parameters.entrySet().stream()
                .map(e -> Slot.of(e.getKey(), e.getValue(), rule))
                .toList();
        setLearningRate(learningRate);
    }

    /**
     * An optimizer of all parameters of a model.
     *
     * @throws IllegalArgumentException if there are none, or the rate is negative or not finite
     */
    public static Optimizer of(Model model, Rule rule, double learningRate) {
        return of(model.namedParameters(), rule, learningRate);
    }

    /** An optimizer of all parameters of a model, with the rule's own learning rate. */
    public static Optimizer of(Model model, Rule rule) {
        return of(model, rule, rule.defaultLearningRate());
    }

    /**
     * An optimizer of some parameters, with the names that messages use.
     *
     * @throws IllegalArgumentException if there are none, one is named twice, or the rate is negative or not finite
     */
    public static Optimizer of(Map<String, Parameter> parameters, Rule rule, double learningRate) {
        return new Optimizer(parameters, rule, learningRate);
    }

    private static void requireDistinct(Map<String, Parameter> parameters) {
        Map<Parameter, String> names = new HashMap<>();
        parameters.forEach((name, parameter) -> {
            String other = names.put(parameter, name);
            if (other != null) {
                throw new IllegalArgumentException("optimizer: '" + other + "' and '" + name
                        + "' are the same parameter, which would move twice in each step");
            }
        });
    }

    /**
     * Moves every parameter.
     *
     * @throws IllegalArgumentException if a parameter has no gradient, because the loss does not depend on it; the message
     *     names all such parameters, and none has moved
     */
    public void step(Gradients gradients) {
        String missing = slots.stream()
                .filter(s -> !gradients.contains(s.parameter))
                .map(s -> "'" + s.name + "'")
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("optimizer: the loss does not depend on " + missing
                    + ": leave out such parameters, or call stepPresent to move only the others");
        }
        stepPresent(gradients);
    }

    /**
     * Moves the parameters that have a gradient. Those on which the loss does not depend keep their value, and the rule
     * forgets and learns nothing of them.
     */
    @SuppressWarnings("try") // the scope acts by being open
    public void stepPresent(Gradients gradients) {
        try (NoGrad scope = NoGrad.open()) {
            for (Slot slot : slots) {
                if (gradients.contains(slot.parameter)) {
                    slot.move(rule, gradients.of(slot.parameter), learningRate);
                }
            }
        }
        steps++;
    }

    /** How many steps it has made. */
    public long steps() {
        return steps;
    }

    /** The learning rate of the next step. */
    public double learningRate() {
        return learningRate.item();
    }

    /**
     * Sets the learning rate from the next step on.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public void setLearningRate(double learningRate) {
        Check.notNegative("optimizer: learning rate", learningRate);
        this.learningRate = Tensor.of(learningRate);
    }

    /** What it remembers, by parameter and name: {@code 0.weight.velocity}. The next step overwrites it. */
    public Map<String, Parameter> state() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        slots.forEach(s -> s.memory.forEach(p -> all.put(p.name(), p)));
        return Collections.unmodifiableMap(all);
    }

    @Override
    public String toString() {
        return "Optimizer[" + rule + ", learning rate " + learningRate() + ", " + slots.size() + " parameters, " + steps
                + " steps]";
    }

    /** One parameter and what is remembered of it: the memory's parameters are the tensors of the state. */
    private record Slot(String name, Parameter parameter, State state, List<Parameter> memory) {
        static Slot of(String name, Parameter parameter, Rule rule) {
            State state = rule.start(parameter.shape());
            List<Parameter> memory = new ArrayList<>();
            for (Map.Entry<String, Tensor> e : state.tensors().entrySet()) {
                Parameter kept = Parameter.of(name + "." + e.getKey(), e.getValue());
                memory.add(kept);
                state = state.with(e.getKey(), kept);
            }
            return new Slot(name, parameter, state, List.copyOf(memory));
        }

        void move(Rule rule, Tensor gradient, Tensor learningRate) {
            Update update = rule.step(parameter, gradient, state, learningRate);
            List<Tensor> next = state.tensors().keySet().stream()
                    .map(key -> settled(update.state().get(key)))
                    .toList();
            parameter.assign(settled(update.parameter()));
            for (int i = 0; i < next.size(); i++) {
                memory.get(i).assign(next.get(i));
            }
        }

        /** A rule may pass on what it was given, which would change while the others are assigned. */
        private static Tensor settled(Tensor t) {
            return t instanceof Parameter ? Tensor.of(NdArray.of(t.shape(), t.toArray())) : t;
        }
    }
}
