package org.autodiff.nn.schedule;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.internal.Check;

/** Schedules that are made of others. Their state is that of the parts that have one. */
final class Combined {
    private Combined() {}

    private interface OfParts extends Schedule, Stateful {
        Stateful parts();

        @Override
        default Map<String, NdArray> state() {
            return parts().state();
        }

        @Override
        default void load(Map<String, NdArray> state) {
            parts().load(state);
        }
    }

    record Then(Schedule first, long steps, Schedule next) implements OfParts {
        Then {
            Check.atLeast("then: steps", steps, 0);
            Objects.requireNonNull(next, "then: next schedule is null");
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return step < steps ? first.at(step) : next.at(step - steps);
        }

        @Override
        public Stateful parts() {
            return stateful(Map.entry("first", first), Map.entry("next", next));
        }
    }

    record Times(Schedule a, Schedule b) implements OfParts {
        Times {
            Objects.requireNonNull(b, "times: factor is null");
        }

        @Override
        public double at(long step) {
            return a.at(step) * b.at(step);
        }

        @Override
        public Stateful parts() {
            return stateful(Map.entry("schedule", a), Map.entry("factor", b));
        }
    }

    record Every(Schedule schedule, long steps) implements OfParts {
        Every {
            Check.atLeast("every: steps", steps, 1);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return schedule.at(step / steps);
        }

        @Override
        public Stateful parts() {
            return stateful(Map.entry("schedule", schedule));
        }
    }

    @SafeVarargs
    private static Stateful stateful(Map.Entry<String, Schedule>... schedules) {
        Map<String, Stateful> parts = new LinkedHashMap<>();
        for (Map.Entry<String, Schedule> schedule : schedules) {
            if (schedule.getValue() instanceof Stateful stateful) {
                parts.put(schedule.getKey(), stateful);
            }
        }
        return Stateful.of(parts);
    }
}
