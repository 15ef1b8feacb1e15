package org.autodiff.sparse;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.autodiff.NoGrad;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.Shape;

/**
 * Finds the pattern of a Jacobian from a recording: each element of each tensor gets the set of inputs that it depends
 * on, from those of the tensors it was made of.
 */
final class Dependencies {
    private Dependencies() {}

    static SparsityPattern of(TensorFunction f, SparsityPattern.Zeros zeros, Tensor... xs) {
        Objects.requireNonNull(f, "sparsity: the function is null");
        Objects.requireNonNull(zeros, "sparsity: what zeros mean is null");
        Objects.requireNonNull(xs, "sparsity: the arguments are null");
        for (Tensor x : xs) {
            Objects.requireNonNull(x, "sparsity: an argument is null");
        }
        Tape tape = Tape.record(f, xs);
        int n = Math.toIntExact(Arrays.stream(xs).mapToLong(Tensor::size).sum());
        try (NoGrad off = NoGrad.open()) {
            return pattern(tape, xs.length, n, zeros);
        }
    }

    private static SparsityPattern pattern(Tape tape, int inputs, int n, SparsityPattern.Zeros zeros) {
        ElementSets sets = new ElementSets(n);
        GateRules rules = new GateRules(sets, zeros);
        List<Tape.Entry> entries = tape.entries();
        int output = tape.outputId();
        int[] lastUse = lastUses(entries, output);
        Traced[] traced = new Traced[entries.size()];
        int inputsSoFar = 0;
        for (int e = 0; e < traced.length; e++) {
            Tape.Entry entry = entries.get(e);
            if (e < inputs) {
                int first = inputsSoFar;
                int[] own = new int[entry.shape().size()];
                Arrays.setAll(own, i -> first + i + 1);
                inputsSoFar += own.length;
                traced[e] = new Traced(entry, own, true, false);
            } else if (entry.gate().isEmpty()) {
                traced[e] = new Traced(entry, null, false, entry.name().equals("constant"));
            } else {
                e += apply(rules, entries, traced, lastUse, e) - 1;
            }
        }
        return pattern(sets, traced[output], entries.get(output).shape(), n);
    }

    /** The last entry that each one is used for, among those that the output needs; -1 if there is none. */
    private static int[] lastUses(List<Tape.Entry> entries, int output) {
        int[] last = new int[entries.size()];
        Arrays.fill(last, -1);
        last[output] = entries.size();
        for (int e = last.length - 1; e >= 0; e--) {
            if (last[e] >= 0) {
                for (int in : entries.get(e).inputs()) {
                    last[in] = Math.max(last[in], e);
                }
            }
        }
        return last;
    }

    /**
     * Applies the rule of the gate that made an entry and, if it has several outputs, the entries after it.
     *
     * @return how many outputs it has
     */
    private static int apply(GateRules rules, List<Tape.Entry> entries, Traced[] traced, int[] lastUse, int e) {
        Tape.Entry entry = entries.get(e);
        Gate gate = entry.gate().orElseThrow();
        List<Integer> ids = entry.inputs();
        Shape[] shapes =
                gate.shapes(ids.stream().map(i -> entries.get(i).shape()).toArray(Shape[]::new));
        boolean needed = false;
        for (int k = 0; k < shapes.length; k++) {
            needed |= lastUse[e + k] >= 0;
        }
        if (needed) {
            Traced[] in = ids.stream().map(i -> traced[i]).toArray(Traced[]::new);
            int[][] out = rules.apply(gate, in, shapes);
            boolean varies = Arrays.stream(in).anyMatch(Traced::varies);
            boolean constant = Arrays.stream(in).allMatch(Traced::constant);
            for (int k = 0; k < shapes.length; k++) {
                traced[e + k] = new Traced(entries.get(e + k), out[k], varies, constant);
            }
        }
        for (int i : ids) {
            if (lastUse[i] < e + shapes.length) {
                traced[i] = null; // long recordings: what nobody needs any more is let go
            }
        }
        return shapes.length;
    }

    private static SparsityPattern pattern(ElementSets sets, Traced output, Shape shape, int n) {
        Rows rows = new Rows(shape.size(), n);
        for (int i = 0; i < shape.size(); i++) {
            if (output.sets() != null) {
                rows.addAll(sets.elements(output.sets()[i]));
            }
            rows.endRow();
        }
        return rows.pattern();
    }
}
