package org.autodiff.nn.optim;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * One parameter with its rule, and what the rule remembers of it: in parameters too, so that each step overwrites them
 * in place, and they outlive the recycling of a step.
 */
final class OptimizedParameter {
    final String name;
    final Parameter parameter;
    final Rule rule;
    final int group;

    /** How many steps have moved it, which is less than the steps of the optimizer if it had no gradient in some. */
    long steps;

    /** What the rule remembers: the tensors of its state, in the same order. */
    final Parameter[] memory;

    private final RuleState state;

    OptimizedParameter(String name, Parameter parameter, Rule rule, int group) {
        this.name = name;
        this.parameter = parameter;
        this.rule = rule;
        this.group = group;
        RuleState start = rule.start(parameter.shape());
        memory = new Parameter[start.size()];
        for (int i = 0; i < memory.length; i++) {
            memory[i] = Parameter.of(name + "." + start.name(i), start.tensor(i));
        }
        state = start.next(memory);
    }

    /**
     * Where the rule moves it.
     *
     * @param value its value before
     * @param remembered what the rule remembers, in the order of {@link #memory}
     */
    Update update(Rule.Step step, Tensor value, Tensor gradient, Tensor[] remembered) {
        Update update = step.apply(value, gradient, state.next(remembered));
        requireShape("parameter", update.parameter(), parameter.shape());
        if (!update.state().hasNamesOf(state)) {
            throw new IllegalArgumentException("optimizer: " + rule + " made a state of '" + name + "' of "
                    + update.state().tensors().keySet() + ": must be of "
                    + state.tensors().keySet() + ", as it was at the start");
        }
        for (int i = 0; i < memory.length; i++) {
            requireShape(state.name(i), update.state().tensor(i), memory[i].shape());
        }
        return update;
    }

    private void requireShape(String what, Tensor made, Shape shape) {
        if (!made.shape().equals(shape)) {
            throw new IllegalArgumentException("optimizer: " + rule + " made '" + what + "' of '" + name + "' of shape "
                    + made.shape() + ": must be " + shape);
        }
    }

    /** Adds its entries to the state of the optimizer. */
    void putState(Map<String, NdArray> all) {
        all.put(stepsName(), NdArray.of(steps));
        for (Parameter kept : memory) {
            all.put(kept.name(), kept.value());
        }
    }

    /** The shapes of its entries. */
    void putShapes(Map<String, Shape> all) {
        all.put(stepsName(), Shape.scalar());
        for (Parameter kept : memory) {
            all.put(kept.name(), kept.shape());
        }
    }

    List<String> stateNames() {
        return Stream.concat(Stream.of(stepsName()), Arrays.stream(memory).map(Parameter::name))
                .toList();
    }

    String stepsName() {
        return name + ".steps";
    }

    /** Takes up its entries. */
    void load(Map<String, NdArray> all) {
        for (Parameter kept : memory) {
            kept.assign(all.get(kept.name()));
        }
        steps = (long) all.get(stepsName()).item();
    }
}
