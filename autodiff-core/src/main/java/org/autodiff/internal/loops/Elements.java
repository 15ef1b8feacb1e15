package org.autodiff.internal.loops;

import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.kernel.Parallel;
import org.autodiff.ndarray.NdArray;

/** Deals the elements of large arrays to threads: an elementwise function does not see where in an array it is. */
public final class Elements {
    /** What one thread should have at least: 20 us of work for a cheap function. */
    public static final int WORTH_A_THREAD = 32 * 1024;

    /** A gate's loop over one array begins at its start, so other parts of it are copied, a piece at a time. */
    private static final int PIECE = 1024;

    /** Of so few elements a call each costs less than looking up a loop. */
    private static final int FEW = 16;

    private Elements() {}

    /** Whether it pays to deal so many to threads. */
    public static boolean areMany(int n) {
        return n >= 2 * WORTH_A_THREAD;
    }

    /** The function of all pairs, in the shape that both broadcast to. */
    public static void apply(BinaryElementwise f, NdArray a, NdArray b, NdArray y) {
        BinaryLoop loop = f instanceof BinaryLoop own
                ? own
                : (da, ao, as, db, bo, bs, dy, yo, n) -> loop(f, da, ao, as, db, bo, bs, dy, yo, n);
        Broadcast.apply(loop, a, b, y);
    }

    /** {@code y[i] = f(x[i])} for {@code 0 <= i < n}. */
    public static void apply(UnaryElementwise f, double[] x, double[] y, int n) {
        if (!areMany(n)) {
            run(f, x, y, n);
            return;
        }
        Parallel.split(n, PIECE, WORTH_A_THREAD, (from, to) -> {
            if (from == 0) {
                run(f, x, y, to);
                return;
            }
            double[] in = new double[PIECE];
            double[] out = new double[PIECE];
            for (int at = from; at < to; at += PIECE) {
                int count = Math.min(PIECE, to - at);
                System.arraycopy(x, at, in, 0, count);
                run(f, in, out, count);
                System.arraycopy(out, 0, y, at, count);
            }
        });
    }

    private static void run(UnaryElementwise f, double[] x, double[] y, int n) {
        if (f instanceof UnaryLoop own) {
            own.loop(x, y, n);
        } else {
            loop(f, x, y, n);
        }
    }

    /** The loop of a gate that has none of its own. */
    public static void loop(UnaryElementwise f, double[] x, double[] y, int n) {
        if (n < FEW) {
            for (int i = 0; i < n; i++) {
                y[i] = f.apply(x[i]);
            }
        } else {
            LoopPerGate.of(f).loop(f, x, y, n);
        }
    }

    /** A run of a gate: by its own loop, or by the one that its class gets. */
    public static void loop(
            BinaryElementwise f, double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        if (f instanceof BinaryLoop own) {
            own.loop(a, ao, as, b, bo, bs, y, yo, n);
        } else if (n < FEW) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = f.apply(a[ao + as * i], b[bo + bs * i]);
            }
        } else {
            LoopPerGate.of(f).loop(f, a, ao, as, b, bo, bs, y, yo, n);
        }
    }

    /** A run; see {@link BinaryLoop}. */
    static void apply(BinaryLoop f, double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        if (!areMany(n)) {
            f.loop(a, ao, as, b, bo, bs, y, yo, n);
            return;
        }
        Parallel.split(
                n,
                PIECE,
                WORTH_A_THREAD,
                (from, to) -> f.loop(a, ao + as * from, as, b, bo + bs * from, bs, y, yo + from, to - from));
    }
}
