package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import org.autodiff.Rng;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.autodiff.ndarray.Shape;

/**
 * How good a check is: small mistakes are planted in what is claimed, and the same check is run on each mutant. One
 * that is not caught shows what the check cannot see: at equal inputs, say, no swap.
 */
final class SelfTest {
    /** Of a function with many inputs, mistakes in single ones are planted in the largest. */
    private static final int INPUTS = 3;

    private static final int SHOWN = 3;

    /**
     * A mistake.
     *
     * @param name in words
     * @param equal what makes it no mistake where the numbers stay the same
     * @param change from what is claimed at a point to what the mutant claims; it is linear
     */
    record Mutant(String name, String equal, Claims change) {}

    /** What a mutant claims. */
    @FunctionalInterface
    interface Claims {
        /**
         * The gradients of all inputs.
         *
         * @param at the point
         * @param claimed what the program claims there; not to be changed
         */
        double[][] of(double[][] at, double[][] claimed);
    }

    private final List<Block> blocks;
    private final double[][] claimed;
    private final Rng rng;

    /**
     * @param claimed the gradients of all inputs at the point
     */
    SelfTest(List<Block> blocks, double[][] claimed, long seed) {
        this.blocks = blocks;
        this.claimed = claimed;
        rng = Rng.of(seed);
    }

    /** The self-test of a check that was made. */
    static String of(GradCheckReport report, Subject subject, Protocol.Settings settings) {
        if (!report.passed()) {
            return "Self-test: not done, since the check does not pass";
        }
        Subject.Linearization here = subject.linearize(subject.start());
        double[] upstream =
                Rows.sum(here.value().shape(), Rng.of(settings.seed())).upstream(0);
        SelfTest test = new SelfTest(subject.blocks(), here.vjp(upstream), settings.seed());
        return test.run(mistake -> {
            GradCheckReport found = new Protocol(new MutantSubject(subject, mistake), settings.ofFirstOrder()).run();
            return found.verdict() == Verdict.WRONG || found.verdict() == Verdict.WRONG_NEARBY;
        });
    }

    /**
     * Tries all mutants.
     *
     * @param isCaught runs the check on a mutant
     * @return how many were caught, and which were not
     */
    String run(Predicate<Claims> isCaught) {
        List<Mutant> all = mutants();
        List<Mutant> survivors =
                all.stream().filter(m -> !isCaught.test(m.change())).toList();
        if (survivors.isEmpty()) {
            return "Self-test: all of " + all.size() + " planted mistakes were found";
        }
        List<String> names = survivors.stream().limit(SHOWN).map(this::survivor).toList();
        return "Self-test: " + survivors.size() + " of " + all.size() + " planted mistakes "
                + (survivors.size() == 1 ? "was" : "were") + " not found: " + String.join("; ", names)
                + (survivors.size() > SHOWN ? "; ..." : "");
    }

    private String survivor(Mutant mutant) {
        double[][] start = blocks.stream().map(b -> b.start().toArray()).toArray(double[][]::new);
        boolean same = Arrays.deepEquals(mutant.change().of(start, claimed), claimed);
        return mutant.name() + (same ? ", " + mutant.equal() : "");
    }

    // ---- the mistakes

    List<Mutant> mutants() {
        List<Mutant> all = new ArrayList<>();
        all.add(everywhere("the sign of everything", g -> -g));
        all.add(everywhere("a factor of 1.0001", g -> 1.0001 * g));
        all.add(everywhere("a factor of 2", g -> 2 * g));
        all.add(new Mutant("a dropped term, 1 % of the gradient", "which is zero here", SelfTest::withoutTerm));
        blocks.stream()
                .filter(b -> b.size() > 0)
                .sorted((a, b) -> Integer.compare(b.size(), a.size()))
                .limit(INPUTS)
                .forEach(block -> within(block, blocks.indexOf(block), all));
        for (int a = 0; a < blocks.size(); a++) {
            for (int b = a + 1; b < blocks.size(); b++) {
                if (blocks.get(a).size() > 0
                        && blocks.get(a).shape().equals(blocks.get(b).shape())) {
                    all.add(exchanged(a, b));
                    return all;
                }
            }
        }
        return all;
    }

    private static Mutant everywhere(String name, DoubleUnaryOperator change) {
        return new Mutant(
                name,
                "of a gradient that is zero here",
                (at, g) -> Arrays.stream(g)
                        .map(block -> Arrays.stream(block).map(change).toArray())
                        .toArray(double[][]::new));
    }

    /** A term in proportion to the argument, as large on average as one hundredth of the gradient. */
    private static double[][] withoutTerm(double[][] at, double[][] g) {
        double[][] changed = copy(g);
        for (int b = 0; b < g.length; b++) {
            double gradient = Arrays.stream(g[b]).sum();
            double numbers = Arrays.stream(at[b]).map(Math::abs).sum();
            for (int i = 0; i < g[b].length; i++) {
                double share = numbers == 0 ? 1.0 / g[b].length : Math.abs(at[b][i]) / numbers;
                changed[b][i] -= 0.01 * share * gradient;
            }
        }
        return changed;
    }

    private void within(Block block, int b, List<Mutant> all) {
        int n = block.size();
        int some = largestOf(b);
        all.add(one(block, b, some, "a zero in place of ", 0));
        all.add(one(block, b, rng.permutation(n)[0], "0.1 % more in ", 1.001));
        if (n > 1) {
            int i = rng.permutation(n)[0];
            int j = (i + 1) % n;
            all.add(new Mutant(
                    "a swap of " + block.coordinate(Math.min(i, j)) + " and " + block.coordinate(Math.max(i, j)),
                    "which are equal here",
                    (at, g) -> {
                        double[][] changed = copy(g);
                        changed[b][i] = g[b][j];
                        changed[b][j] = g[b][i];
                        return changed;
                    }));
        }
        Shape shape = block.shape();
        if (shape.rank() == 2 && shape.dim(0) > 1 && shape.dim(1) > 1) {
            all.add(new Mutant(block.name() + " transposed", "which is symmetric here", (at, g) -> {
                double[][] changed = copy(g);
                int rows = shape.dim(0);
                Arrays.setAll(changed[b], i -> g[b][i % rows * shape.dim(1) + i / rows]);
                return changed;
            }));
        }
    }

    /** An element with a gradient, if there is one, chosen among the largest. */
    private int largestOf(int b) {
        int best = 0;
        for (int i : rng.permutation(claimed[b].length)) {
            best = Math.abs(claimed[b][i]) > Math.abs(claimed[b][best]) ? i : best;
        }
        return best;
    }

    private static Mutant one(Block block, int b, int i, String name, double factor) {
        return new Mutant(name + block.coordinate(i), "which is zero here", (at, g) -> {
            double[][] changed = copy(g);
            changed[b][i] *= factor;
            return changed;
        });
    }

    private Mutant exchanged(int a, int b) {
        String name = "the gradients of " + blocks.get(a).name() + " and "
                + blocks.get(b).name() + " swapped";
        return new Mutant(name, "which are equal here", (at, g) -> {
            double[][] changed = copy(g);
            changed[a] = g[b].clone();
            changed[b] = g[a].clone();
            return changed;
        });
    }

    private static double[][] copy(double[][] g) {
        return Arrays.stream(g).map(double[]::clone).toArray(double[][]::new);
    }
}
