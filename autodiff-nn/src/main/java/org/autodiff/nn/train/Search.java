package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.autodiff.Rng;
import org.autodiff.nn.internal.Check;

/**
 * A search for good hyper-parameters: each trial has a value of every one, and gets a score.
 *
 * <pre>{@code
 * SearchResult result = Search.maximize()
 *         .logReal("learningRate", 1e-4, 1e-1)
 *         .integer("hidden", 8, 64)
 *         .choice("rule", "adam", "sgd")
 *         .random(30, 1, trial -> {
 *             Layer model = train(trial.real("learningRate"), trial.integer("hidden"), trial.choice("rule"),
 *             trial.rng()); return accuracy(model, validation); // never the test set: the best of many trials would be
 *             too good
 *         });
 * System.out.print(result.toText());
 * }</pre>
 *
 * <p>Random search is the better one unless there are very few hyper-parameters: a grid tries only a few values of
 * those that matter (Bergstra and Bengio, Random search for hyper-parameter optimization, 2012). Neither learns from
 * its trials. Immutable; the methods of hyper-parameters return a search with one more.
 */
public final class Search {
    /** The score of a trial. */
    @FunctionalInterface
    public interface Objective {
        /**
         * Trains a new model and scores it. An exception makes the trial one that failed, and the search goes on.
         *
         * @param trial its hyper-parameters and its seed
         */
        double score(Trial trial) throws Exception;
    }

    private static final int MOST_TRIALS = 1_000_000;

    private final boolean higherIsBetter;
    private final Map<String, Domain> domains;
    private final Consumer<SearchResult.Entry> listener;

    private Search(boolean higherIsBetter, Map<String, Domain> domains, Consumer<SearchResult.Entry> listener) {
        this.higherIsBetter = higherIsBetter;
        this.domains = domains;
        this.listener = listener;
    }

    /** Looks for the lowest score, such as a loss. */
    public static Search minimize() {
        return new Search(false, Map.of(), entry -> {});
    }

    /** Looks for the highest score, such as an accuracy. */
    public static Search maximize() {
        return new Search(true, Map.of(), entry -> {});
    }

    // ---- what is searched

    /**
     * One more hyper-parameter: a real number in {@code [low, high)}.
     *
     * @throws IllegalArgumentException if the name is there already, or the bounds are not finite and in order
     */
    public Search real(String name, double low, double high) {
        requireOrder(name, low, high);
        return with(name, new Domain.Real(low, high));
    }

    /**
     * One more hyper-parameter: a number in {@code [low, high]} of which the order of magnitude matters, such as a
     * learning rate.
     *
     * @throws IllegalArgumentException also if the lower bound is not above 0
     */
    public Search logReal(String name, double low, double high) {
        Check.positive("search: lower bound of '" + name + "'", low);
        requireOrder(name, low, high);
        return with(name, new Domain.LogReal(low, high));
    }

    /** One more hyper-parameter: a whole number in {@code [low, high]}; see {@link #real}. */
    public Search integer(String name, int low, int high) {
        requireOrder(name, low, high);
        if ((long) high - low >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("search: the range of '" + name + "' is too large: [" + low + ", " + high
                    + "] must have less than 2^31 numbers");
        }
        return with(name, new Domain.Whole(low, high));
    }

    /**
     * One more hyper-parameter: one of several words.
     *
     * @throws IllegalArgumentException if the name is there already, or there are less than two different ones
     */
    public Search choice(String name, String... values) {
        if (List.of(values).stream().distinct().count() < Math.max(2, values.length)) {
            throw new IllegalArgumentException("search: choice '" + name + "' of " + List.of(values)
                    + ": must be of two or more values, all different");
        }
        return with(name, new Domain.Choice(List.of(values)));
    }

    private static void requireOrder(String name, double low, double high) {
        Check.finite("search: lower bound of '" + name + "'", low);
        Check.finite("search: upper bound of '" + name + "'", high);
        if (!(low < high)) {
            throw new IllegalArgumentException(
                    "search: bounds of '" + name + "' must be in order, got " + low + " and " + high);
        }
    }

    private Search with(String name, Domain domain) {
        Objects.requireNonNull(name, "search: a name is null");
        Map<String, Domain> all = new LinkedHashMap<>(domains);
        if (all.put(name, domain) != null) {
            throw new IllegalArgumentException("search: two hyper-parameters are called '" + name + "'");
        }
        return new Search(higherIsBetter, all, listener);
    }

    /** The same, which tells of every trial as it ends. */
    public Search onTrial(Consumer<SearchResult.Entry> listener) {
        return new Search(higherIsBetter, domains, Objects.requireNonNull(listener, "search: listener is null"));
    }

    // ---- searching

    /**
     * Tries values at random.
     *
     * @param trials how many
     * @param seed decides the values and the seeds of the trials: the same one gives the same search, and more trials
     *     begin with the same ones
     * @throws IllegalArgumentException if there are no hyper-parameters, or no trials
     */
    public SearchResult random(int trials, long seed, Objective objective) {
        Check.atLeast("search: trials", trials, 1);
        requireDomains();
        Rng rng = Rng.of(seed);
        List<Trial> all = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            Rng own = rng.split();
            Map<String, Object> values = new LinkedHashMap<>();
            domains.forEach((name, domain) -> values.put(name, domain.draw(own)));
            all.add(new Trial(i, own.nextLong(), values));
        }
        return run(all, objective);
    }

    /**
     * Tries all combinations of evenly spread values. The last hyper-parameter changes first.
     *
     * @param points how many values of each number, the ends included: whole numbers of a small range have fewer,
     *     choices have all of theirs
     * @param seed decides the seeds of the trials
     * @throws IllegalArgumentException if there are no hyper-parameters, no points, or more than a million combinations
     */
    public SearchResult grid(int points, long seed, Objective objective) {
        Check.atLeast("search: points", points, 1);
        requireDomains();
        List<Map<String, Object>> combinations = new ArrayList<>();
        combinations.add(Map.of());
        for (Map.Entry<String, Domain> domain : domains.entrySet()) {
            List<Object> values = domain.getValue().grid(points);
            if ((long) combinations.size() * values.size() > MOST_TRIALS) {
                throw new IllegalArgumentException("search: a grid of " + points + " points has more than "
                        + MOST_TRIALS + " combinations of " + domains.keySet() + ": take fewer, or search at random");
            }
            List<Map<String, Object>> longer = new ArrayList<>();
            for (Map<String, Object> before : combinations) {
                for (Object value : values) {
                    Map<String, Object> one = new LinkedHashMap<>(before);
                    one.put(domain.getKey(), value);
                    longer.add(one);
                }
            }
            combinations = longer;
        }
        Rng rng = Rng.of(seed);
        List<Trial> all = new ArrayList<>();
        for (Map<String, Object> values : combinations) {
            all.add(new Trial(all.size(), rng.split().nextLong(), values));
        }
        return run(all, objective);
    }

    private void requireDomains() {
        if (domains.isEmpty()) {
            throw new IllegalArgumentException(
                    "search: there are no hyper-parameters: add them with real, logReal," + " integer or choice");
        }
    }

    private SearchResult run(List<Trial> trials, Objective objective) {
        Objects.requireNonNull(objective, "search: objective is null");
        List<SearchResult.Entry> entries = new ArrayList<>();
        for (Trial trial : trials) {
            long start = System.nanoTime();
            double score = Double.NaN;
            Exception failure = null;
            try {
                score = objective.score(trial);
            } catch (InterruptedException e) { // somebody wants the search to end
                Thread.currentThread().interrupt();
                throw new IllegalStateException("search: interrupted in " + trial, e);
            } catch (Exception e) {
                failure = e;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            SearchResult.Entry entry = new SearchResult.Entry(trial, score, seconds, failure);
            entries.add(entry);
            listener.accept(entry);
        }
        return new SearchResult(List.copyOf(domains.keySet()), entries, higherIsBetter);
    }
}
