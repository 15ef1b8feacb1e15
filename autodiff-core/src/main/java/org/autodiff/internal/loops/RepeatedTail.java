package org.autodiff.internal.loops;

import org.autodiff.internal.kernel.Limits;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.ndarray.Shape;

/**
 * A small array that is repeated along leading axes of a larger one - a row of biases, what all examples of a batch
 * share -: some copies of it side by side, so that the function takes many repetitions in one call. An elementwise
 * function does not see where an element stands, so not a bit depends on this.
 */
final class RepeatedTail {
    /** Memory of a thread for copies, which stays in the cache; null while it is in use. */
    private static final ThreadLocal<double[]> COPIES = ThreadLocal.withInitial(() -> new double[Limits.BLOCK_OF_RUNS]);

    private RepeatedTail() {}

    /** A function of the elements of the larger array from a place on, and of as many repeated ones. */
    interface Function {
        void apply(int from, double[] repeated, int n);
    }

    /** Whether the one shape is repeated along leading axes of the other, and this way pays. */
    static boolean is(Shape large, Shape small) {
        int size = small.size();
        int lead = large.rank() - small.rank();
        if (lead < 1 || size < 2 || size > Limits.REPEATED_BY_COPIES || Parallel.paysFor(large.size())) {
            return false;
        }
        for (int axis = 0; axis < small.rank(); axis++) {
            if (small.dim(axis) != large.dim(lead + axis)) {
                return false;
            }
        }
        return large.size() > size;
    }

    static void apply(Function f, double[] small, int size, int all) {
        double[] copies = COPIES.get();
        if (copies == null) { // the function of a gate of the program's own may compute with arrays in turn
            copies = new double[Limits.BLOCK_OF_RUNS];
        }
        COPIES.set(null);
        try {
            int block = Math.min(all, Limits.BLOCK_OF_RUNS / size * size);
            System.arraycopy(small, 0, copies, 0, size);
            for (int have = size; have < block; have *= 2) {
                System.arraycopy(copies, 0, copies, have, Math.min(have, block - have));
            }
            for (int from = 0; from < all; from += block) {
                f.apply(from, copies, Math.min(block, all - from));
            }
        } finally {
            COPIES.set(copies);
        }
    }
}
