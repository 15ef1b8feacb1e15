package org.autodiff.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Tensor;

/**
 * A structure of tensors, taken apart: its leaves, which are tensors, and its form, of which {@link #with} makes the
 * same structure with other leaves. JAX calls this a pytree. The transforms of {@link org.autodiff.Autodiff} take such
 * structures as arguments and give gradients in the same form:
 *
 * <pre>{@code
 * record Line(Tensor slope, Tensor offset) {}
 *
 * Line at = new Line(Tensor.of(1), Tensor.of(0));
 * Line gradient = Autodiff.grad(at, line -> line.slope().mul(x).add(line.offset()).sub(y).square().mean());
 * Line next = Tree.map((p, g) -> p.sub(g.mul(0.1)), at, gradient);
 * }</pre>
 *
 * <p>A structure is a tensor, or a record, list, map, optional or array of objects that holds structures, to any depth.
 *
 * <ul>
 *   <li>A record is made again by its canonical constructor, so its invariants hold for gradients too, or are refused.
 *   <li>A map keeps its keys and their order; keys are no leaves. {@code HashMap}, {@code LinkedHashMap},
 *       {@code TreeMap}, {@code EnumMap}, {@code ArrayList} and {@code LinkedList} stay what they are; what the factory
 *       methods of the JDK give becomes an unmodifiable list or map.
 *   <li>{@code null}, strings, numbers, enums, primitive arrays, {@code NdArray}s, shapes and indices, and functions
 *       that capture nothing are carried along as they are.
 *   <li>Anything else is refused, with what to use instead: a class that is no record cannot be made again, and a set
 *       has no place for each of its elements. A model is no structure but has parameters of its own: see
 *       {@link Parameterized}.
 * </ul>
 *
 * <p>Each place is a leaf of its own. A tensor that stands at two places is two leaves; each gets the derivative with
 * respect to its own place, and the derivative with respect to the shared tensor is their sum.
 *
 * @param <P> the type of the structure
 */
public final class Tree<P> {
    private final Form form;
    private final List<Tensor> leaves;
    private final List<String> paths;

    private Tree(Form form, List<Tensor> leaves, List<String> paths) {
        this.form = form;
        this.leaves = leaves;
        this.paths = paths;
    }

    /**
     * Takes a structure apart.
     *
     * @throws IllegalArgumentException if something in it can neither be carried along nor made again; the message says
     *     where it is, and what to use instead
     */
    public static <P> Tree<P> of(P structure) {
        Objects.requireNonNull(structure, "tree: the structure is null");
        Reader reader = new Reader();
        Form form = reader.read(structure, "");
        return new Tree<>(form, List.copyOf(reader.leaves), List.copyOf(reader.paths));
    }

    /** Its tensors, in order: components as they are declared, elements and entries as they are iterated. */
    public List<Tensor> leaves() {
        return leaves;
    }

    /** Where each leaf stands, such as {@code layers[0].weight} or {@code [bias]}; empty for a tensor by itself. */
    public List<String> paths() {
        return paths;
    }

    /**
     * The same structure with other leaves, which may have other shapes.
     *
     * @throws IllegalArgumentException if there are not as many, or the constructor of a record refuses them
     */
    public P with(Tensor... others) {
        return with(Arrays.asList(others));
    }

    /** The same structure with other leaves; see {@link #with(Tensor...)}. */
    @SuppressWarnings("unchecked") // the form was taken from a P
    public P with(List<Tensor> others) {
        if (others.size() != leaves.size()) {
            throw new IllegalArgumentException(
                    "tree: " + others.size() + " tensors for a structure of " + leaves.size());
        }
        others.forEach(t -> Objects.requireNonNull(t, "tree: a leaf is null"));
        return (P) form.build(others.iterator());
    }

    /**
     * The leaves of another structure, each at the place that the leaf of the same path has in this one. So maps may
     * have their keys in another order.
     *
     * @throws IllegalArgumentException if the paths are not the same; the message names those that only one has
     */
    public List<Tensor> match(Tree<?> other) {
        if (paths.equals(other.paths)) {
            return other.leaves;
        }
        Map<String, Tensor> byPath = new HashMap<>();
        for (int i = 0; i < other.leaves.size(); i++) {
            byPath.put(other.paths.get(i), other.leaves.get(i));
        }
        if (byPath.size() != paths.size() || !byPath.keySet().containsAll(paths)) {
            Stream<String> missing = paths.stream().filter(p -> !byPath.containsKey(p));
            Stream<String> unknown = other.paths.stream().filter(p -> !paths.contains(p));
            throw new IllegalArgumentException("tree: the structures differ: only the first has "
                    + named(missing.toList()) + ", only the second has " + named(unknown.toList()));
        }
        return paths.stream().map(byPath::get).toList();
    }

    private static String named(List<String> paths) {
        List<String> shown =
                paths.stream().map(p -> p.isEmpty() ? "a tensor" : p).limit(8).toList();
        String more = paths.size() > shown.size() ? ", ... (" + paths.size() + " in all)" : "";
        return shown.isEmpty() ? "nothing else" : String.join(", ", shown) + more;
    }

    // ---- structures directly

    /** The tensors of a structure, in order; see {@link #leaves()}. */
    public static List<Tensor> leaves(Object structure) {
        return of(structure).leaves();
    }

    /** The structure that has {@code f} of a leaf in the place of each leaf. */
    public static <P> P map(UnaryOperator<Tensor> f, P structure) {
        Objects.requireNonNull(f, "tree: the function is null");
        Tree<P> tree = of(structure);
        List<Tensor> mapped = new ArrayList<>(); // which tells a null by its place
        tree.leaves.forEach(t -> mapped.add(f.apply(t)));
        return tree.with(mapped);
    }

    /**
     * The structure that has {@code f} of two leaves at the same place of two structures there: a step of descent is
     * {@code Tree.map((p, g) -> p.sub(g.mul(rate)), parameters, gradients)}.
     *
     * @param a gives the form of the result, and what is carried along
     * @throws IllegalArgumentException if the leaves of the two have not the same paths
     */
    public static <P> P map(BinaryOperator<Tensor> f, P a, P b) {
        Objects.requireNonNull(f, "tree: the function is null");
        Tree<P> tree = of(a);
        List<Tensor> others = tree.match(of(b));
        List<Tensor> mapped = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            mapped.add(f.apply(tree.leaves.get(i), others.get(i)));
        }
        return tree.with(mapped);
    }

    /** The paths of the leaves and their shapes. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Tree[");
        for (int i = 0; i < leaves.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(paths.get(i))
                    .append(leaves.get(i).shape());
        }
        return text.append(']').toString();
    }
}
