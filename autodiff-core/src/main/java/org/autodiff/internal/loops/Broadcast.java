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
            BroadcastRuns runs = new BroadcastRuns(y.shape(), sa, sb);
            do {
                Elements.apply(
                        f,
                        loop,
                        da,
                        runs.offset(0),
                        runs.stride(0),
                        db,
                        runs.offset(1),
                        runs.stride(1),
                        dy,
                        runs.out(),
                        runs.length());
            } while (runs.next());
        }
    }

    /** The function of all triples, in the shape that all three broadcast to. */
    public static void apply(TernaryLoop f, NdArray a, NdArray b, NdArray c, NdArray y) {
        if (y.size() == 0) {
            return;
        }
        double[] da = Raw.data(a);
        double[] db = Raw.data(b);
        double[] dc = Raw.data(c);
        double[] dy = Raw.data(y);
        BroadcastRuns runs = new BroadcastRuns(y.shape(), a.shape(), b.shape(), c.shape());
        do {
            f.loop(
                    da,
                    runs.offset(0),
                    runs.stride(0),
                    db,
                    runs.offset(1),
                    runs.stride(1),
                    dc,
                    runs.offset(2),
                    runs.stride(2),
                    dy,
                    runs.out(),
                    runs.length());
        } while (runs.next());
    }
}
