package org.autodiff.internal.einsum;

import static org.autodiff.internal.einsum.Labelled.common;
import static org.autodiff.internal.einsum.Labelled.without;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.internal.gates.linalg.Matmul;
import org.autodiff.ndarray.Shape;

/**
 * The product of two tensors with named axes, summed over those that both have and the result has not: one matrix
 * product {@code (batch, m, k) x (batch, k, n)}, of which either side may lie transposed in memory.
 *
 * <p>One sum can be laid out in several ways, and many of them must copy something to bring its axes into order. The
 * fields are one such way.
 *
 * @param left the one with the rows
 * @param right the one with the columns
 * @param batch the axes of the batch: all that both have and the result has, and perhaps more of one of them, along
 *     which the other is broadcast
 * @param summed the axes of k
 */
public record Contraction(Labelled left, Labelled right, String batch, String summed) {

    /**
     * The product.
     *
     * @param kept the axes of the result: all that only one has, and some that both have
     * @param inOrder whether the result needs them in that order
     */
    public static Labelled product(Labelled a, Labelled b, String kept, boolean inOrder) {
        String both = common(a.axes(), b.axes());
        String all = a.axes() + without(b.axes(), both);
        String shared = common(both, kept);
        String summed = without(both, kept);
        Labelled y;
        if (summed.isEmpty()) {
            y = elementwise(a, b, inOrder ? kept : all);
        } else if (a.extent(shared) > 1 && a.extent(all) * b.extent(without(all, a.axes())) == a.extent(both)) {
            // A batch of rows times columns: each is too little for a matrix product.
            y = elementwise(a, b, all).sumTo(kept);
        } else {
            y = best(a, b, shared, summed, inOrder ? kept : null).apply();
        }
        return inOrder ? y.inOrder(kept) : y;
    }

    private static Labelled elementwise(Labelled a, Labelled b, String order) {
        return new Labelled(a.alignedTo(order).mul(b.alignedTo(order)), order);
    }

    /** The way that moves least, the first of several such. */
    private static Contraction best(Labelled a, Labelled b, String shared, String summed, String order) {
        Contraction best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Labelled left : List.of(a, b)) {
            Labelled right = left == a ? b : a;
            for (String batch : batches(left, right, shared, summed)) {
                for (Labelled x : List.of(left, right)) {
                    Contraction way = new Contraction(left, right, batch, common(x.axes(), summed));
                    double moved = way.moved(order == null ? way.axes() : order);
                    if (moved == 0) {
                        return way;
                    }
                    if (moved < least) {
                        best = way;
                        least = moved;
                    }
                }
            }
        }
        return best;
    }

    /**
     * What can be a batch: what it must be, in either order; or all axes before the first one summed, where they are.
     */
    private static List<String> batches(Labelled left, Labelled right, String shared, String summed) {
        String l = common(left.axes(), shared);
        String r = common(right.axes(), shared);
        String frontOfLeft = front(left, summed);
        String frontOfRight = front(right, summed);
        return List.of(
                l,
                r,
                without(shared, frontOfLeft).isEmpty() ? frontOfLeft : l,
                without(shared, frontOfRight).isEmpty() ? frontOfRight : r);
    }

    private static String front(Labelled x, String summed) {
        int i = 0;
        while (summed.indexOf(x.axes().charAt(i)) < 0) {
            i++;
        }
        return x.axes().substring(0, i);
    }

    // ---- one way

    private String rows() {
        return without(without(left.axes(), batch), summed);
    }

    private String columns() {
        return without(without(right.axes(), batch), summed);
    }

    private String axes() {
        return batch + rows() + columns();
    }

    private boolean leftTransposed() {
        return !rows().isEmpty() && left.axes().equals(common(batch, left.axes()) + summed + rows());
    }

    private boolean rightTransposed() {
        return !columns().isEmpty() && right.axes().equals(common(batch, right.axes()) + columns() + summed);
    }

    private String leftOrder() {
        return leftTransposed() ? left.axes() : common(batch, left.axes()) + rows() + summed;
    }

    private String rightOrder() {
        return rightTransposed() ? right.axes() : common(batch, right.axes()) + summed + columns();
    }

    /**
     * How many numbers are moved besides, forward and backward: by copies in another order, and by the sum over the
     * batch of the gradient of a side that is broadcast.
     *
     * @param order of the axes that the result needs
     */
    private double moved(String order) {
        double l = left.x().size();
        double r = right.x().size();
        double y = left.extent(axes()) * right.extent(without(axes(), left.axes()));
        double copies = (left.axes().equals(leftOrder()) ? 0 : l)
                + (right.axes().equals(rightOrder()) ? 0 : r)
                + (axes().equals(order) ? 0 : y);
        double timesLeft = right.extent(without(batch, left.axes()));
        double timesRight = left.extent(without(batch, right.axes()));
        return 2 * copies + (timesLeft - 1) * l + (timesRight - 1) * r;
    }

    private Labelled apply() {
        int m = left.sizeOf(rows());
        int k = left.sizeOf(summed);
        int n = right.sizeOf(columns());
        Shape rows = left.shape(batch).concat(leftTransposed() ? Shape.of(k, m) : Shape.of(m, k));
        Shape columns = right.shape(batch).concat(rightTransposed() ? Shape.of(n, k) : Shape.of(k, n));
        Tensor y = new Matmul(leftTransposed(), rightTransposed())
                .on(
                        left.inOrder(leftOrder()).x().reshape(rows),
                        right.inOrder(rightOrder()).x().reshape(columns));
        Shape batched = y.shape().dropLast(2);
        return new Labelled(y.reshape(batched.concat(left.shape(rows())).concat(right.shape(columns()))), axes());
    }
}
