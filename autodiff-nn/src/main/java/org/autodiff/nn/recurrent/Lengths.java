package org.autodiff.nn.recurrent;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/** The lengths of the sequences of a batch, and what follows from them for the steps of an unrolled cell. */
final class Lengths {
    private static final Tensor ZERO = Tensor.of(0);

    private final int[] lengths; // null: all are full
    private final int shortest;
    private final int longest;

    private Lengths(int[] lengths, int shortest, int longest) {
        this.lengths = lengths;
        this.shortest = shortest;
        this.longest = longest;
    }

    static Lengths full(int steps) {
        return new Lengths(null, steps, steps);
    }

    static Lengths of(Index index, int n, int steps, String label) {
        if (!index.shape().equals(Shape.of(n))) {
            throw new IllegalArgumentException(
                    label + ": expected lengths (" + n + "), one for each sequence, got " + index.shape());
        }
        int[] lengths = index.toArray();
        for (int i = 0; i < n; i++) {
            if (lengths[i] < 1 || lengths[i] > steps) {
                throw new IllegalArgumentException(
                        label + ": the length of sequence " + i + " must be in 1.." + steps + ", got " + lengths[i]);
            }
        }
        return n == 0
                ? full(steps)
                : new Lengths(
                        lengths,
                        Arrays.stream(lengths).min().getAsInt(),
                        Arrays.stream(lengths).max().getAsInt());
    }

    int longest() {
        return longest;
    }

    /**
     * Inputs {@code (steps, n, in)} up to the last step of the longest sequence, with zeros in place of the padding. So
     * the padding, even NaN, has no influence on values and gradients.
     */
    Tensor withoutPadding(Tensor x) {
        Tensor needed = longest == x.shape().dim(0) ? x : x.narrow(0, 0, longest);
        if (shortest == longest) {
            return needed;
        }
        int n = lengths.length;
        double[] valid = new double[longest * n];
        Arrays.setAll(valid, i -> i / n < lengths[i % n] ? 1 : 0);
        return Tensor.where(Tensor.of(Shape.of(longest, n, 1), valid), needed, ZERO);
    }

    /** Masks {@code (n, 1)} for each step: 1 where the sequence is not over, null where none is. */
    Tensor[] masks() {
        Tensor[] masks = new Tensor[longest];
        for (int t = shortest; t < longest; t++) {
            double[] valid = new double[lengths.length];
            for (int i = 0; i < valid.length; i++) {
                valid[i] = t < lengths[i] ? 1 : 0;
            }
            masks[t] = Tensor.of(Shape.of(valid.length, 1), valid);
        }
        return masks;
    }

    /** The state after a step: the new one, or the old one where the sequence is over. */
    static State stateAfter(Tensor mask, State next, State old) {
        return new State(
                Tensor.where(mask, next.hidden(), old.hidden()),
                next.cell() == null ? null : Tensor.where(mask, next.cell(), old.cell()));
    }

    /** The output of a step: 0 where the sequence is over. */
    static Tensor output(Tensor mask, State next) {
        return Tensor.where(mask, next.hidden(), ZERO);
    }
}
