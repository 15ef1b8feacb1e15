package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.autodiff.Tape;
import org.autodiff.Tensor;

/**
 * The rules in one step of an optimizer. What a rule computes for all parameters, it computes once for those of a group
 * that have made as many steps: nearly always for all.
 */
final class StepsOfRules {
    private final IntFunction<Tensor> rates;
    private final List<Shared> known = new ArrayList<>(1);

    /** One of a step that gets its learning rates, by group, from a function. */
    StepsOfRules(IntFunction<Tensor> rates) {
        this.rates = rates;
    }

    Rule.Step of(OptimizedParameter target) {
        for (int i = 0; i < known.size(); i++) {
            Shared shared = known.get(i);
            OptimizedParameter first = shared.targets.get(0);
            if (first.group == target.group && first.steps == target.steps) {
                shared.targets.add(target);
                return shared.step;
            }
        }
        Shared shared = new Shared(target, rates);
        known.add(shared);
        return shared.step;
    }

    private static final class Shared {
        private final List<OptimizedParameter> targets = new ArrayList<>();
        private final Rule.Step step;

        Shared(OptimizedParameter first, IntFunction<Tensor> rates) {
            targets.add(first);
            Tensor t = Tape.external(this::number); // a replay of a recorded step asks for its present number and rate
            Tensor rate = Tape.external(() -> rates.apply(first.group));
            step = first.rule.at(t, rate);
        }

        private Tensor number() {
            long steps = targets.get(0).steps;
            for (OptimizedParameter target : targets) {
                if (target.steps != steps) {
                    throw new IllegalStateException("optimizer: when this step was recorded, '" + targets.get(0).name
                            + "' and '" + target.name
                            + "' had made as many steps as each other, and now they have made "
                            + steps + " and " + target.steps + ": record it again");
                }
            }
            return Tensor.of(steps + 1);
        }
    }
}
