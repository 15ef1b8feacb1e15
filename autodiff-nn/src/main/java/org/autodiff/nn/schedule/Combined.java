package org.autodiff.nn.schedule;

import java.util.Objects;
import org.autodiff.nn.internal.Check;

/** Schedules that are made of others. */
final class Combined {
    private Combined() {}

    record Then(Schedule first, long steps, Schedule next) implements Schedule {
        Then {
            Check.atLeast("then: steps", steps, 0);
            Objects.requireNonNull(next, "then: next schedule is null");
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return step < steps ? first.at(step) : next.at(step - steps);
        }
    }

    record Times(Schedule a, Schedule b) implements Schedule {
        Times {
            Objects.requireNonNull(b, "times: factor is null");
        }

        @Override
        public double at(long step) {
            return a.at(step) * b.at(step);
        }
    }

    record Every(Schedule schedule, long steps) implements Schedule {
        Every {
            Check.atLeast("every: steps", steps, 1);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return schedule.at(step / steps);
        }
    }
}
