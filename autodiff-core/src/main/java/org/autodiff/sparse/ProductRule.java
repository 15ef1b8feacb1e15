package org.autodiff.sparse;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.gates.linalg.Matmul;
import org.autodiff.ndarray.Shape;

/** Products of matrices: an element depends on a row of the one and a column of the other. */
final class ProductRule {
    private final ElementSets sets;
    private final SparsityPattern.Zeros zeros;
    private final ConvolutionRule convolutions;

    ProductRule(ElementSets sets, SparsityPattern.Zeros zeros) {
        this.sets = sets;
        this.zeros = zeros;
        convolutions = new ConvolutionRule(sets, zeros);
    }

    /** The sets of the output; null if it is another product. */
    int[][] apply(Gate gate, Traced[] inputs, Traced[] in, Shape[] outputs) {
        if (gate instanceof Matmul m) {
            return new int[][] {matmul(m, inputs, in, outputs[0])};
        }
        int[] found = convolutions.apply(gate, inputs, in, outputs[0]);
        return found == null ? null : new int[][] {found};
    }

    private int[] matmul(Matmul gate, Traced[] inputs, Traced[] in, Shape output) {
        int rows = output.dim(-2);
        int columns = output.dim(-1);
        int inner = inputs[0].shape().dim(gate.transposeA() ? -2 : -1);
        Shape batch = output.dropLast(2);
        // Where the elements of each row of the first factor are, and of each column of the second one.
        int[] a = Places.ints(lines(inputs[0].shape(), gate.transposeA(), batch));
        int[] b = Places.ints(lines(inputs[1].shape(), !gate.transposeB(), batch));
        int[] found = new int[output.size()];
        if (mayStayZero(inputs[0]) || mayStayZero(inputs[1])) {
            int moving = in[0] != null ? 0 : 1;
            double[] constant = inputs[1 - moving].value().toArray();
            int[] places = new int[inner];
            for (int o = 0; o < found.length; o++) {
                int fromA = o / columns * inner;
                int fromB = (o / (rows * columns) * columns + o % columns) * inner;
                int count = 0;
                for (int k = 0; k < inner; k++) {
                    int at = moving == 0 ? b[fromB + k] : a[fromA + k];
                    if (constant[at] != 0) {
                        places[count++] = moving == 0 ? a[fromA + k] : b[fromB + k];
                    }
                }
                found[o] = sets.unionOf(in[moving].sets(), places, 0, count);
            }
            return found;
        }
        int[] ofRows = lineSets(in[0], a, inner);
        int[] ofColumns = lineSets(in[1], b, inner);
        for (int o = 0; o < found.length; o++) {
            int row = ofRows == null ? ElementSets.EMPTY : ofRows[o / columns];
            int column =
                    ofColumns == null ? ElementSets.EMPTY : ofColumns[o / (rows * columns) * columns + o % columns];
            found[o] = sets.union(row, column);
        }
        return found;
    }

    private boolean mayStayZero(Traced factor) {
        return zeros == SparsityPattern.Zeros.STAY_ZERO && factor.constant();
    }

    /** The positions of a matrix, or of the transposed one, for each place of a batch. */
    private static Tensor lines(Shape shape, boolean transposed, Shape batch) {
        Tensor p = Places.positions(shape);
        Tensor lines = transposed ? p.transpose(-1, -2) : p;
        return lines.broadcastTo(batch.concat(lines.shape().dropFirst(lines.rank() - 2)));
    }

    private int[] lineSets(Traced factor, int[] places, int inner) {
        if (factor == null) {
            return null;
        }
        int[] all = new int[inner == 0 ? 0 : places.length / inner];
        for (int line = 0; line < all.length; line++) {
            all[line] = sets.unionOf(factor.sets(), places, line * inner, (line + 1) * inner);
        }
        return all;
    }
}
