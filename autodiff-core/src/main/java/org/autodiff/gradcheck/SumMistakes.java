package org.autodiff.gradcheck;

import static org.autodiff.gradcheck.UsualMistake.Kind.NOT_SUMMED;

import java.util.Arrays;
import java.util.Optional;

/** A sum over the rows of a batch, or over a broadcast axis, is missing; or there is one where none belongs. */
final class SumMistakes {
    private SumMistakes() {}

    /** Every row, or column, or entry got the sum, or the mean, of all of them. */
    static Optional<UsualMistake> spread(Compared block) {
        int n = block.claimed().length;
        int last = block.shape().isScalar() ? 1 : block.shape().dim(-1);
        if (n < 2 || block.telling() < 2 || Arrays.stream(block.numeric()).anyMatch(d -> !Double.isFinite(d))) {
            return Optional.empty();
        }
        if (last > 1 && last < n && isSpread(block, last, 1)) {
            return spread("row");
        }
        if (last > 1 && last < n && isSpread(block, 1, last)) {
            return spread("column");
        }
        return isSpread(block, 1, n) ? spread("entry") : Optional.empty();
    }

    private static Optional<UsualMistake> spread(String part) {
        String text = "every " + part + " has the sum, or the mean, over all of them: " + part
                + "s were summed that belong to different numbers";
        return Optional.of(new UsualMistake(NOT_SUMMED, text, true));
    }

    /**
     * Whether all entries of a group are the sum or the mean of the right ones.
     *
     * @param stride how far apart the members of a group stand
     * @param length how many stand one after the other; 1 if the group goes through the whole block
     */
    private static boolean isSpread(Compared block, int stride, int length) {
        double[] right = block.numeric();
        int n = right.length;
        int size = length == 1 ? n / stride : length;
        double[] sums = new double[n];
        double[] sizes = new double[n];
        for (int i = 0; i < n; i++) {
            int group = length == 1 ? i % stride : i / length;
            sums[group] += right[i];
            sizes[group] += Math.abs(right[i]);
        }
        boolean sum = true;
        boolean mean = true;
        for (int i = 0; i < n; i++) {
            int group = length == 1 ? i % stride : i / length;
            double allowed = Compared.FIT * sizes[group];
            sum &= Math.abs(block.claimed()[i] - sums[group]) <= allowed;
            mean &= Math.abs(block.claimed()[i] - sums[group] / size) <= allowed / size;
        }
        return sum || mean;
    }
}
