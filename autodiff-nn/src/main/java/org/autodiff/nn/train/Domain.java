package org.autodiff.nn.train;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.autodiff.Rng;

/** The values that a hyper-parameter can have. */
sealed interface Domain {
    /** One at random. */
    Object draw(Rng rng);

    /** Some that are evenly spread, the ends included. */
    List<Object> grid(int points);

    /** A real number, of which every one is as likely. */
    record Real(double low, double high) implements Domain {
        @Override
        public Object draw(Rng rng) {
            return rng.nextDouble(low, high);
        }

        @Override
        public List<Object> grid(int points) {
            return spread(points)
                    .mapToObj(t -> (Object) (low + t * (high - low)))
                    .toList();
        }
    }

    /** A positive number, of whose logarithms every one is as likely. */
    record LogReal(double low, double high) implements Domain {
        @Override
        public Object draw(Rng rng) {
            double drawn = Math.exp(rng.nextDouble(Math.log(low), Math.log(high)));
            return Math.min(high, Math.max(low, drawn));
        }

        @Override
        public List<Object> grid(int points) {
            return spread(points).mapToObj(t -> (Object) at(t)).toList();
        }

        private double at(double t) { // the ends without rounding
            return t == 0 ? low : t == 1 ? high : low * Math.pow(high / low, t);
        }
    }

    /** A whole number, the ends included. */
    record Whole(int low, int high) implements Domain {
        @Override
        public Object draw(Rng rng) {
            return low + rng.nextInt(high - low + 1);
        }

        @Override
        public List<Object> grid(int points) {
            return spread(points)
                    .mapToObj(t -> (Object) (int) Math.round(low + t * (high - low)))
                    .distinct()
                    .toList();
        }
    }

    /** One of several words. */
    record Choice(List<String> values) implements Domain {
        @Override
        public Object draw(Rng rng) {
            return values.get(rng.nextInt(values.size()));
        }

        @Override
        public List<Object> grid(int points) {
            return List.copyOf(values);
        }
    }

    private static DoubleStream spread(int points) {
        return IntStream.range(0, points).mapToDouble(i -> points == 1 ? 0.5 : (double) i / (points - 1));
    }
}
