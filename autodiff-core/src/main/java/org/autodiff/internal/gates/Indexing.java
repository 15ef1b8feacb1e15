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

        /** Which row each index means; negative ones count from the end. */
        default int[] rows(NdArray index, Shape shape) {
            int rows = shape.dim(0);
            double[] values = Raw.data(index);
            int[] at = new int[index.size()];
            for (int i = 0; i < at.length; i++) {
                int row = (int) values[i];
                if (row < -rows || row >= rows) {
                    throw new IndexOutOfBoundsException(
                            name() + ": index " + row + " at position " + i + " is outside axis 0 of shape " + shape
                                    + ": must be in [" + -rows + ", " + (rows - 1) + "]");
                }
                at[i] = row < 0 ? row + rows : row;
            }
            return at;
        }
    }

    /** The rows (along axis 0) that the indices name, in the shape of the indices; a row may be named often. */
    public record GatherRows() implements RowMove {
        @Override
        public NdArray forward(NdArray x, NdArray index) {
            if (x.rank() == 0) {
                throw new IllegalArgumentException("gatherRows: a scalar has no rows");
            }
            Shape row = x.shape().dropFirst(1);
            int[] rows = rows(index, x.shape());
            NdArray y = Raw.allocate(index.shape().concat(row));
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            int length = row.size();
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(from, rows[i] * length, to, i * length, length);
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
            Shape row = target.dropFirst(1);
            Shape expected = index.shape().concat(row);
            if (!x.shape().equals(expected)) {
                throw new IllegalArgumentException("scatterRows: rows of shape " + x.shape() + " for indices of shape "
                        + index.shape() + " into " + target + ": must be " + expected);
            }
            int[] rows = rows(index, target);
            NdArray y = NdArray.zeros(target);
            double[] from = Raw.data(x);
            double[] to = Raw.data(y);
            int length = row.size();
            for (int i = 0; i < rows.length; i++) {
                if (length == 1) {
                    to[rows[i]] += from[i];
                } else {
                    K.add(to, rows[i] * length, 1, from, i * length, 1, to, rows[i] * length, length);
                }
            }
            return y;
        }

        @Override
        public Tensor backwardA(Tensor x, Tensor index, Tensor y, Tensor upstream) {
            return new GatherRows().on(upstream, index);
        }
    }
}
