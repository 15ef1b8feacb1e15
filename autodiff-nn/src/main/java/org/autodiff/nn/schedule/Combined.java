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

    record Then(Schedule first, long steps, Schedule next) implements Schedule, Stateful {
        Then {
            Check.atLeast("then: steps", steps, 0);
            Objects.requireNonNull(next, "then: next schedule is null");
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return step < steps ? first.at(step) : next.at(step - steps);
        }

        private Stateful parts() {
            return stateful("first", first, "next", next);
        }

        @Override
        public Map<String, NdArray> state() {
            return parts().state();
        }

        @Override
        public void load(Map<String, NdArray> state) {
            parts().load(state);
        }
    }

    record Times(Schedule a, Schedule b) implements Schedule, Stateful {
        Times {
            Objects.requireNonNull(b, "times: factor is null");
        }

        @Override
        public double at(long step) {
            return a.at(step) * b.at(step);
        }

        private Stateful parts() {
            return stateful("schedule", a, "factor", b);
        }

        @Override
        public Map<String, NdArray> state() {
            return parts().state();
        }

        @Override
        public void load(Map<String, NdArray> state) {
            parts().load(state);
        }
    }

    record Every(Schedule schedule, long steps) implements Schedule, Stateful {
        Every {
            Check.atLeast("every: steps", steps, 1);
        }

        @Override
        public double at(long step) {
            Steps.check(step);
            return schedule.at(step / steps);
        }

        private Stateful parts() {
            return stateful("schedule", schedule, "", null);
        }

        @Override
        public Map<String, NdArray> state() {
            return parts().state();
        }

        @Override
        public void load(Map<String, NdArray> state) {
            parts().load(state);
        }
    }

    private static Stateful stateful(String nameA, Schedule a, String nameB, Schedule b) {
        Map<String, Stateful> parts = new LinkedHashMap<>();
        if (a instanceof Stateful stateful) {
            parts.put(nameA, stateful);
        }
        if (b instanceof Stateful stateful) {
            parts.put(nameB, stateful);
        }
        return Stateful.of(parts);
    }
}
