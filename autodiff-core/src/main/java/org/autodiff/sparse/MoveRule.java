package org.autodiff.sparse;

import java.util.Arrays;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.internal.gates.move.Indexing;
import org.autodiff.internal.loops.Relabel;
import org.autodiff.ndarray.Shape;

/**
 * Linear gates that copy elements, or add them up. Where each goes is asked of the gate itself: it is run on the
 * numbers of the elements, so what comes out says where it came from. A gate that adds is asked by its way back, which
 * then copies. Whether it really copies, a second run on random numbers shows.
 */
final class MoveRule {
    private final ElementSets sets;

    MoveRule(ElementSets sets) {
        this.sets = sets;
    }

    /** The sets of each output; null if the gate neither copies nor adds. */
    int[][] apply(Gate gate, Traced[] inputs, Traced[] in, Shape[] outputs) {
        if (gate instanceof Relabel) {
            return new int[][] {in[0].sets()};
        }
        for (int i = 0; i < inputs.length; i++) {
            if (!gate.differentiable(i) && inputs[i].varies()) {
                return byAnyIndex(gate, in, outputs);
            }
        }
        int[][] copied = copies(gate, inputs, in, outputs);
        return copied != null ? copied : sums(gate, inputs, in, outputs);
    }

    /** Another point has other indices: an element may come from anywhere along the axis that they count. */
    private int[][] byAnyIndex(Gate gate, Traced[] in, Shape[] outputs) {
        int axis = -1;
        if (gate instanceof Indexing.Gather g) {
            axis = g.axis();
        } else if (gate instanceof Indexing.GatherLast g) {
            axis = g.axis();
        } else if (gate instanceof Indexing.Scatter s) {
            axis = s.axis();
        } else if (gate instanceof Indexing.ScatterAdd s) {
            axis = s.axis();
        }
        int along = axis;
        return axis < 0 ? null : Places.alongAxes(sets, a -> a == along, in, outputs);
    }

    // ---- copies

    private int[][] copies(Gate gate, Traced[] inputs, Traced[] in, Shape[] outputs) {
        int[] first = new int[in.length + 1];
        for (int i = 0; i < in.length; i++) {
            first[i + 1] = first[i] + (in[i] == null ? 0 : in[i].shape().size());
        }
        Tensor[] numbers = new Tensor[in.length];
        Tensor[] random = new Tensor[in.length];
        for (int i = 0; i < in.length; i++) {
            if (in[i] != null) {
                numbers[i] = numbers(in[i].shape(), first[i]);
                random[i] = random(in[i].shape(), first[i]);
            } else {
                Traced t = inputs[i];
                numbers[i] = gate.differentiable(i) ? Tensor.zeros(t.shape()) : t.value();
                random[i] = numbers[i];
            }
        }
        Tensor[] came = Tensor.applyAll(gate, numbers);
        Tensor[] check = Tensor.applyAll(gate, random);
        int[][] all = new int[outputs.length][];
        for (int k = 0; k < all.length; k++) {
            int[] from = origins(came[k], check[k], first[in.length]);
            if (from == null) {
                return null;
            }
            all[k] = new int[from.length];
            for (int o = 0; o < from.length; o++) {
                int i = 0;
                while (from[o] >= first[i + 1]) {
                    i++;
                }
                all[k][o] = from[o] < 0 ? ElementSets.EMPTY : in[i].sets()[from[o] - first[i]];
            }
        }
        return all;
    }

    /** Which element each output is; -1 for zero; null as a whole if some output is something else. */
    private static int[] origins(Tensor came, Tensor check, int count) {
        double[] numbers = came.toArray();
        double[] random = check.toArray();
        int[] from = new int[numbers.length];
        for (int o = 0; o < from.length; o++) {
            double number = Math.abs(numbers[o]); // it may change the sign, too
            if (!(number <= count) || number != Math.rint(number)) {
                return null;
            }
            from[o] = (int) number - 1;
            if (Math.abs(random[o]) != (from[o] < 0 ? 0 : random(from[o]))) {
                return null;
            }
        }
        return from;
    }

    private static Tensor numbers(Shape shape, int before) {
        double[] numbers = new double[shape.size()];
        Arrays.setAll(numbers, i -> before + i + 1);
        return Tensor.of(shape, numbers);
    }

    private static Tensor random(Shape shape, int before) {
        double[] numbers = new double[shape.size()];
        Arrays.setAll(numbers, i -> random(before + i));
        return Tensor.of(shape, numbers);
    }

    /** A number in (0, 1) for each place (the finisher of SplitMix64): sums of others do not meet it. */
    private static double random(int place) {
        long z = (place + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return ((z ^ z >>> 31) >>> 11 | 1) * 0x1p-53;
    }

    // ---- sums

    private int[][] sums(Gate gate, Traced[] inputs, Traced[] in, Shape[] outputs) {
        if (outputs.length != 1) {
            return null;
        }
        Tensor numbers = numbers(outputs[0], 0);
        Tensor random = random(outputs[0], 0);
        int[] all = null;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == null) {
                continue;
            }
            int[] to = origins(back(gate, inputs, i, numbers), back(gate, inputs, i, random), outputs[0].size());
            if (to == null) {
                return null;
            }
            all = sets.union(all, Places.unions(sets, in[i].sets(), to, outputs[0].size()));
        }
        return new int[][] {all};
    }

    private static Tensor back(Gate gate, Traced[] inputs, int i, Tensor upstream) {
        Tensor[] values = Arrays.stream(inputs).map(Traced::value).toArray(Tensor[]::new);
        return Autodiff.vjp(
                        x -> {
                            Tensor[] moved = values.clone();
                            moved[i] = x;
                            return Tensor.apply(gate, moved);
                        },
                        values[i],
                        upstream)
                .gradient();
    }
}
