package org.autodiff.gradcheck;

import static org.autodiff.gradcheck.UsualMistake.Kind.MISSING_TERM;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** A term of the function has been forgotten in its derivative, or one is there that does not belong to it. */
final class TermMistakes {
    private static final double VARIED = 1e-3;

    private TermMistakes() {}

    /** The same number is missing everywhere. */
    static Optional<UsualMistake> constant(Compared block) {
        return term(block, x -> 1, false, "", "a term whose derivative is constant");
    }

    /** A multiple of the argument, or of its sign, is missing: a penalty on large weights. */
    static Optional<UsualMistake> ofPoint(Compared block) {
        if (block.at() == null) {
            return Optional.empty();
        }
        return term(block, x -> x, true, " x", "weight decay")
                .or(() -> term(block, Math::signum, true, " sign(x)", "an absolute value as penalty"))
                .or(() -> term(block, x -> x * x, true, " x^2", "a cubic term"));
    }

    private static Optional<UsualMistake> term(
            Compared block, DoubleUnaryOperator of, boolean varies, String name, String guess) {
        double[] terms = block.at() == null
                ? IntStream.range(0, block.claimed().length).mapToDouble(i -> 1).toArray()
                : Arrays.stream(block.at()).map(of).toArray();
        int[] telling = IntStream.range(0, terms.length)
                .filter(i -> block.isTelling(i) && terms[i] != 0 && Double.isFinite(terms[i]))
                .toArray();
        if (telling.length < 2 || (varies && !varied(terms, telling))) {
            return Optional.empty();
        }
        int best = telling[0];
        for (int i : telling) {
            best = relative(block, i) < relative(block, best) ? i : best;
        }
        double k = (block.numeric()[best] - block.claimed()[best]) / terms[best];
        double[] right = new double[terms.length];
        Arrays.setAll(right, i -> block.claimed()[i] + k * terms[i]);
        if (!block.isExplainedBy(right)) {
            return Optional.empty();
        }
        boolean tooMuch =
                Arrays.stream(telling).allMatch(i -> Math.abs(block.claimed()[i]) > Math.abs(block.numeric()[i]));
        double shown = tooMuch ? -k : k;
        String number = String.format(Locale.ROOT, "%.6g", shown);
        return Optional.of(new UsualMistake(
                MISSING_TERM,
                "the term " + number + name + (tooMuch ? " is too much" : " is missing") + " in every entry: " + guess
                        + "?",
                telling.length > 2));
    }

    private static double relative(Compared block, int i) {
        return block.errorBar()[i] / Math.abs(block.numeric()[i] - block.claimed()[i]);
    }

    private static boolean varied(double[] terms, int[] entries) {
        double[] some = Arrays.stream(entries).mapToDouble(i -> terms[i]).toArray();
        double most = Arrays.stream(some).max().orElse(0);
        double least = Arrays.stream(some).min().orElse(0);
        return most - least > VARIED * Math.max(Math.abs(most), Math.abs(least));
    }
}
