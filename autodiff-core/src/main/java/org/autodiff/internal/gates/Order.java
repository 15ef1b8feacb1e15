package org.autodiff.internal.gates;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.gate.Reads;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.Raw;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Positions by size. Values in order are then gathered at these positions, and their gradients scattered back. */
public final class Order {
    private Order() {}

    /**
     * The positions along an axis in ascending order of their elements, or descending; equal ones keep their order, NaN
     * counts as the largest.  Whole numbers: no gradient.
     */
    public record Argsort(int axis, boolean descending) implements UnaryGate {
        @Override
        public NdArray forward(NdArray x) {
            Shape s = x.shape();
            NdArray y = Raw.allocate(s);
            if (s.size() == 0) {
                return y;
            }
            int n = s.dim(axis);
            int inner = s.sizeOf(axis + 1, s.rank());
            double[] in = Raw.data(x);
            double[] out = Raw.data(y);
            long[] keys = new long[n];
            for (int row = 0; row < s.size() / n; row++) {
                int base = row / inner * n * inner + row % inner;
                for (int i = 0; i < n; i++) {
                    keys[i] = key(in[base + i * inner]);
                }
                sort(keys, out, base, inner);
            }
            return y;
        }

        /** A whole number that is ordered as the elements are to be: the bits of a double nearly are. */
        private long key(double x) {
            long bits = Double.doubleToLongBits(x + 0.0); // one zero, one NaN, above infinity
            long ascending = bits ^ ((bits >> 63) & Long.MAX_VALUE); // of negative numbers the larger is the smaller
            return descending ? ~ascending : ascending;
        }

        /** Where a key stands among all sorted is where its first position goes; the next equal one comes after it. */
        private static void sort(long[] keys, double[] out, int base, int stride) {
            long[] sorted = keys.clone();
            Arrays.sort(sorted);
            int[] equal = new int[keys.length];
            for (int i = 0; i < keys.length; i++) {
                int first = lowerBound(sorted, keys[i]);
                out[base + (first + equal[first]++) * stride] = i;
            }
        }

        private static int lowerBound(long[] sorted, long key) {
            int low = 0;
            int high = sorted.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sorted[middle] < key) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return null;
        }

        @Override
        public boolean differentiable(int input) {
            return false;
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }
    }
}
