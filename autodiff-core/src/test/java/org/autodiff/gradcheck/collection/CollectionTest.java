package org.autodiff.gradcheck.collection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The collection itself is right: what it calls right agrees with one-sided derivatives at 50 digits and more, which
 * {@code src/test/python/collection.py} computes from functions of its own; what it calls wrong does not.
 */
class CollectionTest {
    /** The least relative error of a wrong claim, at the point or beside it. */
    private static final double LEAST_ERROR = 5e-5;

    private record Reference(double value, Map<Integer, double[]> sides) {}

    private static final Map<String, Reference> REFERENCES = new HashMap<>();
    private static final List<Case> ALL = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        ALL.addAll(Development.cases());
        ALL.addAll(HeldOut.cases());
        if (Boolean.getBoolean("autodiff.write")) {
            writePoints(Path.of("target", "points.txt"));
        }
        try (InputStream file = CollectionTest.class.getResourceAsStream("derivatives.txt")) {
            for (String line : new String(file.readAllBytes(), UTF_8).split("\n")) {
                String[] fields = line.split("\t");
                Map<Integer, double[]> sides = new HashMap<>();
                for (int i = 2; i < fields.length; i++) {
                    String[] parts = fields[i].split("=");
                    String[] both = parts[parts.length - 1].split("\\|");
                    sides.put(
                            parts.length == 2 ? Integer.parseInt(parts[0]) : i - 2,
                            new double[] {Double.parseDouble(both[0]), Double.parseDouble(both[1])});
                }
                REFERENCES.put(fields[0], new Reference(Double.parseDouble(fields[1]), sides));
            }
        }
    }

    private static void writePoints(Path to) throws IOException {
        Map<String, double[]> points = new LinkedHashMap<>();
        ALL.forEach(c -> points.put(c.problem(), c.x()));
        List<String> lines = new ArrayList<>();
        points.forEach((problem, x) -> {
            StringBuilder line = new StringBuilder(problem);
            for (double v : x) {
                line.append('\t').append(v);
            }
            lines.add(line.toString());
        });
        Files.write(to, lines);
    }

    @Test
    void bothHalvesAreLargeAndOfAllKinds() {
        for (List<Case> half : List.of(Development.cases(), HeldOut.cases())) {
            assertTrue(half.size() >= 125, () -> "only " + half.size());
            Set<Kind> kinds = EnumSet.noneOf(Kind.class);
            half.forEach(c -> kinds.add(c.kind()));
            assertEquals(EnumSet.allOf(Kind.class), kinds);
        }
        Set<String> names = new HashSet<>();
        ALL.forEach(c -> assertTrue(names.add(c.name()), () -> "twice: " + c));
    }

    @Test
    void everyFunctionIsTheOneOfTheReference() {
        List<String> faults = new ArrayList<>();
        for (Case c : ALL) {
            Reference reference = REFERENCES.get(c.problem());
            if (reference == null) {
                if (c.kind() != Kind.PROGRAM) {
                    faults.add(c + ": no reference");
                }
                continue;
            }
            double value = c.f().applyAsDouble(c.x().clone());
            double tolerance = switch (c.kind()) {
                case NOISE -> 3e-4;
                case CANCELLATION -> 1e-5;
                case FREQUENCY -> 1e-9;
                default -> 1e-10;
            };
            if (!(Math.abs(value - reference.value) <= tolerance * Math.abs(reference.value))) {
                faults.add(c + ": " + value + " for " + reference.value);
            }
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void rightOnesAreRight() {
        List<String> faults = new ArrayList<>();
        for (Case c : ALL) {
            if (c.truth() == Truth.RIGHT) {
                double[] claim = c.gradient().apply(c.x().clone());
                REFERENCES.get(c.problem()).sides.forEach((i, sides) -> {
                    if (!(distance(claim[i], sides) <= 1e-9)) {
                        faults.add(c + ": " + i + " is " + claim[i] + " for " + sides[0] + " | " + sides[1]);
                    }
                });
            }
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void wrongOnesAreWrong() {
        List<String> faults = new ArrayList<>();
        for (Case c : ALL) {
            if (c.truth() == Truth.WRONG && !(wrongHere(c) || wrongBeside(c))) {
                faults.add(c.toString());
            }
        }
        assertEquals(List.of(), faults);
    }

    private static boolean wrongHere(Case c) {
        double[] claim = c.gradient().apply(c.x().clone());
        double[] best = c.best().apply(c.x().clone());
        Reference reference = REFERENCES.get(c.problem());
        for (int i = 0; i < claim.length; i++) {
            // Of large inputs the reference has some coordinates only; there the right gradient stands for it.
            double[] sides = reference.sides.getOrDefault(i, new double[] {best[i], best[i]});
            if (!(distance(claim[i], sides) < LEAST_ERROR)) {
                return true;
            }
        }
        return false;
    }

    private static boolean wrongBeside(Case c) {
        for (double step : new double[] {3e-3, -3e-3}) {
            double[] x = c.x().clone();
            for (int i = 0; i < x.length; i++) {
                x[i] += step * (1 + i % 2) * (x[i] == 0 ? 1 : x[i]);
            }
            double[] claim = c.gradient().apply(x.clone());
            double[] best = c.best().apply(x.clone());
            for (int i = 0; i < x.length; i++) {
                if (!(distance(claim[i], new double[] {best[i], best[i]}) < LEAST_ERROR)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How far a claim lies outside the one-sided derivatives, relative to the larger of it and them. */
    private static double distance(double claim, double[] sides) {
        double low = Math.min(sides[0], sides[1]);
        double high = Math.max(sides[0], sides[1]);
        double outside = claim < low ? low - claim : claim > high ? claim - high : claim == claim ? 0 : Double.NaN;
        return outside == 0 ? 0 : outside / Math.max(Math.abs(claim), Math.max(Math.abs(low), Math.abs(high)));
    }
}
