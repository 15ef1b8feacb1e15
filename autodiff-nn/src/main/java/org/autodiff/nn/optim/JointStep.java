package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.autodiff.InPlace;
import org.autodiff.Parameter;
import org.autodiff.Tape;
import org.autodiff.Tensor;

/**
 * The step of some parameters together. What a rule computes for all parameters, it computes once for those of a group
 * that have made as many steps: nearly always for all. The rules are one function of everything that changes, which is
 * run {@linkplain InPlace in place}; so from the second step on, rules of elementwise operations are one pass over the
 * numbers of each parameter, and make no arrays.
 */
final class JointStep {
    private final OptimizedParameter[] targets;
    private final int[] rules; // for each target, which rule at which step it shares with others
    private final List<OptimizedParameter> firsts = new ArrayList<>(); // of the targets that share one
    private final Parameter[] overwritten;
    private final InPlace inPlace = InPlace.of(this::results);

    JointStep(OptimizedParameter[] targets) {
        this.targets = targets;
        rules = new int[targets.length];
        List<Parameter> all = new ArrayList<>();
        for (int i = 0; i < targets.length; i++) {
            rules[i] = rule(targets[i]);
            all.add(targets[i].parameter);
            all.addAll(Arrays.asList(targets[i].memory));
        }
        overwritten = all.toArray(Parameter[]::new);
    }

    private int rule(OptimizedParameter target) {
        for (int r = 0; r < firsts.size(); r++) {
            if (firsts.get(r).group == target.group && firsts.get(r).steps == target.steps) {
                return r;
            }
        }
        firsts.add(target);
        return firsts.size() - 1;
    }

    /** Whether it is that of these parameters, of which those that share a rule have still made as many steps. */
    boolean isOf(OptimizedParameter[] others) {
        if (others != targets && !Arrays.equals(others, targets)) {
            return false;
        }
        for (int i = 0; i < targets.length; i++) {
            if (targets[i].steps != firsts.get(rules[i]).steps) {
                return false;
            }
        }
        return true;
    }

    /**
     * What the rules read: the number of the step and the rate of each rule, then of each target its value, its
     * gradient, and what the rule remembers.
     *
     * @param rates the learning rate of a group
     */
    Tensor[] inputs(Tensor[] gradients, IntFunction<Tensor> rates) {
        Tensor[] in = new Tensor[2 * firsts.size() + gradients.length + overwritten.length];
        int at = 0;
        for (int r = 0; r < firsts.size(); r++) {
            int rule = r;
            in[at++] = Tape.external(() -> number(rule)); // a replay of a recorded step asks for those of now
            in[at++] = Tape.external(() -> rates.apply(firsts.get(rule).group));
        }
        for (int i = 0; i < targets.length; i++) {
            in[at++] = targets[i].parameter;
            in[at++] = gradients[i];
            for (Parameter kept : targets[i].memory) {
                in[at++] = kept;
            }
        }
        return in;
    }

    private Tensor number(int rule) {
        OptimizedParameter first = firsts.get(rule);
        for (int i = 0; i < targets.length; i++) {
            if (rules[i] == rule && targets[i].steps != first.steps) {
                throw new IllegalStateException("optimizer: when this step was recorded, '" + first.name + "' and '"
                        + targets[i].name + "' had made as many steps as each other, and now they have made "
                        + first.steps + " and " + targets[i].steps + ": record it again");
            }
        }
        return Tensor.of(first.steps + 1);
    }

    /** The new values of all that is overwritten: of each target, then of what the rule remembers. */
    Tensor[] results(Tensor[] in) {
        Rule.Step[] steps = new Rule.Step[firsts.size()];
        int at = 0;
        for (int r = 0; r < steps.length; r++) {
            steps[r] = firsts.get(r).rule.at(in[at++], in[at++]);
        }
        Tensor[] results = new Tensor[overwritten.length];
        int to = 0;
        for (int i = 0; i < targets.length; i++) {
            int memory = targets[i].memory.length;
            Update update = targets[i].update(
                    steps[rules[i]], in[at], in[at + 1], Arrays.copyOfRange(in, at + 2, at + 2 + memory));
            at += 2 + memory;
            results[to++] = update.parameter();
            for (int k = 0; k < memory; k++) {
                results[to++] = update.state().tensor(k);
            }
        }
        return results;
    }

    /** The new values of the targets among the results. */
    Tensor[] values(Tensor[] results) {
        Tensor[] values = new Tensor[targets.length];
        int at = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = results[at];
            at += 1 + targets[i].memory.length;
        }
        return values;
    }

    void run(Tensor[] inputs) {
        inPlace.run(overwritten, inputs);
    }

    /** Takes up results that were computed and looked at before. */
    void assign(Tensor[] results) {
        InPlace.assignAll(overwritten, results);
    }
}
