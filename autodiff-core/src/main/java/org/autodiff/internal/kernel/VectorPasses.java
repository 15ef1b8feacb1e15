package org.autodiff.internal.kernel;

import static org.autodiff.internal.kernel.Limits.PASS_CHUNK;
import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.SPECIES;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * The frame of a vector function of one array: short passes over chunks, which hand on what they found in a scratch
 * array.
 *
 * <p>C2 inlines no ordinary method beyond 325 bytecodes, and a vector that crosses a call that is not inlined is boxed.
 * So a function is cut into pieces, and a piece hands no vector to a helper (see {@link VectorLoops}); a chunk with an
 * element that needs a rare path is left to the scalar function as a whole - the same bits.
 */
final class VectorPasses {

    private static final ThreadLocal<double[]> SCRATCH = ThreadLocal.withInitial(() -> new double[8 * PASS_CHUNK]);

    private VectorPasses() {}

    /**
     * One of several passes over a chunk of x and y, which hand their results on in the scratch array.
     *
     * <p>An object, and called from one place for all functions: C2 sees at least three targets there ({@link #passes})
     * and inlines none. Two passes in one method exceed its budget of nodes; it would then box every vector, without a
     * word, and run ten times slower.
     */
    interface Pass {
        /**
         * Returns false if an element needs the rare path; a pass that refuses comes before the one that writes to y.
         */
        boolean over(double[] x, double[] y, int from, int count, double[] scratch);
    }

    /** The passes of a function of two or more, at least three: of two targets at one call C2 would inline both. */
    static Pass[] passes(Pass... passes) {
        return passes.length == 2 ? new Pass[] {passes[0], passes[1], VectorPasses::nothing} : passes;
    }

    private static boolean nothing(double[] x, double[] y, int from, int count, double[] scratch) {
        return true;
    }

    /** Runs the passes chunk by chunk; the scalar function does the tail, and chunks that a pass refuses. */
    static void run(Pass[] passes, DoubleUnaryOperator scalar, double[] x, double[] y, int n) {
        double[] scratch = SCRATCH.get();
        int bound = SPECIES.loopBound(n);
        for (int from = 0; from < bound; from += PASS_CHUNK) {
            int count = Math.min(PASS_CHUNK, bound - from);
            if (!all(passes, x, y, from, count, scratch)) {
                VectorLoops.one(scalar, x, y, from, from + count);
            }
        }
        if (!VectorLoops.hasLongTail(x, y, bound, n) || !all(passes, x, y, n - LANES, LANES, scratch)) {
            VectorLoops.one(scalar, x, y, bound, n);
        }
    }

    /** The only call of a pass. */
    private static boolean all(Pass[] passes, double[] x, double[] y, int from, int count, double[] scratch) {
        for (Pass pass : passes) {
            if (!pass.over(x, y, from, count, scratch)) {
                return false;
            }
        }
        return true;
    }

    // Where the passes of a function of two numbers find them in the scratch array.
    static final int A = 6 * PASS_CHUNK;
    static final int B = 7 * PASS_CHUNK;

    /** As above for a run of two arrays, whose chunks are copied: the passes need not know of strides. */
    static void run(
            Pass[] passes,
            DoubleBinaryOperator scalar,
            double[] a,
            int ao,
            int as,
            double[] b,
            int bo,
            int bs,
            double[] y,
            int yo,
            int n) {
        double[] scratch = SCRATCH.get();
        int bound = SPECIES.loopBound(n);
        for (int from = 0; from < bound; from += PASS_CHUNK) {
            int count = Math.min(PASS_CHUNK, bound - from);
            copy(a, ao + as * from, as, scratch, A, count);
            copy(b, bo + bs * from, bs, scratch, B, count);
            if (!all(passes, a, y, yo + from, count, scratch)) {
                for (int i = 0; i < count; i++) {
                    y[yo + from + i] = scalar.applyAsDouble(scratch[A + i], scratch[B + i]);
                }
            }
        }
        for (int i = bound; i < n; i++) {
            y[yo + i] = scalar.applyAsDouble(a[ao + as * i], b[bo + bs * i]);
        }
    }

    private static void copy(double[] x, int offset, int stride, double[] scratch, int to, int count) {
        if (stride == 0) {
            Arrays.fill(scratch, to, to + count, x[offset]);
        } else {
            System.arraycopy(x, offset, scratch, to, count);
        }
    }
}
