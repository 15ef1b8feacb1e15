package org.autodiff.sparse;

import java.util.function.IntPredicate;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;

/** Which element of one array belongs to which of another one, as arrays of positions; null for each to its own. */
final class Places {
    private Places() {}

    /** Where each element of a shape comes from, if an array is broadcast to it. */
    static int[] broadcast(Shape from, Shape to) {
        if (from.equals(to)) {
            return null;
        }
        return from.size() == 1 ? new int[to.size()] : ints(positions(from).broadcastTo(to));
    }

    /** The place along leading axes of each element. */
    static int[] leading(Shape batch, Shape shape) {
        int[] places = new int[shape.size()];
        int size = Math.max(1, shape.sizeOf(batch.rank(), shape.rank()));
        for (int i = 0; i < places.length; i++) {
            places[i] = i / size;
        }
        return places;
    }

    /** A shape in which some axes have size 1. */
    static Shape collapsed(Shape shape, IntPredicate axes) {
        Shape s = shape;
        for (int axis = 0; axis < s.rank(); axis++) {
            s = axes.test(axis) ? s.with(axis, 1) : s;
        }
        return s;
    }

    /** The numbers of the elements of a shape. */
    static Tensor positions(Shape shape) {
        return Tensor.arange(shape.size()).reshape(shape);
    }

    static int[] ints(Tensor positions) {
        double[] numbers = positions.toArray();
        int[] ints = new int[numbers.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) numbers[i];
        }
        return ints;
    }

    /** The sets at some places. */
    static int[] take(int[] sets, int[] places) {
        if (places == null || sets == null) {
            return sets;
        }
        int[] taken = new int[places.length];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = sets[places[i]];
        }
        return taken;
    }

    /**
     * For each place the union of the sets that belong there.
     *
     * @param places of each set; negative for one that belongs nowhere, null for each to its own
     */
    static int[] unions(ElementSets sets, int[] of, int[] places, int count) {
        if (places == null) {
            return of;
        }
        int[] starts = new int[count + 1];
        for (int p : places) {
            if (p >= 0) {
                starts[p + 1]++;
            }
        }
        for (int p = 0; p < count; p++) {
            starts[p + 1] += starts[p];
        }
        int[] next = starts.clone();
        int[] members = new int[starts[count]];
        for (int i = 0; i < places.length; i++) {
            if (places[i] >= 0) {
                members[next[places[i]]++] = i;
            }
        }
        int[] unions = new int[count];
        for (int p = 0; p < count; p++) {
            unions[p] = sets.unionOf(of, members, starts[p], starts[p + 1]);
        }
        return unions;
    }

    /**
     * What a gate that works along axes does: each element may depend on all that are at its place along the other
     * axes. Null if the shapes do not say which places those are.
     */
    static int[][] alongAxes(ElementSets sets, IntPredicate axes, Traced[] in, Shape[] outputs) {
        Shape places = collapsed(outputs[0], axes);
        int[] found = null;
        for (Traced t : in) {
            if (t != null) {
                if (!collapsed(t.shape(), axes).equals(places)) {
                    return null;
                }
                found = sets.union(found, unions(sets, t.sets(), broadcast(places, t.shape()), places.size()));
            }
        }
        int[][] all = new int[outputs.length][];
        for (int k = 0; k < all.length; k++) {
            if (!collapsed(outputs[k], axes).equals(places)) {
                return null;
            }
            all[k] = take(found, broadcast(places, outputs[k]));
        }
        return all;
    }
}
