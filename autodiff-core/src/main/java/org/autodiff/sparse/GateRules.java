package org.autodiff.sparse;

import java.util.Arrays;
import org.autodiff.gate.AlongAxes;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.Shape;

/**
 * How the elements of a gate's outputs depend on those of its inputs: a rule for each kind of gate, and where there is
 * none, everything on everything. An input that has no derivative, an index or a mask, counts for nothing.
 */
final class GateRules {
    private final ElementSets sets;
    private final MoveRule moves;
    private final ProductRule products;

    GateRules(ElementSets sets, SparsityPattern.Zeros zeros) {
        this.sets = sets;
        moves = new MoveRule(sets);
        products = new ProductRule(sets, zeros);
    }

    /** The sets of each output; null where nothing depends on anything. */
    int[][] apply(Gate gate, Traced[] inputs, Shape[] outputs) {
        Traced[] in = new Traced[inputs.length]; // those that count; null for the others
        boolean any = false;
        for (int i = 0; i < in.length; i++) {
            in[i] = gate.differentiable(i) && inputs[i].sets() != null ? inputs[i] : null;
            any |= in[i] != null;
        }
        if (!any) {
            return new int[outputs.length][];
        }
        int[][] found = switch (gate.structure()) {
            case ELEMENTWISE -> elementwise(in, outputs);
            case MOVE -> moves.apply(gate, inputs, in, outputs);
            case REDUCE -> gate instanceof AlongAxes ? null : moves.apply(gate, inputs, in, outputs);
            case CONTRACT -> products.apply(gate, inputs, in, outputs);
            case OPAQUE -> null;
        };
        if (found == null && gate instanceof AlongAxes along) {
            found = alongAxes(axis -> along.axes().contains(axis), in, outputs);
        }
        if (found == null) {
            found = byLeadingAxes(gate, inputs, in, outputs);
        }
        return found;
    }

    private int[][] elementwise(Traced[] in, Shape[] outputs) {
        int[][] all = new int[outputs.length][];
        for (int k = 0; k < all.length; k++) {
            for (Traced t : in) {
                if (t != null) {
                    int[] own = Places.take(t.sets(), Places.broadcast(t.shape(), outputs[k]));
                    all[k] = union(all[k], own);
                }
            }
        }
        return all;
    }

    /** The unions element by element; an array that it is given is not changed. */
    private int[] union(int[] a, int[] b) {
        return union(sets, a, b);
    }

    static int[] union(ElementSets sets, int[] a, int[] b) {
        if (a == null || b == null || a == b) {
            return a == null ? b : a;
        }
        int[] both = new int[a.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = sets.union(a[i], b[i]);
        }
        return both;
    }

    // ---- place by place

    /**
     * What a gate that works along axes does: each element may depend on all that are at its place along the other
     * axes. Null if the shapes do not say which places those are.
     */
    int[][] alongAxes(java.util.function.IntPredicate axes, Traced[] in, Shape[] outputs) {
        return alongAxes(sets, axes, in, outputs);
    }

    static int[][] alongAxes(ElementSets sets, java.util.function.IntPredicate axes, Traced[] in, Shape[] outputs) {
        Shape places = Places.collapsed(outputs[0], axes);
        boolean fit =
                Arrays.stream(outputs).allMatch(s -> Places.collapsed(s, axes).equals(places))
                        && Arrays.stream(in)
                                .allMatch(t -> t == null
                                        || Places.collapsed(t.shape(), axes).equals(places));
        if (!fit) {
            return null;
        }
        int[] found = null;
        for (Traced t : in) {
            if (t != null) {
                found = union(
                        sets, found, Places.unions(sets, t.sets(), Places.broadcast(places, t.shape()), places.size()));
            }
        }
        int[][] all = new int[outputs.length][];
        for (int k = 0; k < all.length; k++) {
            all[k] = Places.take(found, Places.broadcast(places, outputs[k]));
        }
        return all;
    }

    /**
     * Of a gate that does the same for each place along leading axes, each output depends on what is at its own place;
     * without such axes on everything.
     */
    private int[][] byLeadingAxes(Gate gate, Traced[] inputs, Traced[] in, Shape[] outputs) {
        Shape batch = leadingAxes(gate, inputs, outputs);
        int[] found = null;
        for (Traced t : in) {
            if (t != null) {
                int[] places = Places.leading(batch, t.shape());
                found = union(found, Places.unions(sets, t.sets(), places, batch.size()));
            }
        }
        int[][] all = new int[outputs.length][];
        for (int k = 0; k < all.length; k++) {
            all[k] = Places.take(found, Places.leading(batch, outputs[k]));
        }
        return all;
    }

    /** The axes behind which a gate is the same gate: it takes inputs without them, and gives outputs without them. */
    private static Shape leadingAxes(Gate gate, Traced[] inputs, Shape[] outputs) {
        Shape[] in = Arrays.stream(inputs).map(Traced::shape).toArray(Shape[]::new);
        Shape[] out = outputs;
        Shape batch = Shape.scalar();
        while (in[0].rank() > 0) {
            Shape first = Shape.of(in[0].dim(0));
            if (!begins(first, in) || !begins(first, out) || !gate.equals(gate.behind(first))) {
                break;
            }
            Shape[] rest = Arrays.stream(in).map(s -> s.dropFirst(1)).toArray(Shape[]::new);
            Shape[] given;
            try {
                given = gate.shapes(rest);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                break; // it needs this axis itself
            }
            Shape[] expected = Arrays.stream(out).map(s -> s.dropFirst(1)).toArray(Shape[]::new);
            if (!Arrays.equals(given, expected)) {
                break;
            }
            in = rest;
            out = given;
            batch = batch.concat(first);
        }
        return batch;
    }

    private static boolean begins(Shape first, Shape[] shapes) {
        return Arrays.stream(shapes).allMatch(s -> s.rank() > 0 && s.dim(0) == first.dim(0));
    }
}
