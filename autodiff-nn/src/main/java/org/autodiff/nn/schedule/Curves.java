package org.autodiff.nn.schedule;

import java.util.Arrays;
import java.util.List;
import org.autodiff.nn.internal.Check;

/** The schedules that are one formula each; {@link Schedule} documents them. */
final class Curves {
    private Curves() {}

    record Constant(double rate) implements Schedule {
        Constant {
            Check.notNegative("constant: rate", rate);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return rate;
        }
    }

    record Step(double rate, long every, double gamma) implements Schedule {
        Step {
            Check.notNegative("step: rate", rate);
            Check.atLeast("step: every", every, 1);
            Check.notNegative("step: gamma", gamma);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return Steps.scaled(rate, Math.pow(gamma, (double) (step / every)));
        }
    }

    record MultiStep(double rate, double gamma, List<Long> milestones) implements Schedule {
        MultiStep {
            Check.notNegative("multiStep: rate", rate);
            Check.notNegative("multiStep: gamma", gamma);
            milestones.forEach(m -> Check.atLeast("multiStep: milestone", m, 0));
        }

        static MultiStep of(double rate, double gamma, long... milestones) {
            return new MultiStep(
                    rate, gamma, Arrays.stream(milestones).sorted().boxed().toList());
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            long passed = milestones.stream().filter(m -> m <= step).count();
            return Steps.scaled(rate, Math.pow(gamma, passed));
        }
    }

    record Exponential(double rate, double gamma) implements Schedule {
        Exponential {
            Check.notNegative("exponential: rate", rate);
            Check.notNegative("exponential: gamma", gamma);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return Steps.scaled(rate, Math.pow(gamma, step));
        }
    }

    record ExponentialDecay(double rate, double k) implements Schedule {
        ExponentialDecay {
            Check.notNegative("exponentialDecay: rate", rate);
            Check.notNegative("exponentialDecay: k", k);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return rate * Math.exp(-k * step);
        }
    }

    record Inverse(double rate, double tau) implements Schedule {
        Inverse {
            Check.notNegative("inverse: rate", rate);
            Check.positive("inverse: tau", tau);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return step <= tau ? rate : rate * tau / step;
        }
    }

    record Polynomial(double rate, long steps, double power) implements Schedule {
        Polynomial {
            Check.notNegative("polynomial: rate", rate);
            Check.atLeast("polynomial: steps", steps, 1);
            Check.positive("polynomial: power", power);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return rate * Math.pow(1 - (double) Math.min(step, steps) / steps, power);
        }
    }

    record Line(double rate, double startFactor, double endFactor, long steps) implements Schedule {
        Line {
            Check.notNegative("linear: rate", rate);
            Check.notNegative("linear: startFactor", startFactor);
            Check.notNegative("linear: endFactor", endFactor);
            Check.atLeast("linear: steps", steps, 1);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            double factor = startFactor + (endFactor - startFactor) * Math.min(step, steps) / steps;
            return rate * Steps.between(startFactor, endFactor, (double) step / steps, factor);
        }
    }

    record WarmUp(double rate, long steps) implements Schedule {
        WarmUp {
            Check.notNegative("warmUp: rate", rate);
            Check.atLeast("warmUp: steps", steps, 1);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return step >= steps - 1 ? rate : rate * (step + 1) / steps;
        }
    }

    record Cosine(double rate, long steps, double least) implements Schedule {
        Cosine {
            Check.notNegative("cosine: rate", rate);
            Check.atLeast("cosine: steps", steps, 1);
            Check.notNegative("cosine: least", least);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return Steps.cosine(rate, least, Math.PI * step / steps);
        }
    }

    record WarmRestarts(double rate, long first, long factor, double least) implements Schedule {
        WarmRestarts {
            Check.notNegative("warmRestarts: rate", rate);
            Check.atLeast("warmRestarts: first", first, 1);
            Check.atLeast("warmRestarts: factor", factor, 1);
            Check.notNegative("warmRestarts: least", least);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            long since = step;
            long length = first;
            if (factor == 1) {
                since = step % length;
            }
            while (since >= length) {
                since -= length;
                length = length > Long.MAX_VALUE / factor ? Long.MAX_VALUE : length * factor; // longer than any step
            }
            return Steps.cosine(rate, least, Math.PI * since / length);
        }
    }
}
