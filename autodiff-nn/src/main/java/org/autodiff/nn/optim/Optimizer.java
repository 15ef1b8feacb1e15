package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.autodiff.Gradients;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Model;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.schedule.Schedule;

/**
 * Moves the parameters of a model by a rule, and keeps the state of the rule for each.
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
 * <p>The learning rate is a number, or follows a {@link Schedule}. A {@link ParameterGroup} may have its own rule or
 * rate; a {@link Clipping} limits gradients first. Parameters and states are overwritten in place, so they outlive an
 * {@code Autodiff.step}. For use by one thread.
 */
public final class Optimizer {
    private final Rule rule;
    private final List<ParameterGroup> groups;
    private final List<OptimizedParameter> optimized = new ArrayList<>();
    private Schedule schedule;
    private Clipping clipping; // null: none
    private boolean refuseNonFinite;
    private OptionalDouble gradientNorm = OptionalDouble.empty();
    private long steps;

    private Optimizer(List<ParameterGroup> groups, Rule rule, Schedule schedule) {
        this.rule = Objects.requireNonNull(rule, "optimizer: rule is null");
        this.schedule = Objects.requireNonNull(schedule, "optimizer: schedule is null");
        Objects.requireNonNull(groups, "optimizer: groups are null");
        requireDistinct(groups);
        this.groups = List.copyOf(groups);
        for (int i = 0; i < groups.size(); i++) {
            ParameterGroup group = groups.get(i);
            int index = i;
            group.parameters()
                    .forEach((name, p) -> optimized.add(OptimizedParameter.of(name, p, group.ruleOr(rule), index)));
        }
        if (optimized.isEmpty()) {
            throw new IllegalArgumentException("optimizer: there are no parameters to optimize: a model"
                    + " registers its layers with child(...) and its own parameters with parameter(...)");
        }
    }

    /**
     * An optimizer of all parameters of a model.
     *
     * @throws IllegalArgumentException if there are none, or the rate is negative or not finite
     */
    public static Optimizer of(Model model, Rule rule, double learningRate) {
        return of(List.of(ParameterGroup.of(model)), rule, learningRate);
    }

    /** An optimizer of all parameters of a model, with the rule's own learning rate. */
    public static Optimizer of(Model model, Rule rule) {
        return of(List.of(ParameterGroup.of(model)), rule);
    }

    /**
     * An optimizer of all parameters of a model.
     *
     * @param schedule gives the learning rate of each step, the first of which is step 0
     * @throws IllegalArgumentException if there are no parameters
     */
    public static Optimizer of(Model model, Rule rule, Schedule schedule) {
        return of(List.of(ParameterGroup.of(model)), rule, schedule);
    }

    /**
     * An optimizer of some parameters, with the names that messages use.
     *
     * @throws IllegalArgumentException if there are none, one is named twice, or the rate is negative or not finite
     */
    public static Optimizer of(Map<String, Parameter> parameters, Rule rule, double learningRate) {
        return of(List.of(ParameterGroup.of(parameters)), rule, learningRate);
    }

    /** An optimizer of some parameters, with the rule's own learning rate; see {@link #of(Map, Rule, double)}. */
    public static Optimizer of(Map<String, Parameter> parameters, Rule rule) {
        return of(List.of(ParameterGroup.of(parameters)), rule);
    }

    /** An optimizer of some parameters, with learning rates by step; see {@link #of(Map, Rule, double)}. */
    public static Optimizer of(Map<String, Parameter> parameters, Rule rule, Schedule schedule) {
        return of(List.of(ParameterGroup.of(parameters)), rule, schedule);
    }

    /**
     * An optimizer of groups of parameters. For two models, whose parameters may have the same names, give each a
     * prefix:
     *
     * <pre>{@code
     * Optimizer.of(
     *         List.of(ParameterGroup.of(encoder).prefix("encoder"), ParameterGroup.of(head).prefix("head")),
     *         new Adam(), 1e-3);
     * }</pre>
     *
     * @param rule for groups without their own
     * @param learningRate for groups without their own schedule, multiplied by their factors
     * @throws IllegalArgumentException if there are no parameters, one is in two groups, two have the same name, or the
     *     rate is negative or not finite
     */
    public static Optimizer of(List<ParameterGroup> groups, Rule rule, double learningRate) {
        return new Optimizer(groups, rule, fixed(learningRate));
    }

    /** An optimizer of groups of parameters, with the rule's own learning rate; see {@link #of(List, Rule, double)}. */
    public static Optimizer of(List<ParameterGroup> groups, Rule rule) {
        Objects.requireNonNull(rule, "optimizer: rule is null");
        return of(groups, rule, rule.defaultLearningRate());
    }

    /** An optimizer of groups of parameters, with learning rates by step; see {@link #of(List, Rule, double)}. */
    public static Optimizer of(List<ParameterGroup> groups, Rule rule, Schedule schedule) {
        return new Optimizer(groups, rule, schedule);
    }

    private static Schedule fixed(double learningRate) {
        Check.notNegative("optimizer: learning rate", learningRate);
        return Schedule.constant(learningRate);
    }

    private static void requireDistinct(List<ParameterGroup> groups) {
        Map<Parameter, String> names = new HashMap<>();
        Map<String, Parameter> named = new HashMap<>();
        groups.forEach(group -> group.parameters().forEach((name, parameter) -> {
            String other = names.put(parameter, name);
            if (other != null) {
                throw new IllegalArgumentException("optimizer: '" + other + "' and '" + name
                        + "' are the same parameter, which would move twice in each step");
            }
            if (named.put(name, parameter) != null) {
                throw new IllegalArgumentException("optimizer: two parameters are called '" + name
                        + "': name them apart, as ParameterGroup.of(model).prefix(\"encoder\")"
                        + " does for those of a model");
            }
        }));
    }

    /**
     * From the next step on, clips the gradients of all groups together before the rules see them.
     *
     * @return this optimizer
     */
    public Optimizer clip(Clipping clipping) {
        this.clipping = Objects.requireNonNull(clipping, "optimizer: clipping is null");
        return this;
    }

    /**
     * Whether steps, from the next one on, refuse infinite or NaN numbers: in a gradient before it is clipped, or in
     * the new value of a parameter. Otherwise such numbers spread over the model. False by default.
     *
     * <pre>{@code
     * Optimizer optimizer = Optimizer.of(model, new Adam(), 1e-3).refuseNonFinite(true);
     * }</pre>
     *
     * @return this optimizer
     */
    public Optimizer refuseNonFinite(boolean refuse) {
        this.refuseNonFinite = refuse;
        return this;
    }

    // ---- steps

    /**
     * Moves every parameter.
     *
     * @throws IllegalArgumentException if a parameter has no gradient, because the loss does not depend on it; the
     *     message names all such parameters. Or for one of the reasons of {@link #stepPresent}. Then nothing has moved
     */
    public void step(Gradients gradients) {
        Objects.requireNonNull(gradients, "optimizer: gradients are null");
        requireAll(s -> gradients.contains(s.parameter));
        stepPresent(gradients);
    }

    /**
     * Moves every parameter along gradients by name, as {@code Autodiff.valueAndGrad(model, ...)} gives them.
     *
     * @throws IllegalArgumentException for the same reasons; or if there is a gradient by a name that no parameter of
     *     this optimizer has, or in another shape than the parameter
     */
    public void step(Map<String, Tensor> gradients) {
        Objects.requireNonNull(gradients, "optimizer: gradients are null");
        requireAll(s -> gradients.containsKey(s.name));
        List<String> names = optimized.stream().map(OptimizedParameter::name).toList();
        gradients.forEach((name, gradient) -> {
            int i = names.indexOf(name);
            if (i < 0 || !gradient.shape().equals(optimized.get(i).parameter.shape())) {
                throw new IllegalArgumentException("optimizer: a gradient of shape " + gradient.shape() + " for '"
                        + name + "', which is "
                        + (i < 0
                                ? "none of its parameters " + names
                                : "of shape " + optimized.get(i).parameter.shape()));
            }
        });
        move(s -> gradients.get(s.name));
    }

    private void requireAll(Predicate<OptimizedParameter> hasGradient) {
        List<String> missing = optimized.stream()
                .filter(hasGradient.negate())
                .map(s -> "'" + s.name + "'")
                .toList();
        if (missing.size() == optimized.size()) {
            throw new IllegalArgumentException("optimizer: the loss depends on none of its parameters, "
                    + String.join(", ", missing) + ": are these the gradients of another model?"
                    + " Autodiff.explainGradient says why");
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("optimizer: the loss does not depend on " + String.join(", ", missing)
                    + ": leave out such parameters, or call stepPresent to move only the others;"
                    + " Autodiff.explainGradient says why");
        }
    }

    /**
     * Moves the parameters that have a gradient. Those on which the loss does not depend keep their value and their
     * state.
     *
     * @return how many have moved, at least one
     * @throws IllegalArgumentException if no parameter has a gradient, for example because the gradients are those of
     *     another model; if the schedule gives a rate that is negative or not finite, or none; if the clipping refuses
     *     the gradients, or this optimizer {@linkplain #refuseNonFinite refuses} one, which the message names. Then, as
     *     after any exception of a rule, nothing has moved
     */
    public int stepPresent(Gradients gradients) {
        Objects.requireNonNull(gradients, "optimizer: gradients are null");
        return move(s -> gradients.contains(s.parameter) ? gradients.of(s.parameter) : null);
    }

    /** Moves the parameters for which there is a gradient. */
    @SuppressWarnings("try") // the scope acts by being open
    private int move(Function<OptimizedParameter, Tensor> gradients) {
        try (NoGrad scope = NoGrad.open()) {
            List<OptimizedParameter> present = new ArrayList<>();
            List<Tensor> directions = new ArrayList<>();
            for (OptimizedParameter target : optimized) {
                Tensor gradient = gradients.apply(target);
                if (gradient != null) {
                    present.add(target);
                    directions.add(gradient);
                }
            }
            if (present.isEmpty()) {
                throw new IllegalArgumentException("optimizer: none of its " + optimized.size() + " parameters ("
                        + optimized.get(0).name + ", ...) has a gradient: these are the gradients of something else");
            }
            requireFinite("the gradient of ", present, directions);
            OptionalDouble norm = gradientNorm;
            if (clipping != null) {
                Clipping.Clipped clipped = clipping.apply(directions);
                norm = OptionalDouble.of(clipped.norm().item());
                directions = clipped.gradients();
            }
            Tensor[] rates = rates();
            List<Move> moves = new ArrayList<>();
            for (int i = 0; i < present.size(); i++) {
                OptimizedParameter target = present.get(i);
                moves.add(target.move(directions.get(i), rates[target.group]));
            }
            requireFinite(
                    "the new value of ",
                    present,
                    moves.stream().map(Move::parameter).toList());
            moves.forEach(Move::assign); // all or none: nothing throws from here on
            gradientNorm = norm;
            Tape.effect(() -> steps++);
            return present.size();
        }
    }

    private void requireFinite(String what, List<OptimizedParameter> owners, List<Tensor> tensors) {
        if (!refuseNonFinite) {
            return;
        }
        String bad = IntStream.range(0, owners.size())
                .filter(i -> !Norms.areFinite(tensors.get(i)))
                .mapToObj(i -> "'" + owners.get(i).name + "'")
                .collect(Collectors.joining(", "));
        if (!bad.isEmpty()) {
            throw new IllegalArgumentException("optimizer: " + what + bad + " is infinite or NaN in step " + steps
                    + ": nothing has moved. A smaller learning rate, or clipping, may keep it finite");
        }
    }

    /**
     * The rate of each group in this step. Made again each time, since a tensor from a recycled step can no longer be
     * read.
     */
    private Tensor[] rates() {
        Tensor[] rates = new Tensor[groups.size()];
        for (int i = 0; i < rates.length; i++) {
            ParameterGroup group = groups.get(i);
            rates[i] = Tape.external(() -> rate(group)); // a replay of a recorded step asks for its present rate
        }
        return rates;
    }

    private Tensor rate(ParameterGroup group) {
        double rate = group.learningRate(schedule, steps);
        Check.notNegative("optimizer: learning rate of step " + steps, rate);
        return Tensor.of(rate);
    }

    /**
     * The norm of the gradients of the last step before they were clipped; empty before the first step, or without
     * clipping.
     */
    public OptionalDouble gradientNorm() {
        return gradientNorm;
    }

    /** How many steps it has made. */
    public long steps() {
        return steps;
    }

    /** The learning rate of the next step, before the factors of groups. */
    public double learningRate() {
        return schedule.at(steps);
    }

    /**
     * Sets a constant learning rate from the next step on; a schedule is dropped.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public void setLearningRate(double learningRate) {
        schedule = fixed(learningRate);
    }

    // ---- state

    /**
     * The states of all parameters, by parameter and name: {@code 0.weight.velocity}. The next step overwrites the
     * tensors.
     */
    public Map<String, Parameter> state() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        optimized.forEach(s -> s.memory.forEach(p -> all.put(p.name(), p)));
        return Collections.unmodifiableMap(all);
    }

    /**
     * Continues where another optimizer with the same rules and parameters stopped. The values of the parameters are
     * not included.
     *
     * @param steps how many steps that optimizer had made
     * @param state values for everything in {@link #state}, by the same names; they are copied
     * @throws IllegalArgumentException if the steps are negative, a name is missing or unknown, or a shape differs;
     *     then nothing has changed
     */
    public void restore(long steps, Map<String, NdArray> state) {
        Objects.requireNonNull(state, "optimizer: state is null");
        Check.atLeast("optimizer: steps", steps, 0);
        Map<String, Parameter> memory = state();
        if (!memory.keySet().equals(state.keySet())) {
            throw new IllegalArgumentException(
                    "optimizer: a state of " + state.keySet() + " cannot be restored: must be of " + memory.keySet());
        }
        memory.forEach((name, kept) -> {
            Objects.requireNonNull(state.get(name), () -> "optimizer: state '" + name + "' is null");
            if (!kept.shape().equals(state.get(name).shape())) {
                throw new IllegalArgumentException("optimizer: state '" + name + "' of shape "
                        + state.get(name).shape() + ": must be " + kept.shape());
            }
        });
        memory.forEach((name, kept) -> kept.assign(state.get(name)));
        this.steps = steps;
    }

    @Override
    public String toString() {
        return "Optimizer[" + rule + ", " + schedule + ", " + optimized.size() + " parameters, " + steps + " steps]";
    }

    /**
     * One parameter of a group with its rule, and the state that the rule keeps for it. The tensors of the state are
     * parameters, listed in {@code memory} in the same order, so that they can be assigned.
     */
    private record OptimizedParameter(
            String name, Parameter parameter, Rule rule, int group, RuleState state, List<Parameter> memory) {
        static OptimizedParameter of(String name, Parameter parameter, Rule rule, int group) {
            RuleState state = rule.start(parameter.shape());
            List<Parameter> memory = new ArrayList<>();
            for (Map.Entry<String, Tensor> e : state.tensors().entrySet()) {
                Parameter kept = Parameter.of(name + "." + e.getKey(), e.getValue());
                memory.add(kept);
                state = state.with(e.getKey(), kept);
            }
            return new OptimizedParameter(name, parameter, rule, group, state, List.copyOf(memory));
        }

        Move move(Tensor gradient, Tensor learningRate) {
            Update update = rule.step(parameter, gradient, state, learningRate);
            List<Tensor> next = new ArrayList<>();
            for (Map.Entry<String, Tensor> e : state.tensors().entrySet()) {
                Tensor value = update.state().get(e.getKey());
                next.add(checkedValue(e.getKey(), e.getValue().shape(), value));
            }
            return new Move(this, checkedValue("parameter", parameter.shape(), update.parameter()), next);
        }

        /**
         * Checks the shape of what a rule made, and copies what is itself a parameter: a rule may return a tensor that
         * it was given, which would change while others are assigned.
         */
        private Tensor checkedValue(String what, Shape shape, Tensor t) {
            if (!t.shape().equals(shape)) {
                throw new IllegalArgumentException("optimizer: " + rule + " made '" + what + "' of '" + name
                        + "' of shape " + t.shape() + ": must be " + shape);
            }
            return t instanceof Parameter ? t.mul(1) : t;
        }
    }

    /** The new values of one parameter and of its memory. */
    private record Move(OptimizedParameter target, Tensor parameter, List<Tensor> memory) {
        void assign() {
            target.parameter.assign(parameter);
            for (int i = 0; i < memory.size(); i++) {
                target.memory.get(i).assign(memory.get(i));
            }
        }
    }
}
