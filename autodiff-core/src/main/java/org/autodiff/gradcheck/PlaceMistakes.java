package org.autodiff.gradcheck;

import static org.autodiff.gradcheck.UsualMistake.Kind.SOME_ENTRIES;
import static org.autodiff.gradcheck.UsualMistake.Kind.SWAPPED;
import static org.autodiff.gradcheck.UsualMistake.Kind.TRANSPOSED;
import static org.autodiff.gradcheck.UsualMistake.Kind.ZERO;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.autodiff.ndarray.Shape;

/** The right numbers at the wrong places, or wrong ones at some places only. */
final class PlaceMistakes {
    /** So many entries are named one by one. */
    private static final int SHOWN = 3;

    /** As many entries may be rearranged at most, where no simple rule says how. */
    private static final int SORTED = 10_000;

    private PlaceMistakes() {}

    // ---- nothing where something should be

    /** Every wrong entry is zero. */
    static Optional<UsualMistake> zero(Compared block) {
        int[] wrong = block.wrong();
        if (wrong.length == 0 || Arrays.stream(wrong).anyMatch(i -> block.claimed()[i] != 0)) {
            return Optional.empty();
        }
        boolean all = Arrays.stream(block.claimed()).allMatch(c -> c == 0);
        String where = all ? "everywhere" : "at " + entries(block, wrong);
        return Optional.of(new UsualMistake(
                ZERO, "zero " + where + ", though the function moves: the path from there is cut, or forgotten", true));
    }

    // ---- the right numbers at the wrong places

    /** A matrix, or the matrices of a batch, transposed; also where the rows were written one after the other. */
    static Optional<UsualMistake> transposed(Compared block) {
        Shape shape = block.shape();
        if (shape.rank() < 2) {
            return Optional.empty();
        }
        int rows = shape.dim(-2);
        int columns = shape.dim(-1);
        if (rows < 2 || columns < 2 || !moves(block, i -> transpose(i, rows, columns))) {
            return Optional.empty();
        }
        String text = rows == columns
                ? "transposed"
                : "transposed: the numbers of a " + columns + " x " + rows + " matrix, row by row, in place of a "
                        + rows + " x " + columns + " one";
        return Optional.of(new UsualMistake(TRANSPOSED, text, block.telling() > 1));
    }

    /** Where the entry at a place of a row-major matrix stands in its transpose. */
    private static int transpose(int i, int rows, int columns) {
        int size = rows * columns;
        int within = i % size;
        return i - within + within % columns * rows + within / columns;
    }

    /** Whether the right numbers stand elsewhere: that of an entry where {@code from} says. */
    private static boolean moves(Compared block, IntUnaryOperator from) {
        double[] right = new double[block.claimed().length];
        Arrays.setAll(right, i -> block.claimed()[from.applyAsInt(i)]);
        return block.telling() > 0 && block.isExplainedBy(right);
    }

    /** In the wrong order. */
    static Optional<UsualMistake> permuted(Compared block) {
        int[] wrong = block.wrong();
        int n = block.claimed().length;
        if (wrong.length == 2) {
            IntUnaryOperator swap = i -> i == wrong[0] ? wrong[1] : i == wrong[1] ? wrong[0] : i;
            return when(
                    moves(block, swap),
                    block.entry(wrong[0]) + " and " + block.entry(wrong[1]) + " are swapped",
                    block);
        }
        if (wrong.length < 3) {
            return Optional.empty();
        }
        if (moves(block, i -> n - 1 - i)) {
            return when(true, "in reverse order", block);
        }
        for (int shift : new int[] {1, n - 1}) {
            if (moves(block, i -> (i + shift) % n)) {
                return when(true, "shifted by one place", block);
            }
        }
        return when(isRearranged(block, wrong), "the right numbers at the wrong places: in another order", block);
    }

    private static Optional<UsualMistake> when(boolean holds, String text, Compared block) {
        return holds ? Optional.of(new UsualMistake(SWAPPED, text, block.telling() > 1)) : Optional.empty();
    }

    private static boolean isRearranged(Compared block, int[] wrong) {
        if (wrong.length > SORTED || Arrays.stream(wrong).anyMatch(i -> !block.isTelling(i))) {
            return false;
        }
        double[] is = Arrays.stream(wrong)
                .mapToDouble(i -> block.claimed()[i])
                .sorted()
                .toArray();
        Integer[] order = Arrays.stream(wrong).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> block.numeric()[i]));
        double[] right = block.claimed().clone();
        for (int k = 0; k < is.length; k++) {
            right[order[k]] = is[k];
        }
        return block.isExplainedBy(right);
    }

    /** The gradients of two inputs have changed places. */
    static Optional<UsualMistake> exchanged(List<Compared> wrong) {
        for (Compared a : wrong) {
            for (Compared b : wrong) {
                boolean same = a != b && a.shape().equals(b.shape());
                if (same
                        && a.telling() > 0
                        && b.telling() > 0
                        && a.isExplainedBy(b.claimed())
                        && b.isExplainedBy(a.claimed())) {
                    boolean certain = a.telling() + b.telling() > 1;
                    return Optional.of(new UsualMistake(
                            SWAPPED, "the gradients of " + a.name() + " and " + b.name() + " are swapped", certain));
                }
            }
        }
        return Optional.empty();
    }

    // ---- some places only

    /**
     * Some entries are wrong, and others that say something are right.
     *
     * @param whole what the wrong ones may be by themselves
     */
    static Optional<UsualMistake> some(Compared block, int[] wrong, Function<Compared, Optional<UsualMistake>> whole) {
        long right = IntStream.range(0, block.claimed().length)
                .filter(block::isConfirmed)
                .count();
        if (right == 0) {
            return Optional.empty();
        }
        String where = place(block, wrong);
        Optional<UsualMistake> those = whole.apply(block.only(wrong));
        if (where == null && those.isEmpty()) {
            return Optional.empty();
        }
        String here = where == null ? entries(block, wrong) + " are" : where;
        String what =
                those.map(m -> (m.certain() ? ": " : ": perhaps ") + m.text()).orElse("");
        boolean certain = where != null && right > 1;
        return Optional.of(new UsualMistake(SOME_ENTRIES, "only " + here + " wrong" + what, certain));
    }

    /** A part of the block that people know; null if there is none. */
    private static String place(Compared block, int... wrong) {
        int n = block.claimed().length;
        if (wrong.length == 1) {
            return block.entry(wrong[0]) + " is";
        }
        if (block.isMatrix()) {
            int columns = block.shape().dim(1);
            int row = wrong[0] / columns;
            int column = wrong[0] % columns;
            if (are(block, wrong, i -> i / columns == row)) {
                return "row " + row + " is";
            }
            if (are(block, wrong, i -> i % columns == column)) {
                return "column " + column + " is";
            }
            if (are(block, wrong, i -> i / columns == i % columns)) {
                return "the diagonal is";
            }
            if (are(block, wrong, i -> i / columns != i % columns)) {
                return "the entries beside the diagonal are";
            }
            if (are(block, wrong, i -> i / columns < i % columns)) {
                return "the entries above the diagonal are";
            }
            if (are(block, wrong, i -> i / columns > i % columns)) {
                return "the entries below the diagonal are";
            }
        }
        if (n > 2 && wrong.length == 2 && wrong[0] == 0 && wrong[1] == n - 1) {
            return "the first and the last entry are";
        }
        int last = wrong[wrong.length - 1];
        if (block.shape().rank() == 1 && are(block, wrong, i -> i >= wrong[0] && i <= last)) {
            return block.entry(wrong[0]) + " to " + block.entry(last) + " are";
        }
        return sign(block, wrong);
    }

    private static String sign(Compared block, int... wrong) {
        if (block.at() == null) {
            return null;
        }
        if (are(block, wrong, i -> block.at()[i] < 0)) {
            return "the entries where x is negative are";
        }
        return are(block, wrong, i -> block.at()[i] > 0) ? "the entries where x is positive are" : null;
    }

    /** Whether the wrong entries are these, all but such as are zero and cannot be wrong. */
    private static boolean are(Compared block, int[] wrong, IntPredicate those) {
        if (!Arrays.stream(wrong).allMatch(those)) {
            return false;
        }
        return IntStream.range(0, block.claimed().length)
                .filter(i -> those.test(i) && block.isKnown(i) && block.numeric()[i] != 0)
                .allMatch(block::isWrong);
    }

    private static String entries(Compared block, int... some) {
        String names = Arrays.stream(some).limit(SHOWN).mapToObj(block::entry).collect(Collectors.joining(", "));
        return some.length > SHOWN ? names + " and " + (some.length - SHOWN) + " more" : names;
    }
}
