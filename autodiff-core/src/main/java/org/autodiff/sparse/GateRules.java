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
            found = Places.alongAxes(sets, along.axes()::contains, in, outputs);
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
                    all[k] = sets.union(all[k], own);
                }
            }
        }
        return all;
    }

    // ---- place by place

    /**
     * Of a gate that does the same for each place along leading axes, each output depends on what is at its own place;
     * without such axes on everything.
     */
    private int[][] byLeadingAxes(Gate gate, Traced[] inputs, Traced[] in, Shape[] outputs) {
        Shape batch = leadingAxes(gate, inputs, outputs);
        int[] found = null;
        for (Traced t : in) {
            if (t != null) {
                Shape own = batch;
                if (gate.broadcasts()) { // then an input may have fewer of them, which serve all
                    int others = Math.min(t.shape().rank(), outputs[0].rank() - batch.rank());
                    own = t.shape().dropLast(others);
                }
                int[] unions = Places.unions(sets, t.sets(), Places.leading(own, t.shape()), own.size());
                found = sets.union(found, Places.take(unions, Places.broadcast(own, batch)));
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
        while (out[0].rank() > 0) {
            int size = out[0].dim(0);
            int rank = gate.broadcasts() ? out[0].rank() : -1;
            boolean begin = Arrays.stream(out).allMatch(s -> beginsWith(size, s))
                    && Arrays.stream(in)
                            .allMatch(s -> beginsWith(size, s) || s.rank() < rank || (rank >= 0 && beginsWith(1, s)));
            if (!begin || !gate.equals(gate.behind(Shape.of(size)))) {
                break;
            }
            Shape[] rest = Arrays.stream(in)
                    .map(s -> s.rank() < rank ? s : s.dropFirst(1))
                    .toArray(Shape[]::new);
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
            batch = batch.concat(Shape.of(size));
        }
        return batch;
    }

    private static boolean beginsWith(int size, Shape shape) {
        return shape.rank() > 0 && shape.dim(0) == size;
    }
}
