package org.autodiff.internal.loops;

import org.autodiff.gate.BinaryGate;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Applies a function of two or three numbers to the elements of arrays that broadcast against each other. */
public final class Broadcast {
    private Broadcast() {}

    /** The function of all pairs, in the shape that both broadcast to. */
    public static void apply(LoopPerGate.Binary loop, BinaryGate f, NdArray a, NdArray b, NdArray y) {
        Shape sa = a.shape();
        Shape sb = b.shape();
        double[] da = ArrayAccess.data(a);
        double[] db = ArrayAccess.data(b);
        double[] dy = ArrayAccess.data(y);
        if (sa.equals(sb)) {
            Elements.apply(loop, f, da, 0, 1, db, 0, 1, dy, 0, y.size());
            return;
        }
        if (sb.isScalar() || sa.isScalar()) {
            Elements.apply(loop, f, da, 0, sa.isScalar() ? 0 : 1, db, 0, sb.isScalar() ? 0 : 1, dy, 0, y.size());
            return;
        }
        if (RepeatedTail.is(sa, sb)) {
            RepeatedTail.apply((i, at, n) -> loop.loop(f, da, i, 1, at, 0, 1, dy, i, n), db, sb.size(), y.size());
        } else if (RepeatedTail.is(sb, sa)) {
            RepeatedTail.apply((i, at, n) -> loop.loop(f, at, 0, 1, db, i, 1, dy, i, n), da, sa.size(), y.size());
        } else if (y.size() > 0) {
            inRuns(loop, f, da, db, dy, new BroadcastRuns(y.shape(), sa, sb), y.size());
        }
    }

    private static void inRuns(
            LoopPerGate.Binary loop, BinaryGate f, double[] a, double[] b, double[] y, BroadcastRuns runs, int size) {
        if (ShortRuns.are(runs, size)) {
            ShortRuns.Function block =
                    (d, at, s, out, n) -> loop.loop(f, d[0], at[0], s[0], d[1], at[1], s[1], y, out, n);
            ShortRuns.apply(block, runs, a, b);
            return;
        }
        int n = runs.length();
        do {
            Elements.apply(
                    loop, f, a, runs.offset(0), runs.stride(0), b, runs.offset(1), runs.stride(1), y, runs.out(), n);
        } while (runs.next());
    }

    /** The function of all triples, in the shape that all three broadcast to. */
    public static void apply(TernaryLoop f, NdArray a, NdArray b, NdArray c, NdArray y) {
        if (y.size() > 0) {
            BroadcastRuns runs = new BroadcastRuns(y.shape(), a.shape(), b.shape(), c.shape());
            inRuns(
                    f,
                    ArrayAccess.data(a),
                    ArrayAccess.data(b),
                    ArrayAccess.data(c),
                    ArrayAccess.data(y),
                    runs,
                    y.size());
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
            Strided.read(ArrayAccess.data(x), 0, runs.strides(0), ArrayAccess.data(y), runs.dims());
        }
    }
}
