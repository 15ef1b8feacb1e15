package org.autodiff.internal.kernel;

import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.SPECIES;

import java.util.function.DoubleUnaryOperator;

/**
 * The frame of a vector function of one array that is one loop; longer ones come in {@link VectorPasses}.
 *
 * <p><b>Everything is in line.</b> A vector that crosses a call which C2 does not inline is boxed, and the function
 * runs ten times slower. A helper that takes or returns a vector is such a call from time to time: once it has been
 * compiled on its own and is large, C2 inlines it nowhere ("already compiled into a big method"). Only
 * {@link VectorKernels#load} and {@link VectorKernels#broadcast} are small enough.
 *
 * <p><b>A method has more than 325 bytecodes, and no more than some forty operations.</b> A longer method C2 inlines
 * into no other, so it has a compilation of its own. Beyond some forty operations Java 17 leaves the last ones as calls
 * (a broadcast is one, a constant of {@link Lanes} is not). NoBoxingTest tells.
 */
final class VectorLoops {

    private VectorLoops() {}

    interface Loop {
        /**
         * Writes y where it is a function of x.
         *
         * @return where it stopped: the end, or the first vector with an element that needs the rare path
         */
        int over(double[] x, double[] y, int from, int end);
    }

    /** Leaves vectors that the loop stops at, and the tail, to the scalar function: the same bits. */
    static void run(Loop loop, DoubleUnaryOperator scalar, double[] x, double[] y, int n) {
        int bound = SPECIES.loopBound(n);
        int i = loop.over(x, y, 0, bound);
        while (i < bound) {
            one(scalar, x, y, i, i + LANES);
            i = loop.over(x, y, i + LANES, bound);
        }
        if (!hasLongTail(x, y, bound, n) || loop.over(x, y, n - LANES, n) < n) {
            one(scalar, x, y, bound, n);
        }
    }

    /** Where the first loop stops, the second does a stretch: rare elements are seldom alone. */
    static void run(Loop loop, Loop rare, DoubleUnaryOperator scalar, double[] x, double[] y, int n) {
        int bound = SPECIES.loopBound(n);
        int i = loop.over(x, y, 0, bound);
        while (i < bound) {
            int end = rare.over(x, y, i, Math.min(i + Limits.RARE_STRETCH, bound));
            i = loop.over(x, y, end, bound);
        }
        if (!hasLongTail(x, y, bound, n) || loop.over(x, y, n - LANES, n) < n) {
            one(scalar, x, y, bound, n);
        }
    }

    /**
     * Whether what is left after the last whole vector is worth another one, which ends with the array and does some
     * elements again. That is what counts in small arrays: 6 of 14 elements are left by vectors of 8.
     */
    static boolean hasLongTail(double[] x, double[] y, int bound, int n) {
        return n - bound > 1 && bound > 0 && x != y;
    }

    /** The scalar function of some elements. */
    static void one(DoubleUnaryOperator scalar, double[] x, double[] y, int from, int end) {
        for (int i = from; i < end; i++) {
            y[i] = scalar.applyAsDouble(x[i]);
        }
    }
}
