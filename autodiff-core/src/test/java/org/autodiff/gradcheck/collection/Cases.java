package org.autodiff.gradcheck.collection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Cases written like a table: a function, points, and what is claimed there. */
final class Cases {
    private final List<Case> all = new ArrayList<>();

    List<Case> all() {
        return List.copyOf(all);
    }

    /** Begins a function; {@code gradient} is the right one. */
    Entry function(String name, Kind kind, ToDoubleFunction<double[]> f, Function<double[], double[]> gradient) {
        return new Entry(name, kind, f, gradient);
    }

    /** A gradient written out. */
    static double[] g(double... gradient) {
        return gradient;
    }

    /** A usual mistake, made of the right gradient. */
    interface Mistake {
        void spoil(double[] gradient, double[] x);
    }

    /** A function, whose points and claims are then listed. */
    final class Entry {
        private final String name;
        private final Kind kind;
        private final ToDoubleFunction<double[]> f;
        private final Function<double[], double[]> gradient;
        private double[] x;
        private String problem;

        private Entry(String name, Kind kind, ToDoubleFunction<double[]> f, Function<double[], double[]> gradient) {
            this.name = name;
            this.kind = kind;
            this.f = f;
            this.gradient = gradient;
        }

        Entry at(double... point) {
            x = point;
            problem = name + " at "
                    + (point.length <= 4 ? Arrays.toString(point).replace(", ", " ") : point.length + " numbers");
            return this;
        }

        Entry right(Answer... fair) {
            return claim("right", Truth.RIGHT, gradient, fair);
        }

        Entry right(String claim, Function<double[], double[]> other, Answer... fair) {
            return claim(claim, Truth.RIGHT, other, fair);
        }

        Entry wrong(String claim, Function<double[], double[]> wrong, Answer... fair) {
            return claim(claim, Truth.WRONG, wrong, fair);
        }

        Entry wrong(String claim, Mistake mistake, Answer... fair) {
            return claim(claim, Truth.WRONG, spoiled(mistake), fair);
        }

        /** There is no right gradient; {@code fair} are the answers that say so. */
        Entry neither(String claim, Function<double[], double[]> other, Answer... fair) {
            return claim(claim, Truth.NEITHER, other, fair);
        }

        private Function<double[], double[]> spoiled(Mistake mistake) {
            return point -> {
                double[] result = gradient.apply(point);
                mistake.spoil(result, point);
                return result;
            };
        }

        private Entry claim(String claim, Truth truth, Function<double[], double[]> claimed, Answer... fair) {
            Set<Answer> answers = EnumSet.noneOf(Answer.class);
            answers.addAll(List.of(fair));
            all.add(new Case(problem + ": " + claim, problem, kind, f, claimed, gradient, x, truth, answers));
            return this;
        }
    }
}
