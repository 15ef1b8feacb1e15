package org.autodiff.internal.einsum;

import static org.autodiff.internal.einsum.Labelled.common;
import static org.autodiff.internal.einsum.Labelled.without;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.ndarray.Shape;

/**
 * The equation of an {@code ProductOps.einsum}: what the axes of each operand are called, and those of the result.
 *
 * @param equation as it was written
 * @param operands a letter for each axis, {@link #ELLIPSIS} for those without
 * @param output the same
 */
public record Einsum(String equation, List<String> operands, String output) {
    private static final char ELLIPSIS = '.';

    /** What the axes of an ellipsis are called, the last one first. */
    private static final char FIRST_OF_ELLIPSIS = '\u0100';

    // ---- reading

    public static Einsum parse(String equation) {
        Objects.requireNonNull(equation, "einsum: equation is null");
        String text = equation.replace(" ", "");
        int arrow = text.indexOf("->");
        List<String> operands = new ArrayList<>();
        for (String t : (arrow < 0 ? text : text.substring(0, arrow)).split(",", -1)) {
            operands.add(term(equation, t));
        }
        String output = arrow < 0 ? implicit(operands) : term(equation, text.substring(arrow + 2));
        String all = String.join("", operands);
        for (char c : output.toCharArray()) {
            if (c != ELLIPSIS && all.indexOf(c) < 0) {
                throw refused(equation, "output letter '" + c + "' is in no operand");
            }
            if (output.indexOf(c) != output.lastIndexOf(c)) {
                throw refused(equation, "output letter '" + c + "' stands twice");
            }
        }
        if (all.indexOf(ELLIPSIS) >= 0 && output.indexOf(ELLIPSIS) < 0) {
            throw refused(equation, "an operand has '...', so the output needs it too");
        }
        return new Einsum(equation, operands, output);
    }

    private static String term(String equation, String text) {
        for (char c : text.replace("...", "").toCharArray()) {
            if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z')) {
                throw refused(equation, "unexpected '" + c + "': axes are letters a-z, A-Z, or '...'");
            }
        }
        String term = text.replace("...", String.valueOf(ELLIPSIS));
        if (term.indexOf(ELLIPSIS) != term.lastIndexOf(ELLIPSIS)) {
            throw refused(equation, "two ellipses in '" + text + "'");
        }
        return term;
    }

    /** The letters that occur once, after the axes of ellipses. */
    private static String implicit(List<String> operands) {
        char[] all = String.join("", operands).toCharArray();
        Arrays.sort(all); // the ellipsis comes before all letters
        StringBuilder output = new StringBuilder();
        for (int i = 0; i < all.length; i++) {
            boolean before = i > 0 && all[i - 1] == all[i];
            boolean after = i + 1 < all.length && all[i + 1] == all[i];
            if (all[i] == ELLIPSIS ? !before : !before && !after) {
                output.append(all[i]);
            }
        }
        return output.toString();
    }

    private static IllegalArgumentException refused(String equation, String what) {
        return new IllegalArgumentException("einsum: \"" + equation + "\": " + what);
    }

    // ---- computing

    public Tensor apply(Tensor... tensors) {
        List<Labelled> terms = named(tensors);
        Map<Character, Integer> sizes = sizes(terms);
        String result = expand(output, longest(terms));
        List<String> kept = kept(terms, result, sizes);
        if (Labelled.distinct(String.join("", kept)).length() > EinsumPath.MOST_AXES) {
            throw refused(equation, "more than " + EinsumPath.MOST_AXES + " different axes");
        }
        EinsumPath path = EinsumPath.of(kept, result, sizes::get);
        if (path.multiplications() == Double.POSITIVE_INFINITY) {
            throw refused(equation, "needs an array of more than 2^31 - 1 elements");
        }
        for (int i = 0; i < terms.size(); i++) {
            terms.set(i, terms.get(i).diagonal().sumTo(kept.get(i)));
        }
        return contract(terms, path.steps(), result);
    }

    private List<Labelled> named(Tensor... tensors) {
        Objects.requireNonNull(tensors, "einsum: operands are null");
        if (tensors.length != operands.size()) {
            throw refused(equation, "the number of operands must be " + operands.size() + ", got " + tensors.length);
        }
        List<Labelled> terms = new ArrayList<>();
        for (int i = 0; i < tensors.length; i++) {
            int at = i;
            Tensor x = Objects.requireNonNull(
                    tensors[i], () -> "einsum: \"" + equation + "\": operand " + at + " is null");
            terms.add(new Labelled(x, expand(operands.get(i), ellipsis(i, x.shape()))));
        }
        return terms;
    }

    private int longest(List<Labelled> terms) {
        int longest = 0;
        for (int i = 0; i < terms.size(); i++) {
            longest = Math.max(longest, ellipsis(i, terms.get(i).x().shape()));
        }
        return longest;
    }

    /** How many axes the ellipsis of an operand stands for. */
    private int ellipsis(int i, Shape shape) {
        String term = operands.get(i);
        boolean open = term.indexOf(ELLIPSIS) >= 0;
        int letters = term.length() - (open ? 1 : 0);
        if (shape.rank() < letters || (!open && shape.rank() > letters)) {
            throw refused(
                    equation,
                    "operand " + i + " of shape " + shape + " has rank " + shape.rank() + ", but '"
                            + term.replace(String.valueOf(ELLIPSIS), "...") + "' needs rank " + letters
                            + (open ? " or more" : ""));
        }
        return shape.rank() - letters;
    }

    private static String expand(String term, int width) {
        if (term.indexOf(ELLIPSIS) < 0) {
            return term;
        }
        StringBuilder axes = new StringBuilder();
        for (int i = width - 1; i >= 0; i--) {
            axes.append((char) (FIRST_OF_ELLIPSIS + i));
        }
        return term.replace(String.valueOf(ELLIPSIS), axes);
    }

    /** How long each axis is: what is 1 in one operand may be longer in another. */
    private Map<Character, Integer> sizes(List<Labelled> terms) {
        Map<Character, Integer> sizes = new HashMap<>();
        Map<Character, Integer> from = new HashMap<>();
        for (int i = 0; i < terms.size(); i++) {
            String axes = terms.get(i).axes();
            Shape shape = terms.get(i).x().shape();
            for (int k = 0; k < axes.length(); k++) {
                char c = axes.charAt(k);
                int size = shape.dim(k);
                int first = terms.get(i).dim(c);
                if (size != first) {
                    throw refused(
                            equation,
                            "sizes of " + name(c) + " differ: " + first + " and " + size + " in operand " + i
                                    + " of shape " + shape);
                }
                int before = sizes.getOrDefault(c, 1);
                if (size != before && size != 1 && before != 1) {
                    int j = from.get(c);
                    throw refused(
                            equation,
                            "sizes of " + name(c) + " differ: " + before + " in operand " + j + " of shape "
                                    + terms.get(j).x().shape() + ", " + size + " in operand " + i + " of shape "
                                    + shape);
                }
                if (before == 1) {
                    sizes.put(c, size);
                    from.put(c, i);
                }
            }
        }
        return sizes;
    }

    private static String name(char axis) {
        return axis < FIRST_OF_ELLIPSIS ? "'" + axis + "'" : "'...' at its axis " + (FIRST_OF_ELLIPSIS - axis - 1);
    }

    /**
     * The axes of each operand that are left when those of size 1 are dropped, and those that nobody else has summed.
     */
    private static List<String> kept(List<Labelled> terms, String result, Map<Character, Integer> sizes) {
        List<String> full = new ArrayList<>();
        for (Labelled term : terms) {
            StringBuilder axes = new StringBuilder();
            for (char c : Labelled.distinct(term.axes()).toCharArray()) {
                if (term.dim(c) == sizes.get(c)) {
                    axes.append(c);
                }
            }
            full.add(axes.toString());
        }
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < full.size(); i++) {
            kept.add(common(full.get(i), others(full, i, i) + result));
        }
        return kept;
    }

    private static String others(List<String> terms, int i, int j) {
        StringBuilder axes = new StringBuilder();
        for (int k = 0; k < terms.size(); k++) {
            if (k != i && k != j) {
                axes.append(terms.get(k));
            }
        }
        return axes.toString();
    }

    private static Tensor contract(List<Labelled> operands, List<EinsumPath.Pair> steps, String result) {
        List<Labelled> terms = new ArrayList<>(operands);
        List<String> open = new ArrayList<>(); // their axes; none once a term is used
        operands.forEach(t -> open.add(t.axes()));
        for (EinsumPath.Pair step : steps) {
            Labelled a = terms.get(step.left());
            Labelled b = terms.get(step.right());
            boolean last = terms.size() == operands.size() + steps.size() - 1;
            String both = a.axes() + without(b.axes(), a.axes());
            String kept = last ? result : common(both, others(open, step.left(), step.right()) + result);
            terms.add(Contraction.product(a, b, kept, last));
            open.set(step.left(), "");
            open.set(step.right(), "");
            open.add(kept);
        }
        return Tensors.asResult(terms.get(terms.size() - 1).inOrder(result).x());
    }
}
