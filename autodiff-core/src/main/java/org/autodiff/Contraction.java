package org.autodiff;

import static org.autodiff.Labelled.common;
import static org.autodiff.Labelled.without;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.internal.gates.Matmul;
import org.autodiff.ndarray.Shape;

/**
 * The product of two tensors with named axes, summed over those that both have and the result has not: one matrix product
 * {@code (batch, m, k) x (batch, k, n)}, of which either side may lie transposed in memory. Where nothing is summed, it is
 * a product element by element.
 *
 * <p>One sum can be laid out in several ways, and many of them must copy something to bring its axes into order. The
 * fields are one such way.
 *
 * @param left the one with the rows
 * @param right the one with the columns
 * @param batch the axes of the batch: all that both have and the result has, and perhaps more of one of them, along which
 *     the other is broadcast
 * @param summed the axes of k
 */
record Contraction(Labelled left, Labelled right, String batch, String summed) {

    /**
     * The product.
     *
     * @param kept the axes of the result: all that only one has, and some that both have
     * @param inOrder whether the result needs them in that order
     */
    static Labelled product(Labelled a, Labelled b, String kept, boolean inOrder) {
        if (without(common(a.axes(), b.axes()), kept).isEmpty()) {
            String order = inOrder ? kept : a.axes() + without(b.axes(), a.axes());
            return new Labelled(a.alignedTo(order).mul(b.alignedTo(order)), order);
        }
        Contraction best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Contraction c : ways(a, b, kept)) {
            double cost = c.moved(inOrder ? kept : c.axes());
            if (cost < least) {
                best = c;
                least = cost;
            }
            if (cost == 0) {
                break;
            }
        }
        Labelled y = best.apply();
        return inOrder ? y.inOrder(kept) : y;
    }

    /** Of equally good ones the first is taken. */
    private static List<Contraction> ways(Labelled a, Labelled b, String kept) {
        List<Contraction> ways = new ArrayList<>();
        String shared = common(common(a.axes(), b.axes()), kept);
        for (Labelled left : List.of(a, b)) {
            Labelled right = left == a ? b : a;
            List<String> summed = Stream.of(left, right)
                    .map(x -> without(common(x.axes(), (x == a ? b : a).axes()), kept))
                    .distinct()
                    .toList();
            Stream.of(
                            common(left.axes(), shared),
                            common(right.axes(), shared),
                            front(left, summed.get(0)),
                            front(right, summed.get(0)))
                    .distinct()
                    .filter(batch -> without(shared, batch).isEmpty())
                    .forEach(batch -> summed.forEach(k -> ways.add(new Contraction(left, right, batch, k))));
        }
        return ways;
    }

    /** The axes before the first one that is summed: as a batch they can stay where they are. */
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
     * How many numbers are moved besides, forward and backward: by copies in another order, and by the sum over the batch of
     * the gradient of the side that is broadcast.
     */
    private double moved(String order) {
        double leftSize = left.x().size();
        double rightSize = right.x().size();
        double copies = (left.axes().equals(leftOrder()) ? 0 : leftSize)
                + (right.axes().equals(rightOrder()) ? 0 : rightSize)
                + (order.equals(axes()) ? 0 : left.sizeOf(axes()) * (double) right.sizeOf(without(axes(), left.axes())));
        double broadcast = leftSize * right.sizeOf(without(batch, left.axes()))
                - leftSize
                + rightSize * left.sizeOf(without(batch, right.axes()))
                - rightSize;
        return 2 * copies + broadcast;
    }

    private Labelled apply() {
        Tensor a = left.inOrder(leftOrder()).x();
        Tensor b = right.inOrder(rightOrder()).x();
        int m = left.sizeOf(rows());
        int k = left.sizeOf(summed);
        int n = right.sizeOf(columns());
        Tensor y = new Matmul(leftTransposed(), rightTransposed())
                .on(
                        a.reshape(left.shape(batch).concat(leftTransposed() ? Shape.of(k, m) : Shape.of(m, k))),
                        b.reshape(right.shape(batch).concat(rightTransposed() ? Shape.of(n, k) : Shape.of(k, n))));
        int[] dims = axes().chars()
                .map(c -> (left.axes().indexOf(c) >= 0 ? left : right).dim((char) c))
                .toArray();
        return new Labelled(y.reshape(Shape.of(dims)), axes());
    }
}
