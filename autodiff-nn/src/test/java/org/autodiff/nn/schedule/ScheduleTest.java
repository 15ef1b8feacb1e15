package org.autodiff.nn.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.nn.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with torch.optim.lr_scheduler, see {@code schedules.py}, and tests combinations. */
class ScheduleTest {
    private static final Reference REFERENCE = Reference.load("schedules");
    private static final Map<String, Schedule> CASES = new LinkedHashMap<>();

    static {
        CASES.put("step", Schedule.step(0.4, 7, 0.3));
        CASES.put("multiStep", Schedule.multiStep(0.4, 0.2, 30, 5, 11, 11));
        CASES.put("constant", Schedule.constant(0.1).then(8, Schedule.constant(0.4)));
        CASES.put("linear", Schedule.linear(0.4, 0.2, 0.9, 12));
        CASES.put("linear/default", Schedule.linear(0.4, 1.0 / 3, 1, 5));
        CASES.put("exponential", Schedule.exponential(0.4, 0.9));
        CASES.put("polynomial", Schedule.polynomial(0.4, 30, 1.7));
        CASES.put("polynomial/straight", Schedule.polynomial(0.4, 10, 1));
        CASES.put("cosine", Schedule.cosine(0.4, 15));
        CASES.put("cosine/least", Schedule.cosine(0.4, 39, 0.05));
        CASES.put("warmRestarts", Schedule.warmRestarts(0.4, 7, 1, 0));
        CASES.put("warmRestarts/doubling", Schedule.warmRestarts(0.4, 5, 2, 0.01));
        CASES.put("warmRestarts/tripling", Schedule.warmRestarts(0.4, 3, 3, 0.1));
        OneCycle cycle = new OneCycle(0.8, 40);
        CASES.put("oneCycle", cycle);
        CASES.put("oneCycle/linear", cycle.pctStart(0.25).annealing(OneCycle.Annealing.LINEAR));
        CASES.put("oneCycle/three", cycle.threePhases(true).divFactor(10).finalDivFactor(100));
        CASES.put(
                "oneCycle/three/linear",
                new OneCycle(0.8, 37).pctStart(0.4).threePhases(true).annealing(OneCycle.Annealing.LINEAR));
        CASES.put("oneCycle/atOnce", cycle.pctStart(0));
        CASES.put("oneCycle/upOnly", cycle.pctStart(1));
        CASES.put("cyclic", new Cyclic(0.1, 0.7, 6));
        CASES.put("cyclic/halving", new Cyclic(0.1, 0.7, 4).down(9).halving());
        CASES.put("cyclic/exponential", new Cyclic(0.1, 0.7, 7).down(3).exponential(0.97));
        CASES.put("warmUp", Schedule.warmUp(0.4, 9));
        CASES.put("warmUp/cosine", Schedule.linear(0.4, 0.1, 1, 8).then(8, Schedule.cosine(0.4, 30, 0.02)));
        CASES.put(
                "three",
                Schedule.constant(0.2).then(4, Schedule.exponential(0.4, 0.8)).then(20, Schedule.step(0.4, 3, 0.5)));
        CASES.put("product", Schedule.linear(1, 0.25, 1, 6).times(Schedule.exponential(0.4, 0.95)));
        CASES.put("exponentialDecay", Schedule.exponentialDecay(0.4, 0.13));
        CASES.put("inverse", Schedule.inverse(0.4, 12.5));
    }

    /**
     * Steps at which PyTorch's rate is a fault. After the end, its cycle continues the last curve: up again along a
     * cosine, below 0 along a line. And if the rise takes less than a step, it starts on the way down.
     */
    private static final Map<String, Integer> NOT_PYTORCHS =
            Map.of("oneCycle", 40, "oneCycle/three/linear", 37, "oneCycle/atOnce", 0);

    private static Stream<String> names() {
        return CASES.keySet().stream();
    }

    @Test
    void everyCaseOfTheReferenceIsHere() {
        TreeSet<String> there = REFERENCE.names().stream()
                .filter(name -> !name.startsWith("plateau"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(there, new TreeSet<>(CASES.keySet()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void isPyTorchs(String name) {
        double[] expected = REFERENCE.array(name).toArray();
        for (int step = 0; step < expected.length; step++) {
            if (step == NOT_PYTORCHS.getOrDefault(name, -1)) {
                continue; // see ScheduleEdgesTest
            }
            assertEquals(expected[step], CASES.get(name).at(step), 1e-14, name + " at step " + step);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void negativeStepsAreRefused(String name) {
        assertEquals(
                "schedule: step must be at least 0, got -1",
                refused(() -> CASES.get(name).at(-1)));
    }

    @Test
    void knownValues() {
        assertEquals(0.25, Schedule.inverse(1, 10).at(40));
        assertEquals(1, Schedule.inverse(1, 10).at(10));
        assertEquals(0.5 * Math.exp(-0.3), Schedule.exponentialDecay(0.5, 0.1).at(3), 1e-16);
        assertEquals(0, Schedule.polynomial(1, 10, 2).at(1_000));
        assertEquals(0.1, Schedule.cosine(0.9, 10, 0.1).at(10));
        assertEquals(0.5, Schedule.cosine(0.9, 10, 0.1).at(5), 1e-15);
        assertEquals(0.1, Schedule.warmUp(1, 10).at(0));
        assertEquals(1, Schedule.warmUp(1, 10).at(9));
        assertEquals(1e-3, Schedule.constant(1e-3).at(Long.MAX_VALUE));
        assertEquals(0.4, Schedule.warmRestarts(0.4, 3, 3, 0).at(3 + 9 + 27), "just restarted");
        assertEquals(0.4, Schedule.warmRestarts(0.4, 7, 1, 0).at(7_000_000_000_000L), "without a long loop");
        Schedule endless = Schedule.warmRestarts(0.4, 3, Long.MAX_VALUE / 2, 0);
        assertEquals(
                0.4,
                assertTimeoutPreemptively(Duration.ofSeconds(10), () -> endless.at(100)),
                1e-15,
                "a second cosine longer than a long");
    }

    @Test
    void putTogether() {
        Schedule t = step -> step;
        Schedule two = t.then(3, step -> 100 + step);
        assertEquals(2, two.at(2));
        assertEquals(100, two.at(3), "the second begins with its own step 0");
        assertEquals(101, t.then(0, two).then(4, step -> 7).times(1).then(9, t).at(0) + 101);
        assertEquals(12, t.times(step -> 3).at(4));
        assertEquals(2, t.times(0.5).at(4));
        assertEquals(0, t.every(10).at(9));
        assertEquals(1, t.every(10).at(10));
        assertEquals(103, two.every(2).at(13));
    }

    @Test
    void afterOneCycle() {
        OneCycle cycle = new OneCycle(0.8, 40);
        assertEquals(0.8 / 25 / 1e4, cycle.at(39), 1e-18);
        assertEquals("oneCycle: step must be at most 40, the total of steps, got 41", refused(() -> cycle.at(41)));
        assertEquals(0.8 / 25 / 1e4, cycle.at(40), 1e-18, "stays down");
    }

    @Test
    void badNumbersAreRefused() {
        assertEquals("constant: rate must be finite and at least 0, got -1.0", refused(() -> Schedule.constant(-1)));
        assertEquals("step: every must be at least 1, got 0", refused(() -> Schedule.step(1, 0, 0.1)));
        assertEquals("inverse: tau must be finite and above 0, got 0.0", refused(() -> Schedule.inverse(1, 0)));
        assertEquals(
                "oneCycle: pctStart must be in [0, 0.5], got 0.6",
                refused(() -> new OneCycle(1, 10).pctStart(0.6).threePhases(true)));
        Map<String, Executable> others = new LinkedHashMap<>();
        others.put("gamma", () -> Schedule.exponential(1, -0.1));
        others.put("milestone", () -> Schedule.multiStep(1, 0.1, 3, -1));
        others.put("k", () -> Schedule.exponentialDecay(1, Double.NaN));
        others.put("steps of polynomial", () -> Schedule.polynomial(1, 0, 1));
        others.put("power", () -> Schedule.polynomial(1, 10, 0));
        others.put("steps of linear", () -> Schedule.linear(1, 0, 1, 0));
        others.put("factor of linear", () -> Schedule.linear(1, -1, 1, 10));
        others.put("steps of warmUp", () -> Schedule.warmUp(1, 0));
        others.put("steps of cosine", () -> Schedule.cosine(1, 0));
        others.put("least of cosine", () -> Schedule.cosine(1, 10, -1));
        others.put("first", () -> Schedule.warmRestarts(1, 0, 1, 0));
        others.put("factor", () -> Schedule.warmRestarts(1, 1, 0, 0));
        others.put("totalSteps", () -> new OneCycle(1, 0));
        others.put("divFactor", () -> new OneCycle(1, 10).divFactor(0));
        others.put("finalDivFactor", () -> new OneCycle(1, 10).finalDivFactor(-1));
        others.put("up", () -> new Cyclic(0, 1, 0));
        others.put("down", () -> new Cyclic(0, 1, 1).down(0));
        others.put("then", () -> Schedule.constant(1).then(-1, Schedule.constant(1)));
        others.put("every", () -> Schedule.constant(1).every(0));
        others.put("times", () -> Schedule.constant(1).times(-1));
        others.forEach((what, made) -> assertThrows(IllegalArgumentException.class, made, what));
        assertThrows(NullPointerException.class, () -> Schedule.constant(1).then(1, null));
        assertThrows(NullPointerException.class, () -> Schedule.constant(1).times(null));
    }

    private static String refused(Supplier<Object> made) {
        return assertThrows(IllegalArgumentException.class, made::get).getMessage();
    }
}
