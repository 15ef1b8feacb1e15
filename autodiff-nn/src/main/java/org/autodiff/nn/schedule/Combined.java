package org.autodiff.nn.schedule;

import java.util.Objects;

/** Schedules made of others. */
final class Combined {
    private Combined() {}

    record Then(Schedule first, long steps, Schedule next) implements Schedule {
        Then {
            Check.atLeast(0, "then: steps", steps);
            Objects.requireNonNull(next, "then: next schedule is null");
        }

        @Override
        public double at(long step) {
            Check.step(step);
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
            Check.atLeast(1, "every: steps", steps);
        }

        @Override
        public double at(long step) {
            Check.step(step);
            return schedule.at(step / steps);
        }
    }
}
