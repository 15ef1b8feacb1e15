package org.autodiff.internal.loops;

import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.Parallel;

/** Deals the elements of large arrays to threads: an elementwise function does not see where in an array it is. */
public final class Elements {
    /** What one thread should have at least: 20 us of work for a cheap function. */
    public static final int WORTH_A_THREAD = 32 * 1024;

    /** A gate's loop over one array begins at its start, so other parts of it are copied, a piece at a time. */
    private static final int PIECE = 1024;

    private Elements() {}

    /** Whether it pays to deal so many to threads. */
    public static boolean areMany(int n) {
        return n >= 2 * WORTH_A_THREAD;
    }

    /** {@code y[i] = f(x[i])} for {@code 0 <= i < n}. */
    public static void apply(UnaryElementwise f, double[] x, double[] y, int n) {
        LoopPerGate.Unary loop = LoopPerGate.of(f);
        if (!areMany(n)) {
            loop.loop(f, x, y, n);
            return;
        }
        Parallel.split(n, PIECE, WORTH_A_THREAD, (from, to) -> {
            if (from == 0) {
                loop.loop(f, x, y, to);
                return;
            }
            double[] in = new double[PIECE];
            double[] out = new double[PIECE];
            for (int at = from; at < to; at += PIECE) {
                int count = Math.min(PIECE, to - at);
                System.arraycopy(x, at, in, 0, count);
                loop.loop(f, in, out, count);
                System.arraycopy(out, 0, y, at, count);
            }
        });
    }

    /** A run; see {@link BinaryLoop}. */
    static void apply(
            BinaryElementwise f,
            LoopPerGate.Binary loop,
            double[] a,
            int ao,
            int as,
            double[] b,
            int bo,
            int bs,
            double[] y,
            int yo,
            int n) {
        if (!areMany(n)) {
            loop.loop(f, a, ao, as, b, bo, bs, y, yo, n);
            return;
        }
        Parallel.split(
                n,
                PIECE,
                WORTH_A_THREAD,
                (from, to) -> loop.loop(f, a, ao + as * from, as, b, bo + bs * from, bs, y, yo + from, to - from));
    }
}
