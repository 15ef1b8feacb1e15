package org.autodiff.gradcheck.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.junit.jupiter.api.Test;

/** Thousands of functions that nobody chose: none that is right is called wrong, none that is wrong passes. */
class RandomExpressionsTest {
    private static final int EXPRESSIONS = 3000;

    private final Map<Verdict, Integer> right = new EnumMap<>(Verdict.class);
    private final Map<Verdict, Integer> wrong = new EnumMap<>(Verdict.class);
    private final List<String> faults = new ArrayList<>();

    @Test
    void noVerdictIsFalse() {
        for (int seed = 0; seed < EXPRESSIONS; seed++) {
            Random random = new Random(1_000_003L * seed);
            int n = 1 + random.nextInt(3);
            RandomExpression f = RandomExpression.of(random, 2 + random.nextInt(5), n);
            double[] x = new double[n];
            boolean wide = random.nextBoolean();
            for (int i = 0; i < n; i++) {
                x[i] = random.nextGaussian() * (wide ? Math.exp(4 * random.nextGaussian()) : 1);
            }
            check(f, x, random.nextInt(n), new double[] {1, 1 + 1e-4, 1.01, -1}[random.nextInt(4)], seed);
        }
        assertEquals(List.of(), faults);
        assertTrue(decided(right) > 0.9, () -> "right ones: " + right);
        assertTrue(decided(wrong) > 0.95, () -> "wrong ones: " + wrong);
    }

    private void check(RandomExpression f, double[] x, int spoilt, double factor, int seed) {
        double value = f.value(x);
        double[] gradient = gradient(f, x);
        if (!Double.isFinite(value) || !Arrays.stream(gradient).allMatch(Double::isFinite)) {
            return;
        }
        // Where the derivative is zero but for its own rounding, a factor makes no mistake of it.
        if (factor != 1 && Math.abs(gradient[spoilt] * x[spoilt]) <= 1e-9 * Math.max(1e-6, Math.abs(value))) {
            return;
        }
        GradCheckReport report = GradCheck.of(f::value, at -> {
                    double[] g = gradient(f, at);
                    g[spoilt] *= factor;
                    return g;
                })
                .at(x)
                .seed(seed)
                .report();
        Verdict verdict = report.verdict();
        (factor == 1 ? right : wrong).merge(verdict, 1, Integer::sum);
        boolean blamed = verdict == Verdict.WRONG || verdict == Verdict.WRONG_NEARBY;
        boolean isFalse = factor == 1
                ? blamed || verdict == Verdict.IMPURE || verdict == Verdict.NONDETERMINISTIC
                : verdict == Verdict.PASS;
        if (isFalse) {
            faults.add("derivative " + spoilt + " times " + factor + " of " + f + " at " + Arrays.toString(x) + ": "
                    + report);
        }
    }

    private static double[] gradient(RandomExpression f, double[] x) {
        double[] g = new double[x.length];
        for (int i = 0; i < g.length; i++) {
            g[i] = f.derivative(x, i);
        }
        return g;
    }

    /** The share of verdicts that say pass or wrong; where all derivatives are zero there is nothing to decide. */
    private static double decided(Map<Verdict, Integer> verdicts) {
        double total = 0;
        double decided = 0;
        for (Map.Entry<Verdict, Integer> e : verdicts.entrySet()) {
            total += e.getKey() == Verdict.VACUOUS ? 0 : e.getValue();
            decided += switch (e.getKey()) {
                case PASS, WRONG, WRONG_NEARBY -> e.getValue();
                default -> 0;
            };
        }
        return decided / total;
    }
}
