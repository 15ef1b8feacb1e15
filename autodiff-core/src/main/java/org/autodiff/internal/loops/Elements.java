package org.autodiff.internal.loops;

import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.kernel.Limits;
import org.autodiff.internal.kernel.Parallel;

/** Deals the elements of large arrays to threads: an elementwise function does not see where in an array it is. */
public final class Elements {
    private Elements() {}

    /** {@code y[i] = f(x[i])} for {@code 0 <= i < n}. */
    public static void apply(LoopPerGate.Unary loop, UnaryGate f, double[] x, double[] y, int n) {
        if (!Parallel.paysFor(n)) {
            loop.loop(f, x, y, n);
            return;
        }
        Parallel.splitElements(n, Limits.COPIED_PIECE, 1, (from, to) -> {
            if (from == 0) {
                loop.loop(f, x, y, to);
                return;
            }
            // A loop over one array begins at its start: so what lies elsewhere is copied, a piece at a time.
            double[] in = new double[Limits.COPIED_PIECE];
            double[] out = new double[Limits.COPIED_PIECE];
            for (int at = from; at < to; at += Limits.COPIED_PIECE) {
                int count = Math.min(Limits.COPIED_PIECE, to - at);
                System.arraycopy(x, at, in, 0, count);
                loop.loop(f, in, out, count);
                System.arraycopy(out, 0, y, at, count);
            }
        });
    }

    /** A run; see {@link BinaryLoop}. */
    static void apply(
            LoopPerGate.Binary loop,
            BinaryGate f,
            double[] a,
            int ao,
            int as,
            double[] b,
            int bo,
            int bs,
            double[] y,
            int yo,
            int n) {
        if (!Parallel.paysFor(n)) {
            loop.loop(f, a, ao, as, b, bo, bs, y, yo, n);
            return;
        }
        Parallel.splitElements(
                n,
                Limits.COPIED_PIECE,
                1,
                (from, to) -> loop.loop(f, a, ao + as * from, as, b, bo + bs * from, bs, y, yo + from, to - from));
    }
}
