package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final Search SEARCH = Search.minimize()
            .logReal("rate", 1e-4, 1e-1)
            .real("dropout", 0, 0.5)
            .integer("hidden", 3, 6)
            .choice("rule", "adam", "sgd");

    private static List<Map<String, Object>> values(SearchResult result) {
        return result.entries().stream().map(e -> e.trial().values()).toList();
    }

    @Test
    void randomValuesFillTheirRanges() {
        SearchResult result = SEARCH.random(400, 1, trial -> trial.number());
        int low = 0;
        for (SearchResult.Entry e : result.entries()) {
            double rate = e.trial().real("rate");
            double dropout = e.trial().real("dropout");
            assertTrue(rate >= 1e-4 && rate <= 1e-1 && dropout >= 0 && dropout < 0.5, e.toString());
            low += rate < Math.sqrt(1e-5) ? 1 : 0;
        }
        assertEquals(200, low, 40, "half of them are below the middle of the logarithms");
        assertEquals(
                Set.of(3, 4, 5, 6),
                result.entries().stream().map(e -> e.trial().integer("hidden")).collect(Collectors.toSet()));
        assertEquals(
                Set.of("adam", "sgd"),
                result.entries().stream().map(e -> e.trial().choice("rule")).collect(Collectors.toSet()));
        assertEquals(
                400,
                result.entries().stream().map(e -> e.trial().seed()).distinct().count());
    }

    @Test
    void theSameSeedGivesTheSameSearch() {
        List<Map<String, Object>> first = values(SEARCH.random(5, 7, Trial::number));
        assertEquals(first, values(SEARCH.random(5, 7, Trial::number)));
        assertEquals(first, values(SEARCH.random(9, 7, Trial::number)).subList(0, 5));
        assertNotEquals(first, values(SEARCH.random(5, 8, Trial::number)));
        List<Double> draws = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SEARCH.random(2, 7, trial -> draws.add(trial.rng().nextDouble()) ? 1 : 0);
        }
        assertEquals(draws.subList(0, 2), draws.subList(2, 4));
        assertNotEquals(draws.get(0), draws.get(1));
    }

    @Test
    void aGridHasAllCombinations() {
        SearchResult result = Search.minimize()
                .logReal("rate", 1e-4, 1e-2)
                .real("x", -1, 1)
                .integer("n", 1, 2)
                .choice("rule", "a", "b")
                .grid(3, 1, Trial::number);
        assertEquals(3 * 3 * 2 * 2, result.entries().size());
        assertEquals(36, values(result).stream().distinct().count());
        assertEquals(
                Map.of("rate", 1e-4, "x", -1.0, "n", 1, "rule", "b"),
                result.entries().get(1).trial().values());
        assertEquals(1e-2, result.entries().get(35).trial().real("rate"));
        assertEquals(1e-3, result.entries().get(12).trial().real("rate"), 1e-18);
        assertEquals(
                Set.of(-1.0, 0.0, 1.0),
                result.entries().stream().map(e -> e.trial().real("x")).collect(Collectors.toSet()));
        // one point is the middle
        assertEquals(
                Map.of("n", 5),
                Search.minimize()
                        .integer("n", 1, 9)
                        .grid(1, 1, t -> 0)
                        .best()
                        .trial()
                        .values());
        assertThrows(
                IllegalArgumentException.class,
                () -> SEARCH.real("a", 0, 1).real("b", 0, 1).grid(100, 1, t -> 0));
    }

    @Test
    void theBestComeFirstAndFailuresLast() {
        double[] scores = {3, Double.NaN, 1, 0, 2};
        Search.Objective objective = trial -> {
            if (trial.number() == 3) {
                throw new java.io.IOException("no space, or so");
            }
            return scores[trial.number()];
        };
        List<Integer> ended = new ArrayList<>();
        SearchResult low = Search.minimize()
                .real("x", 0, 1)
                .onTrial(e -> ended.add(e.trial().number()))
                .random(5, 1, objective);
        assertEquals(List.of(0, 1, 2, 3, 4), ended);
        assertEquals(List.of(2, 4, 0, 1, 3), numbers(low));
        SearchResult high = Search.maximize().real("x", 0, 1).random(5, 1, objective);
        assertEquals(List.of(0, 4, 2, 1, 3), numbers(high));
        assertEquals(3, high.best().score());
        assertEquals(
                "java.io.IOException: no space, or so",
                high.entries().get(4).failure().toString());
        assertFalse(high.entries().get(3).hasScore());
    }

    private static List<Integer> numbers(SearchResult result) {
        return result.entries().stream().map(e -> e.trial().number()).toList();
    }

    @Test
    void ofTrialsThatAllFailNoneIsBest() {
        SearchResult result = Search.minimize().real("x", 0, 1).random(2, 1, trial -> {
            throw new IllegalArgumentException("never works");
        });
        IllegalStateException e = assertThrows(IllegalStateException.class, result::best);
        assertEquals(
                "search: none of 2 trials has a score: java.lang.IllegalArgumentException: never works",
                e.getMessage());
        assertEquals("never works", e.getCause().getMessage());
    }

    @Test
    void tables() {
        Trial one = new Trial(0, 17, Map.of("rate", 0.0123456789));
        Trial two = new Trial(1, 18, Map.of("rate", 0.5));
        SearchResult result = new SearchResult(
                List.of("rate"),
                List.of(
                        new SearchResult.Entry(two, Double.NaN, 2, new RuntimeException("bad \"x\",\ntoo")),
                        new SearchResult.Entry(one, 0.25, 1.5, null)),
                true);
        assertEquals("""
                trial    score      rate  seed  seconds  failure
                    0  0.25000  0.012346    17    1.500
                    1            0.50000    18    2.000  java.lang.RuntimeException: bad "x",
                """, result.toText().replace(System.lineSeparator(), "\n"));
        assertEquals(
                "trial,score,rate,seed,seconds,failure\r\n"
                        + "0,0.25,0.0123456789,17,1.500,\r\n"
                        + "1,,0.5,18,2.000,\"java.lang.RuntimeException: bad \"\"x\"\",\ntoo\"\r\n",
                result.toCsv());
    }

    @Test
    void anInterruptEndsTheSearch() {
        assertThrows(
                IllegalStateException.class,
                () -> SEARCH.random(3, 1, trial -> {
                    throw new InterruptedException();
                }));
        assertTrue(Thread.interrupted());
    }

    @Test
    void misuseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Search.minimize().random(1, 1, t -> 0));
        assertThrows(IllegalArgumentException.class, () -> SEARCH.random(0, 1, t -> 0));
        assertThrows(IllegalArgumentException.class, () -> SEARCH.real("rate", 0, 1));
        assertThrows(IllegalArgumentException.class, () -> SEARCH.real("x", 1, 1));
        assertThrows(IllegalArgumentException.class, () -> SEARCH.real("x", 0, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> SEARCH.logReal("x", 0, 1));
        assertThrows(IllegalArgumentException.class, () -> SEARCH.choice("x", "a", "a"));
        assertThrows(IllegalArgumentException.class, () -> SEARCH.integer("x", Integer.MIN_VALUE, Integer.MAX_VALUE));
        SearchResult wrong = SEARCH.random(1, 1, trial -> trial.real("hidden"));
        assertTrue(
                wrong.entries().get(0).failure().getMessage().startsWith("trial: no real number is called 'hidden'"));
    }
}
