package org.autodiff.gradcheck;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.ndarray.Shape;

/**
 * The claimed derivatives of one block beside the numeric ones: what a hypothesis about a mistake is tried on. A
 * hypothesis says what would be right, given what is claimed; it explains the block if it says so for every entry, the
 * wrong ones and the right ones.
 *
 * @param name of the block
 * @param shape of the block; the entries are in row-major order
 * @param claimed the derivatives that are in question
 * @param numeric what was measured; NaN where nothing was
 * @param errorBar how far off each measurement may be
 * @param at where it was measured; null if that is not known
 */
record Compared(String name, Shape shape, double[] claimed, double[] numeric, double[] errorBar, double[] at) {
    /** How well a hypothesis must fit, relative to the entry. */
    static final double FIT = 1e-5;

    /** How well it must fit, relative to the error that it explains: one of 1e-4 is not explained by 1e-5. */
    private static final double OF_THE_ERROR = 1e-2;

    /** Up to here an entry is right. */
    private static final double RIGHT = 1e-6;

    /** Whether the entry was measured. */
    boolean isKnown(int i) {
        return Double.isFinite(numeric[i]) && Double.isFinite(errorBar[i]) && Double.isFinite(claimed[i]);
    }

    private double size(int i) {
        return Math.max(Math.abs(claimed[i]), Math.abs(numeric[i]));
    }

    private double error(int i) {
        return Math.abs(claimed[i] - numeric[i]);
    }

    /** Whether the claim of an entry is refuted. */
    boolean isWrong(int i) {
        return isKnown(i) && error(i) > RIGHT * size(i) + errorBar[i];
    }

    /** Whether the claim of an entry is confirmed, and is not zero. */
    boolean isConfirmed(int i) {
        return isKnown(i) && !isWrong(i) && numeric[i] != 0 && errorBar[i] <= FIT * size(i);
    }

    /** The entries whose claims are refuted. */
    int[] wrong() {
        return IntStream.range(0, claimed.length).filter(this::isWrong).toArray();
    }

    /** Whether the entry is wrong, and known well enough to tell one hypothesis from another. */
    boolean isTelling(int i) {
        return isWrong(i) && errorBar[i] <= OF_THE_ERROR * error(i) && errorBar[i] <= FIT * size(i);
    }

    /** How many entries are. */
    int telling() {
        return (int) IntStream.range(0, claimed.length).filter(this::isTelling).count();
    }

    /** The entry from which the parameter of a hypothesis is taken: the most precise one. -1 if there is none. */
    int mostTelling() {
        int best = -1;
        for (int i = 0; i < claimed.length; i++) {
            if (isTelling(i) && claimed[i] != 0 && numeric[i] != 0) {
                best = best < 0 || errorBar[i] * size(best) < errorBar[best] * size(i) ? i : best;
            }
        }
        return best;
    }

    /** Whether the right derivatives are these, as far as is known. */
    boolean isExplainedBy(double[] right) {
        for (int i = 0; i < claimed.length; i++) {
            if (isKnown(i) && !fits(i, right[i])) {
                return false;
            }
        }
        return true;
    }

    private boolean fits(int i, double right) {
        double allowed = isWrong(i) ? Math.min(FIT * size(i), OF_THE_ERROR * error(i)) : RIGHT * size(i);
        return Math.abs(right - numeric[i]) <= allowed + errorBar[i];
    }

    /** Some entries, as a vector. */
    Compared only(int... entries) {
        return new Compared(
                name,
                Shape.of(entries.length),
                pick(claimed, entries),
                pick(numeric, entries),
                pick(errorBar, entries),
                at == null ? null : pick(at, entries));
    }

    private static double[] pick(double[] from, int... entries) {
        return Arrays.stream(entries).mapToDouble(i -> from[i]).toArray();
    }

    /** {@code W[2, 3]}. */
    String entry(int i) {
        return Block.element(name, shape, i);
    }

    /** Whether it is a matrix. */
    boolean isMatrix() {
        return shape.rank() == 2 && shape.size() > 0;
    }
}
