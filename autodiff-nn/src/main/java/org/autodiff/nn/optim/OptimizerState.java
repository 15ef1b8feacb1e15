package org.autodiff.nn.optim;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.internal.StateCheck;
import org.autodiff.nn.schedule.Schedule;

/** Saves and loads what an optimizer remembers: its numbers, its schedules, and the memory of each parameter. */
final class OptimizerState {
    private static final String STEPS = "steps";
    private static final String LEARNING_RATE = "learningRate";
    private static final String GRADIENT_NORM = "gradientNorm";

    /** What the optimizer itself counts; the rate if it was set, the norm if gradients are clipped. */
    record Numbers(long steps, OptionalDouble learningRate, OptionalDouble gradientNorm) {}

    private final OptimizedParameter[] parameters;
    private final Set<String> partNames;
    private final Stateful schedules;

    /**
     * The state of an optimizer.
     *
     * @throws IllegalArgumentException if two entries have the same name
     */
    OptimizerState(OptimizedParameter[] parameters, List<ParameterGroup> groups, Schedule schedule) {
        this.parameters = parameters;
        Map<String, Stateful> parts = new LinkedHashMap<>();
        if (schedule instanceof Stateful stateful) {
            parts.put("schedule", stateful);
        }
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).schedule() instanceof Stateful stateful) {
                parts.put("groups." + i + ".schedule", stateful);
            }
        }
        partNames = parts.keySet();
        schedules = Stateful.of(parts);
        requireDistinct();
    }

    private void requireDistinct() {
        Set<String> names = new HashSet<>(schedules.state().keySet());
        names.addAll(List.of(STEPS, LEARNING_RATE, GRADIENT_NORM));
        for (OptimizedParameter parameter : parameters) {
            for (String name : parameter.stateNames()) {
                if (!names.add(name)) {
                    throw new IllegalArgumentException("optimizer: two entries of its state are called '" + name
                            + "', one of parameter '" + parameter.name
                            + "': give it another name, as ParameterGroup.prefix does, or the rule's memory");
                }
            }
        }
    }

    Map<String, NdArray> state(Numbers numbers) {
        Map<String, NdArray> all = new LinkedHashMap<>();
        all.put(STEPS, NdArray.of(numbers.steps));
        numbers.learningRate.ifPresent(rate -> all.put(LEARNING_RATE, NdArray.of(rate)));
        numbers.gradientNorm.ifPresent(norm -> all.put(GRADIENT_NORM, NdArray.of(norm)));
        all.putAll(schedules.state());
        for (OptimizedParameter parameter : parameters) {
            parameter.putState(all);
        }
        return Collections.unmodifiableMap(all);
    }

    /** Loads all, or nothing; the numbers are for the optimizer to take up. */
    Numbers load(Map<String, NdArray> state) {
        Map<String, NdArray> own = new LinkedHashMap<>(state);
        Map<String, NdArray> ofSchedules = new LinkedHashMap<>();
        Map<String, Shape> expected = expected(state);
        state.forEach((name, array) -> {
            if (!expected.containsKey(name) && partNames.stream().anyMatch(part -> name.startsWith(part + "."))) {
                ofSchedules.put(name, own.remove(name));
            }
        });
        StateCheck check = StateCheck.of("optimizer", expected, own);
        Numbers numbers = new Numbers(
                check.count(STEPS),
                optional(state, LEARNING_RATE, check.notNegative(LEARNING_RATE)),
                optional(state, GRADIENT_NORM, check.number(GRADIENT_NORM)));
        for (OptimizedParameter parameter : parameters) {
            check.count(parameter.stepsName());
        }
        Map<String, NdArray> before = schedules.state();
        check.also(() -> schedules.load(ofSchedules));
        try {
            check.requireNothing();
            for (OptimizedParameter parameter : parameters) {
                parameter.load(own);
            }
        } catch (RuntimeException e) {
            schedules.load(before);
            throw e;
        }
        return numbers;
    }

    private static OptionalDouble optional(Map<String, NdArray> state, String name, double value) {
        return state.containsKey(name) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private Map<String, Shape> expected(Map<String, NdArray> given) {
        Map<String, Shape> expected = new LinkedHashMap<>();
        expected.put(STEPS, Shape.scalar());
        for (String optional : List.of(LEARNING_RATE, GRADIENT_NORM)) {
            if (given.containsKey(optional)) {
                expected.put(optional, Shape.scalar());
            }
        }
        for (OptimizedParameter parameter : parameters) {
            parameter.putShapes(expected);
        }
        return expected;
    }
}
