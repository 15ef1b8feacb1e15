package org.autodiff.internal.einsum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The order in which the operands of an {@link Einsum} are multiplied, two at a time, such that few multiplications are
 * done. Up to {@link #EXACT} operands it is the best there is, by dynamic programming over their subsets; beyond, each
 * step takes the pair whose product is smallest compared with its factors.
 *
 * <p>Sources: Pfeifer, Haegeman, Verstraete: Faster identification of optimal contraction sequences for tensor networks
 * (2014); Smith, Gray: opt_einsum (2018), for the greedy choice.
 */
public final class EinsumPath {
    /** The most operands for which all orders are compared: these are 3^8 / 2 products. */
    static final int EXACT = 8;

    /** Sets of axes are bits of a long. */
    static final int MOST_AXES = Long.SIZE;

    /**
     * The product of two terms. The operands are terms 0 to n - 1; the i-th step makes term n + i.
     *
     * @param left the term with the axes that come first
     * @param right the other
     */
    record Pair(int left, int right) {}

    private final List<Pair> steps = new ArrayList<>();
    private final List<Long> terms = new ArrayList<>(); // the axes of each, as a set of bits
    private final long output;
    private final int[] sizes;
    private double multiplications;

    private EinsumPath(List<String> operands, String output, String letters, int[] sizes) {
        this.sizes = sizes;
        this.output = bits(letters, output);
        operands.forEach(t -> terms.add(bits(letters, t)));
    }

    /**
     * The order for terms whose axes are letters, {@link #MOST_AXES} different ones at most. Every letter of a term is
     * in another term or in the output.
     *
     * @param size how long the axis is that a letter stands for
     */
    public static EinsumPath of(List<String> operands, String output, ToIntFunction<Character> size) {
        String letters = Labelled.distinct(String.join("", operands));
        int[] sizes = new int[letters.length()];
        Arrays.setAll(sizes, i -> size.applyAsInt(letters.charAt(i)));
        EinsumPath path = new EinsumPath(operands, output, letters, sizes);
        if (operands.size() <= EXACT) {
            path.best();
        } else {
            path.greedy();
        }
        return path;
    }

    /** One step less than there are operands. */
    List<Pair> steps() {
        return steps;
    }

    /**
     * How many products of two numbers there are in all; infinite if no order has arrays of less than 2^31 elements.
     */
    double multiplications() {
        return multiplications;
    }

    // ---- the best order

    private void best() {
        int n = terms.size();
        int all = (1 << n) - 1;
        long[] axes = new long[all + 1]; // of the product of a subset: those that the others or the output need
        double[] cost = new double[all + 1];
        int[] left = new int[all + 1];
        for (int s = 1; s <= all; s++) {
            axes[s] = axes(s);
            boolean single = (s & (s - 1)) == 0;
            cost[s] = single && fits(axes[s]) ? 0 : Double.POSITIVE_INFINITY;
            for (int a = (s - 1) & s; a > 0 && fits(axes[s]); a = (a - 1) & s) {
                double c = cost[a] + cost[s ^ a] + size(axes[a] | axes[s ^ a]);
                if ((a & Integer.lowestOneBit(s)) != 0 && c < cost[s]) {
                    cost[s] = c;
                    left[s] = a;
                }
            }
        }
        multiplications = n == 1 ? 0 : cost[all];
        if (multiplications < Double.POSITIVE_INFINITY) {
            add(all, left);
        }
    }

    private long axes(int subset) {
        long inside = 0;
        long outside = output;
        for (int i = 0; i < terms.size(); i++) {
            if ((subset >> i & 1) != 0) {
                inside |= terms.get(i);
            } else {
                outside |= terms.get(i);
            }
        }
        return inside & outside;
    }

    /** Adds the steps that make the product of a subset, and returns the number of its term. */
    private int add(int subset, int[] left) {
        if ((subset & (subset - 1)) == 0) {
            return Integer.numberOfTrailingZeros(subset);
        }
        steps.add(new Pair(add(left[subset], left), add(subset ^ left[subset], left)));
        return terms.size() + steps.size() - 1;
    }

    // ---- a good order

    private void greedy() {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            open.add(i);
        }
        while (open.size() > 1) {
            Pair step = next(open);
            if (step == null) {
                multiplications = Double.POSITIVE_INFINITY;
                return;
            }
            multiplications += work(step);
            terms.add(product(step, open));
            steps.add(step);
            open.removeAll(List.of(step.left, step.right));
            open.add(terms.size() - 1);
        }
    }

    /** The pair whose product is smallest compared with its factors, of several such the one with the least work. */
    private Pair next(List<Integer> open) {
        Pair best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < open.size(); i++) {
            for (int j = i + 1; j < open.size(); j++) {
                Pair step = new Pair(open.get(i), open.get(j));
                double growth = growth(step, open);
                if (growth < least || (best != null && growth == least && work(step) < work(best))) {
                    least = growth;
                    best = step;
                }
            }
        }
        return best;
    }

    private double work(Pair step) {
        return size(terms.get(step.left) | terms.get(step.right));
    }

    private double growth(Pair step, List<Integer> open) {
        long a = terms.get(step.left);
        long b = terms.get(step.right);
        long product = product(step, open);
        return fits(product) && fits(a) && fits(b) ? size(product) - size(a) - size(b) : Double.POSITIVE_INFINITY;
    }

    private long product(Pair step, List<Integer> open) {
        long needed = output;
        for (int k : open) {
            needed |= k == step.left || k == step.right ? 0 : terms.get(k);
        }
        return (terms.get(step.left) | terms.get(step.right)) & needed;
    }

    // ---- sets of axes

    private static long bits(String letters, String axes) {
        long bits = 0;
        for (int i = 0; i < axes.length(); i++) {
            bits |= 1L << letters.indexOf(axes.charAt(i));
        }
        return bits;
    }

    /** How many elements. An empty axis counts as 1, so that the others still count. */
    private double size(long axes) {
        double size = 1;
        for (long rest = axes; rest != 0; rest &= rest - 1) {
            size *= Math.max(1, sizes[Long.numberOfTrailingZeros(rest)]);
        }
        return size;
    }

    private boolean fits(long axes) {
        return size(axes) <= Integer.MAX_VALUE;
    }
}
