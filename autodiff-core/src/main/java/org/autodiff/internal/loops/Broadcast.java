package org.autodiff.internal.loops;

import org.autodiff.gate.BinaryElementwise;
import org.autodiff.internal.Raw;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Applies a function of two or three numbers to the elements of arrays that broadcast against each other. */
public final class Broadcast {
    private Broadcast() {}

    /** The function of all pairs, in the shape that both broadcast to. */
    public static void apply(BinaryElementwise f, NdArray a, NdArray b, NdArray y) {
        Shape sa = a.shape();
        Shape sb = b.shape();
        double[] da = Raw.data(a);
        double[] db = Raw.data(b);
        double[] dy = Raw.data(y);
        LoopPerGate.Binary loop = LoopPerGate.of(f);
        if (sa.equals(sb)) {
            Elements.apply(f, loop, da, 0, 1, db, 0, 1, dy, 0, y.size());
            return;
        }
        if (sb.isScalar() || sa.isScalar()) {
            Elements.apply(f, loop, da, 0, sa.isScalar() ? 0 : 1, db, 0, sb.isScalar() ? 0 : 1, dy, 0, y.size());
            return;
        }
        if (y.size() > 0) {
            inRuns(f, loop, da, db, dy, new BroadcastRuns(y.shape(), sa, sb), y.size());
        }
    }

    private static void inRuns(
            BinaryElementwise f,
            LoopPerGate.Binary loop,
            double[] a,
            double[] b,
            double[] y,
            BroadcastRuns runs,
            int size) {
        if (ShortRuns.are(runs, size)) {
            ShortRuns.Function block =
                    (d, at, s, out, n) -> loop.loop(f, d[0], at[0], s[0], d[1], at[1], s[1], y, out, n);
            ShortRuns.apply(block, runs, a, b);
            return;
        }
        int n = runs.length();
        do {
            Elements.apply(
                    f, loop, a, runs.offset(0), runs.stride(0), b, runs.offset(1), runs.stride(1), y, runs.out(), n);
        } while (runs.next());
    }

    /** The function of all triples, in the shape that all three broadcast to. */
    public static void apply(TernaryLoop f, NdArray a, NdArray b, NdArray c, NdArray y) {
        if (y.size() > 0) {
            BroadcastRuns runs = new BroadcastRuns(y.shape(), a.shape(), b.shape(), c.shape());
            inRuns(f, Raw.data(a), Raw.data(b), Raw.data(c), Raw.data(y), runs, y.size());
        }
    }

    private static void inRuns(
            TernaryLoop f, double[] a, double[] b, double[] c, double[] y, BroadcastRuns runs, int size) {
        if (ShortRuns.are(runs, size)) {
            ShortRuns.Function block =
                    (d, at, s, out, n) -> f.loop(d[0], at[0], s[0], d[1], at[1], s[1], d[2], at[2], s[2], y, out, n);
            ShortRuns.apply(block, runs, a, b, c);
            return;
        }
        do {
            f.loop(
                    a,
                    runs.offset(0),
                    runs.stride(0),
                    b,
                    runs.offset(1),
                    runs.stride(1),
                    c,
                    runs.offset(2),
                    runs.stride(2),
                    y,
                    runs.out(),
                    runs.length());
        } while (runs.next());
    }

    /** Writes {@code x} to {@code y}, repeated to its shape. */
    public static void repeat(NdArray x, NdArray y) {
        if (y.size() > 0) {
            BroadcastRuns runs = new BroadcastRuns(y.shape(), x.shape());
            Strided.read(Raw.data(x), 0, runs.strides(0), Raw.data(y), runs.dims());
        }
    }
}
