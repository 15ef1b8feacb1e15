package org.autodiff.internal.loops;

import org.autodiff.gate.Gate;
import org.autodiff.internal.Raw;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Applies a function of two numbers to the elements of two arrays that broadcast against each other. */
public final class Broadcast {
    private Broadcast() {}

    /** A kernel of two inputs on one run; see {@link org.autodiff.gate.BinaryElementwise#forward}. */
    @FunctionalInterface
    public interface Kernel {
        void apply(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);
    }

    /**
     * The function of all pairs.
     *
     * @throws IllegalArgumentException if the shapes do not broadcast; the message names the gate
     */
    public static NdArray apply(Gate gate, Kernel f, NdArray a, NdArray b) {
        Shape sa = a.shape();
        Shape sb = b.shape();
        double[] da = Raw.data(a);
        double[] db = Raw.data(b);
        if (sa.equals(sb)) {
            NdArray y = Raw.allocate(sa);
            Elements.apply(f, da, 0, 1, db, 0, 1, Raw.data(y), 0, y.size());
            return y;
        }
        if (sb.isScalar() || sa.isScalar()) {
            NdArray y = Raw.allocate(sb.isScalar() ? sa : sb);
            Elements.apply(f, da, 0, sa.isScalar() ? 0 : 1, db, 0, sb.isScalar() ? 0 : 1, Raw.data(y), 0, y.size());
            return y;
        }
        NdArray y = Raw.allocate(Shape.broadcast(gate.name(), sa, sb));
        if (y.size() > 0) {
            double[] dy = Raw.data(y);
            BroadcastRuns runs = new BroadcastRuns(y.shape(), sa, sb);
            do {
                Elements.apply(
                        f,
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
        return y;
    }
}
