package org.autodiff.internal.gates;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Structure;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Gates that select by indices. The indices are the second input: whole numbers, without a gradient. */
public final class Indexing {
    private static final Kernels K = Kernels.active();

    private Indexing() {}

    /** Both gates move rows, keep the indices only, and are each other's backward. */
    private interface RowMove extends BinaryGate {
        @Override
        default Tensor backwardB(Tensor rows, Tensor index, Tensor y, Tensor upstream) {
            return null;
        }

        @Override
        default Reads readsForA() {
            return Reads.SECOND_INPUT;
        }

        @Override
        default Reads readsForB() {
            return Reads.NONE;
        }

        @Override
        default boolean differentiable(int input) {
            return input == 0;
        }

        @Override
        default Structure structure() {
            return Structure.MOVE;
        }

        /** The row that the {@code i}-th index means; negative ones count from the end. */
        default int row(double[] index, int i, int rows, Shape shape) {
            int row = (int) index[i];
            if (row < -rows || row >= rows) {
                throw new IndexOutOfBoundsException(name() + ": index " + row + " at position " + i
                        + " is outside axis 0 of shape " + shape + ": must be in [" + -rows + ", " + (rows - 1) + "]");
            }
            return row < 0 ? row + rows : row;
        }
    }

    /** The rows (along axis 0) that the indices name, in the shape of the indices; a row may be named often. */
    public record GatherRows() implements RowMove {
        @Override
        public NdArray forward(NdArray x, NdArray index) {
            if (x.rank() == 0) {
                throw new IllegalArgumentException("gatherRows: a scalar has no rows");
            }
            int rows = x.shape().dim(0);
            Shape row = x.shape().dropFirst(1);
            double[] at = Raw.data(index);
            for (int i = 0; i < index.size(); i++) {
                row(at, i, rows, x.shape());
            }
            NdArray y = Raw.allocate(index.shape().concat(row));
            for (int i = 0; i < index.size(); i++) {
                System.arraycopy(
                        Raw.data(x), row(at, i, rows, x.shape()) * row.size(), Raw.data(y), i * row.size(), row.size());
            }
            return y;
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor index, Tensor y, Tensor upstream) {
            return new ScatterRows(x.shape()).on(upstream, index);
        }
    }

    /** Zeros of a shape, to whose rows the given rows are added, each where its index says. */
    public record ScatterRows(Shape target) implements RowMove {
        @Override
        public NdArray forward(NdArray x, NdArray index) {
            int rows = target.dim(0);
            int length = target.dropFirst(1).size();
            Shape expected = index.shape().concat(target.dropFirst(1));
            if (!x.shape().equals(expected)) {
                throw new IllegalArgumentException("scatterRows: rows of shape " + x.shape() + " for indices of shape "
                        + index.shape() + " into " + target + ": must be " + expected);
            }
            NdArray y = NdArray.zeros(target);
            double[] out = Raw.data(y);
            for (int i = 0; i < index.size(); i++) {
                int to = row(Raw.data(index), i, rows, target) * length;
                K.add(out, to, 1, Raw.data(x), i * length, 1, out, to, length);
            }
            return y;
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor index, Tensor y, Tensor upstream) {
            return new GatherRows().on(upstream, index);
        }
    }
}
