package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.autodiff.Gradients;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Model;
import org.autodiff.nn.Stateful;
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
 *
 * <p>The rule is told the number of the step. As in PyTorch, that is how many steps have moved the parameter: one that
 * had no gradient in some steps ({@link #stepPresent}), or was {@linkplain Parameter#freeze frozen}, has made fewer
 * than the others. It goes on from the state that it had.
 */
public final class Optimizer implements Stateful {
    /** So many kinds of steps are kept, the last ones. */
    private static final int MOST_KNOWN = 8;

    private final Rule rule;
    private final List<ParameterGroup> groups;
    private final OptimizedParameter[] optimized;
    private final Map<String, OptimizedParameter> byName = new LinkedHashMap<>();
    private final OptimizerState saved;
    private final Schedule initialSchedule;
    private Schedule schedule;
    private OptionalDouble rateSet = OptionalDouble.empty();
    private Clipping clipping; // null: none
    private boolean refuseNonFinite;
    private OptionalDouble gradientNorm = OptionalDouble.empty();
    private long steps;

    /** Kinds of steps so far, of all parameters or of some; the next one will be like one of them. */
    private final List<JointStep> known = new ArrayList<>();

    private Optimizer(List<ParameterGroup> groups, Rule rule, Schedule schedule) {
        this.rule = Objects.requireNonNull(rule, "optimizer: rule is null");
        this.initialSchedule = Objects.requireNonNull(schedule, "optimizer: schedule is null");
        this.schedule = schedule;
        this.groups = List.copyOf(Prefixes.added(Objects.requireNonNull(groups, "optimizer: groups are null")));
        Prefixes.requireDistinct(this.groups);
        for (int i = 0; i < this.groups.size(); i++) {
            ParameterGroup group = this.groups.get(i);
            int index = i;
            group.parameters()
                    .forEach((name, p) -> byName.put(name, new OptimizedParameter(name, p, group.ruleOr(rule), index)));
        }
        if (byName.isEmpty()) {
            throw new IllegalArgumentException("optimizer: there are no parameters to optimize: a model"
                    + " registers its layers with child(...) and its own parameters with parameter(...)");
        }
        optimized = byName.values().toArray(OptimizedParameter[]::new);
        saved = new OptimizerState(optimized, this.groups, schedule);
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
     * An optimizer of groups of parameters, also of several models:
     *
     * <pre>{@code
     * Optimizer.of(
     *         List.of(ParameterGroup.of(encoder).prefix("encoder"), ParameterGroup.of(head).prefix("head")),
     *         new Adam(), 1e-3);
     * }</pre>
     *
     * <p>The prefixes tell the parameters apart in messages and in the saved state. Models without one get it from
     * their types and positions, {@code lstm0.weight} and {@code linear1.weight}, or, if they are parts of a model,
     * from their path there. A state that is to be read for years should not depend on the name of a class: give
     * prefixes.
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
     * the new value of a parameter, by a {@link NotFiniteException}. Otherwise such numbers spread over the model.
     * False by default.
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
     * Moves every parameter that is not {@linkplain Parameter#freeze frozen}.
     *
     * @throws IllegalArgumentException if a parameter has no gradient, because the loss does not depend on it; the
     *     message names all such parameters. Or for one of the reasons of {@link #stepPresent}. Then nothing has moved
     */
    public void step(Gradients gradients) {
        Objects.requireNonNull(gradients, "optimizer: gradients are null");
        move(of(gradients), true);
    }

    /**
     * Moves every parameter along gradients by name, as {@code Autodiff.valueAndGrad(model, ...)} gives them.
     *
     * @throws IllegalArgumentException for the same reasons; or if there is a gradient by a name that no parameter of
     *     this optimizer has, or in another shape than the parameter
     */
    public void step(Map<String, Tensor> gradients) {
        Objects.requireNonNull(gradients, "optimizer: gradients are null");
        gradients.forEach((name, gradient) -> {
            OptimizedParameter target = byName.get(name);
            if (target == null || !gradient.shape().equals(target.parameter.shape())) {
                throw new IllegalArgumentException("optimizer: a gradient of shape " + gradient.shape() + " for '"
                        + name + "', which is "
                        + (target == null
                                ? "none of its parameters " + byName.keySet()
                                : "of shape " + target.parameter.shape()));
            }
        });
        move(target -> gradients.get(target.name), true);
    }

    /**
     * Moves the parameters that have a gradient and are not frozen. Those on which the loss does not depend keep their
     * value and their state, and their steps are not counted.
     *
     * @return how many have moved, at least one
     * @throws IllegalArgumentException if no parameter has a gradient, for example because the gradients are those of
     *     another model; if the schedule gives a rate that is negative or not finite, or none; if the clipping refuses
     *     the gradients, or this optimizer {@linkplain #refuseNonFinite refuses} one, which the message names. Then, as
     *     after any exception of a rule, nothing has moved
     */
    public int stepPresent(Gradients gradients) {
        Objects.requireNonNull(gradients, "optimizer: gradients are null");
        return move(of(gradients), false);
    }

    private static Function<OptimizedParameter, Tensor> of(Gradients gradients) {
        return target -> gradients.contains(target.parameter) ? gradients.of(target.parameter) : null;
    }

    /** Moves the parameters for which there is a gradient. */
    @SuppressWarnings("try") // the scope acts by being open
    private int move(Function<OptimizedParameter, Tensor> gradients, boolean all) {
        try (NoGrad scope = NoGrad.open()) {
            Tensor[] directions = new Tensor[optimized.length];
            int count = 0;
            for (int i = 0; i < directions.length; i++) {
                directions[i] = optimized[i].parameter.isFrozen() ? null : gradients.apply(optimized[i]);
                count += directions[i] == null ? 0 : 1;
            }
            OptimizedParameter[] targets = optimized;
            if (count < directions.length) {
                targets = present(directions, all, count);
                directions = Arrays.stream(directions).filter(Objects::nonNull).toArray(Tensor[]::new);
            }
            requireFinite("the gradient of ", targets, directions);
            OptionalDouble norm = gradientNorm;
            if (clipping != null) {
                Clipping.Clipped clipped = clipping.apply(Arrays.asList(directions));
                norm = OptionalDouble.of(clipped.norm().item());
                directions = clipped.gradients().toArray(directions);
            }
            JointStep step = jointStep(targets);
            Tensor[] inputs = step.inputs(directions, this::rate);
            if (!step.run(inputs, refuseNonFinite)) {
                requireFinite("the new value of ", targets, step.values(step.results(inputs)));
                throw new IllegalStateException("optimizer: a rule gives other numbers when it is called again: it must"
                        + " be a pure function of its arguments");
            }
            gradientNorm = norm;
            countStep(targets);
            return count;
        }
    }

    private JointStep jointStep(OptimizedParameter[] targets) {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).isOf(targets)) {
                return known.get(i);
            }
        }
        if (known.size() == MOST_KNOWN) {
            known.remove(0);
        }
        JointStep step = new JointStep(targets);
        known.add(step);
        return step;
    }

    private void countStep(OptimizedParameter[] targets) {
        Tape.effect(() -> {
            steps++;
            for (OptimizedParameter target : targets) {
                target.steps++;
            }
        });
    }

    /** Those with a gradient; frozen ones are not missed. */
    private OptimizedParameter[] present(Tensor[] directions, boolean all, int count) {
        List<OptimizedParameter> present = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < directions.length; i++) {
            if (optimized[i].parameter.isFrozen()) {
                continue;
            }
            if (directions[i] == null) {
                missing.add("'" + optimized[i].name + "'");
            } else {
                present.add(optimized[i]);
            }
        }
        if (count == 0 && missing.isEmpty()) {
            throw new IllegalArgumentException("optimizer: all of its " + optimized.length
                    + " parameters are frozen, so there is nothing to move: unfreeze some");
        }
        if (count == 0) {
            throw new IllegalArgumentException("optimizer: the loss depends on none of its parameters, "
                    + String.join(", ", missing) + ": are these the gradients of another model?"
                    + " Autodiff.explainGradient says why");
        }
        if (all && !missing.isEmpty()) {
            throw new IllegalArgumentException("optimizer: the loss does not depend on " + String.join(", ", missing)
                    + ": leave out such parameters, or call stepPresent to move only the others;"
                    + " Autodiff.explainGradient says why");
        }
        return present.toArray(OptimizedParameter[]::new);
    }

    private void requireFinite(String what, OptimizedParameter[] owners, Tensor[] tensors) {
        if (!refuseNonFinite) {
            return;
        }
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < owners.length; i++) {
            if (!Norms.areFinite(tensors[i])) {
                bad.add("'" + owners[i].name + "'");
            }
        }
        if (!bad.isEmpty()) {
            throw new NotFiniteException("optimizer: " + what + String.join(", ", bad)
                    + " is infinite or NaN in step " + steps
                    + ": nothing has moved. A smaller learning rate, or clipping, may keep it finite");
        }
    }

    /** The present rate of a group. */
    private Tensor rate(int group) {
        double rate = groups.get(group).learningRate(schedule, steps);
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
        rateSet = OptionalDouble.of(learningRate);
    }

    // ---- state

    /**
     * All that it remembers: how many steps it has made ({@code steps}); the learning rate, if it was set; the norm of
     * the last gradients, if they are clipped; the state of schedules that have one ({@code schedule.rate},
     * {@code groups.1.schedule.rate}); of each parameter, how many steps have moved it and what its rule remembers
     * ({@code 0.weight.steps}, {@code 0.weight.velocity}). The values of the parameters are those of the model, and not
     * included; nor are the rule, the clipping and the other choices that a program makes.
     */
    @Override
    public Map<String, NdArray> state() {
        return saved.state(new OptimizerState.Numbers(steps, rateSet, gradientNorm));
    }

    /**
     * Continues where an optimizer of the same parameters, rules and schedules stopped: together with the values of the
     * parameters then, every further step gives the same bits.
     */
    @Override
    public void load(Map<String, NdArray> state) {
        OptimizerState.Numbers numbers = saved.load(state);
        steps = numbers.steps();
        rateSet = numbers.learningRate();
        gradientNorm = numbers.gradientNorm();
        schedule = rateSet.isPresent() ? fixed(rateSet.getAsDouble()) : initialSchedule;
    }

    @Override
    public String toString() {
        return "Optimizer[" + rule + ", " + schedule + ", " + optimized.length + " parameters, " + steps + " steps]";
    }
}
