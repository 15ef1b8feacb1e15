package org.autodiff.nn.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.autodiff.Parameter;
import org.autodiff.nn.Model;
import org.autodiff.nn.internal.Check;
import org.autodiff.nn.schedule.Schedule;

/**
 * Parameters that an {@link Optimizer} treats differently from others: with another rule, a factor on its learning
 * rate, or another schedule. Immutable.
 *
 * <p>Layers whose rate falls with the square root of their fan-in, and biases without weight decay:
 *
 * <pre>{@code
 * Optimizer.of(ParameterGroup.each(model, p -> 1 / Math.sqrt(model.fan(p).in())), new Sgd(), 0.1);
 *
 * Optimizer.of(
 *         List.of(ParameterGroup.weights(model), ParameterGroup.biases(model).rule(new Adam())), new AdamW(), 1e-3);
 * }</pre>
 */
public final class ParameterGroup {
    private final Map<String, Parameter> parameters;
    private final Rule rule; // null: that of the optimizer
    private final Schedule schedule; // null: that of the optimizer
    private final double rateFactor;
    private final Model model; // null: the names are the program's own

    private ParameterGroup(
            Map<String, Parameter> parameters, Rule rule, Schedule schedule, double rateFactor, Model model) {
        this.parameters = parameters;
        this.model = model;
        this.rule = rule;
        this.schedule = schedule;
        this.rateFactor = rateFactor;
    }

    /** All parameters of a model. */
    public static ParameterGroup of(Model model) {
        return of(model, named(model));
    }

    private static ParameterGroup of(Model model, Map<String, Parameter> parameters) {
        return new ParameterGroup(Collections.unmodifiableMap(new LinkedHashMap<>(parameters)), null, null, 1, model);
    }

    private static Map<String, Parameter> named(Model model) {
        return Objects.requireNonNull(model, "parameterGroup: model is null").namedParameters();
    }

    /** Some parameters, with the names that messages use. */
    public static ParameterGroup of(Map<String, Parameter> parameters) {
        Objects.requireNonNull(parameters, "parameterGroup: parameters are null");
        parameters.forEach((name, parameter) -> {
            Objects.requireNonNull(name, "parameterGroup: a name is null");
            Objects.requireNonNull(parameter, () -> "parameterGroup: parameter '" + name + "' is null");
        });
        return of(null, parameters);
    }

    /** Chosen parameters of a model; the group may be empty. */
    public static ParameterGroup of(Model model, Predicate<Parameter> chosen) {
        Map<String, Parameter> some = new LinkedHashMap<>(named(model));
        some.values().removeIf(chosen.negate());
        return of(model, some);
    }

    /** The parameters of a model with two or more axes. */
    public static ParameterGroup weights(Model model) {
        return of(model, p -> p.rank() >= 2);
    }

    /** The other parameters of a model, with one axis or none: biases, and the scales of normalisation. */
    public static ParameterGroup biases(Model model) {
        return of(model, p -> p.rank() < 2);
    }

    /**
     * A group for each parameter of a model, each with a factor on the optimizer's learning rate.
     *
     * @param rateFactor what the rate is multiplied by
     * @throws IllegalArgumentException if a factor is negative or not finite
     */
    public static List<ParameterGroup> each(Model model, ToDoubleFunction<Parameter> rateFactor) {
        return named(model).entrySet().stream()
                .map(e ->
                        of(model, Map.of(e.getKey(), e.getValue())).rateFactor(rateFactor.applyAsDouble(e.getValue())))
                .toList();
    }

    /**
     * The same with longer names, {@code prefix.name}: for an optimizer of several models, whose parameters may have
     * the same names; without prefixes it gives them some of its own, see {@link Optimizer#of(List, Rule, double)}. It
     * changes the names in the optimizer's messages and state, not those of the parameters.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public ParameterGroup prefix(String prefix) {
        if (Objects.requireNonNull(prefix, "parameterGroup: prefix is null").isEmpty()) {
            throw new IllegalArgumentException("parameterGroup: prefix must not be empty");
        }
        Map<String, Parameter> renamed = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> renamed.put(prefix + "." + name, parameter));
        return new ParameterGroup(Collections.unmodifiableMap(renamed), rule, schedule, rateFactor, null);
    }

    /** The same, moved by another rule than that of the optimizer. */
    public ParameterGroup rule(Rule rule) {
        Objects.requireNonNull(rule, "parameterGroup: rule is null");
        return new ParameterGroup(parameters, rule, schedule, rateFactor, model);
    }

    /**
     * The same, with a factor on the learning rate.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public ParameterGroup rateFactor(double rateFactor) {
        Check.notNegative("parameterGroup: rate factor of " + parameters.keySet(), rateFactor);
        return new ParameterGroup(parameters, rule, schedule, rateFactor, model);
    }

    /** The same, with a schedule of its own in place of the optimizer's; the factor still applies. */
    public ParameterGroup schedule(Schedule schedule) {
        Objects.requireNonNull(schedule, "parameterGroup: schedule is null");
        return new ParameterGroup(parameters, rule, schedule, rateFactor, model);
    }

    /** Its parameters, by name. */
    public Map<String, Parameter> parameters() {
        return parameters;
    }

    /** The model whose names its parameters have; null if the program has named them. */
    Model model() {
        return model;
    }

    /** Its own schedule; null if it follows that of the optimizer. */
    Schedule schedule() {
        return schedule;
    }

    /** Its own rule, or the given one if it has none. */
    Rule ruleOr(Rule common) {
        return rule == null ? common : rule;
    }

    double learningRate(Schedule common, long step) {
        return rateFactor * (schedule == null ? common : schedule).at(step);
    }

    @Override
    public String toString() {
        return "ParameterGroup" + parameters.keySet();
    }
}
