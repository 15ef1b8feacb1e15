package org.autodiff.nn.graph;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;

/**
 * A division of rows into segments: which segment each row belongs to, such as the node at which each edge ends. The
 * rows of a segment need not be adjacent. All operations go over axis 0 and keep further axes.
 */
public final class Segments {
    private final Index ids;
    private final int count;

    /** How many rows each segment has. */
    private final int[] sizes;

    private Segments(Index ids, int count) {
        Objects.requireNonNull(ids, "segments: ids are null");
        if (ids.shape().rank() != 1) {
            throw new IllegalArgumentException("segments: expected a vector of ids, got shape " + ids.shape());
        }
        if (count < 0) {
            throw new IllegalArgumentException("segments: the count must not be negative, got " + count);
        }
        this.ids = ids;
        this.count = count;
        sizes = new int[count];
        int[] all = ids.toArray();
        for (int i = 0; i < all.length; i++) {
            if (all[i] < 0 || all[i] >= count) {
                throw new IndexOutOfBoundsException(
                        "segments: id " + all[i] + " of row " + i + " is not in [0, " + count + ")");
            }
            sizes[all[i]]++;
        }
    }

    /**
     * Segments 0 to {@code count - 1}, some of which may be empty.
     *
     * @param ids the segment of each row
     * @throws IndexOutOfBoundsException if an id is not in {@code [0, count)}
     * @throws IllegalArgumentException if the ids are not a vector
     */
    public static Segments of(Index ids, int count) {
        return new Segments(ids, count);
    }

    /** The segment of each row. */
    public Index ids() {
        return ids;
    }

    /** The number of segments. */
    public int count() {
        return count;
    }

    /** How many rows each segment has: a constant of shape {@code (count)}. */
    public Tensor sizes() {
        return Tensor.of(Shape.of(count), Arrays.stream(sizes).asDoubleStream().toArray());
    }

    /**
     * The sum of each segment's rows; 0 for an empty one.
     *
     * @param values of shape {@code (rows, ...)}
     * @return of shape {@code (count, ...)}
     * @throws IllegalArgumentException if there are not as many rows as ids
     */
    public Tensor sum(Tensor values) {
        Shape shape = check("sum", values);
        return Tensor.zeros(shape.with(0, count)).indexAdd(0, ids, values);
    }

    /** The mean of each segment's rows; 0 for an empty one. See {@link #sum} for the shapes. */
    public Tensor mean(Tensor values) {
        return sum(values).div(column(sizes().clampMin(1), values.rank()));
    }

    /**
     * The largest of each segment's rows, element by element: exactly one of the numbers. 0 for an empty segment, NaN
     * if one of the numbers is. Equal largest numbers share the gradient equally. See {@link #sum} for the shapes.
     */
    public Tensor max(Tensor values) {
        Tensor largest = constantMax(values);
        Tensor chosen = values.equalTo(spread(largest));
        Tensor share = chosen.div(spread(sum(chosen))).neg(); // 0 / 0 where the largest is NaN
        // Summing the shares of equal numbers would round. So what is summed is their excess over the largest, which is
        // exactly 0 and has the same gradient. (0 is negated, as -0 - 0 is -0.) An infinite largest is not subtracted,
        // as infinity - infinity is NaN.
        Tensor base = Tensor.where(largest.isFinite(), largest, Tensor.of(0));
        return base.sub(sum(share.chain(values.sub(spread(base)))));
    }

    /**
     * {@code e^x / sum e^x} of each segment's rows, element by element, without overflow: positive, and the sum of a
     * segment is 1. As in {@link Tensor#softmax}, infinite scores share the weight equally, and no gradient flows in
     * their segment, as no finite change of the scores changes it. Scores of minus infinity get 0, even if a segment
     * has no others (there {@code softmax} is NaN): then nothing arrives at that node.
     *
     * @param scores of shape {@code (rows, ...)}
     * @return of the same shape
     * @throws IllegalArgumentException if there are not as many rows as ids
     */
    public Tensor softmax(Tensor scores) {
        Tensor largest = constantMax(scores);
        Tensor beyond = spread(largest.equalTo(Double.POSITIVE_INFINITY));
        Tensor shift = Tensor.where(largest.isInfinite(), Tensor.of(0), largest);
        Tensor share = Tensor.where(
                scores.equalTo(Double.POSITIVE_INFINITY), Tensor.of(0), Tensor.of(Double.NEGATIVE_INFINITY));
        Tensor shifted = Tensor.where(beyond, share, scores.sub(spread(shift)));
        Tensor powers = shifted.exp();
        Tensor sums = sum(powers);
        return powers.div(spread(sums.add(sums.equalTo(0))));
    }

    /**
     * For each row, the row of its segment: the reverse of {@link #sum}.
     *
     * @param perSegment of shape {@code (count, ...)}
     * @return of shape {@code (rows, ...)}
     * @throws IllegalArgumentException if there are not {@code count} rows
     */
    public Tensor spread(Tensor perSegment) {
        Objects.requireNonNull(perSegment, "segments: spread of null");
        Shape shape = perSegment.shape();
        if (shape.isScalar() || shape.dim(0) != count) {
            throw new IllegalArgumentException("segments: spread expects " + count + " rows, got shape " + shape);
        }
        return perSegment.gatherRows(ids);
    }

    /**
     * The largest rows as a constant; 0 for an empty segment. Found by a knock-out tournament: in each round the rows
     * of a segment meet in pairs, and the larger ones go on, so that the number of rounds is the logarithm of the
     * longest segment.
     */
    private Tensor constantMax(Tensor values) {
        Shape shape = check("max", values);
        int[] segment = ids.toArray();
        int[] order = sorted(segment);
        Tensor rows = values.detach().gatherRows(Index.of(order));
        int[] left = sizes.clone();
        while (Arrays.stream(left).anyMatch(n -> n > 1)) {
            rows = round(rows, left);
        }
        // the winners, in the order of their segments; an empty segment takes the row of zeros behind them
        int[] winner = new int[count];
        int winners = rows.shape().dim(0);
        int next = 0;
        for (int i = 0; i < count; i++) {
            winner[i] = sizes[i] == 0 ? winners : next++;
        }
        Tensor zero = Tensor.zeros(shape.with(0, 1));
        return Tensor.concat(0, rows, zero).gatherRows(Index.of(winner));
    }

    /**
     * One round among rows that are sorted by segment, {@code left[i]} of segment i; a row without an opponent meets
     * itself.
     */
    private static Tensor round(Tensor rows, int[] left) {
        int pairs = Arrays.stream(left).map(n -> (n + 1) / 2).sum();
        int[] a = new int[pairs];
        int[] b = new int[pairs];
        int row = 0;
        int pair = 0;
        for (int i = 0; i < left.length; i++) {
            int end = row + left[i];
            for (; row < end; row += 2, pair++) {
                a[pair] = row;
                b[pair] = Math.min(row + 1, end - 1);
            }
            row = end;
            left[i] = (left[i] + 1) / 2;
        }
        return rows.gatherRows(Index.of(a)).maximum(rows.gatherRows(Index.of(b)));
    }

    /** The rows sorted by segment: a counting sort. */
    private int[] sorted(int[] segment) {
        int[] next = new int[count + 1];
        for (int i = 0; i < count; i++) {
            next[i + 1] = next[i] + sizes[i];
        }
        int[] order = new int[segment.length];
        for (int row = 0; row < segment.length; row++) {
            order[next[segment[row]]++] = row;
        }
        return order;
    }

    /** A vector as a column that broadcasts against rows of a rank. */
    static Tensor column(Tensor vector, int rank) {
        int[] dims =
                IntStream.range(0, rank).map(i -> i == 0 ? vector.size() : 1).toArray();
        return vector.reshape(Shape.of(dims));
    }

    private Shape check(String operation, Tensor values) {
        Objects.requireNonNull(values, () -> "segments: " + operation + " of null");
        Shape shape = values.shape();
        if (shape.isScalar() || shape.dim(0) != ids.size()) {
            throw new IllegalArgumentException(
                    "segments: " + operation + " expects " + ids.size() + " rows, got shape " + shape);
        }
        return shape;
    }

    @Override
    public String toString() {
        return "Segments(" + ids.size() + " rows in " + count + ")";
    }
}
