package org.autodiff.explain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A computation and its back-propagation, laid out as data: every value, every local derivative, every product of one
 * with the gradient that came from above, every sum where paths meet, and the order in which all that happened.
 * {@link Explain#of} makes one. It never changes; what shows it - a table, a picture, a page - is a function of it.
 *
 * @param nodes the values, in the order in which they were computed: each after those it was made of
 * @param edges from a value to each operation that uses it, and from each use of it: {@code x * x} has two
 * @param steps what happened, in order; a view that can be stepped through is a cursor on this list
 * @param output the position in {@code nodes} of the result, whose gradient is 1
 */
public record Trace(List<Node> nodes, List<Edge> edges, List<Step> steps, int output) {
    /** Copies the lists. */
    public Trace {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        steps = List.copyOf(steps);
    }

    /** What a node is. */
    public enum Kind {
        /** An argument of the function. */
        INPUT,
        /** A parameter or variable that the function found elsewhere. */
        VARIABLE,
        /** A number or an array that no gradient flows to. */
        CONSTANT,
        /** The result of an operation. */
        OPERATION,
        /** Several results at once, such as those of a singular value decomposition: its parts are nodes, too. */
        SEVERAL
    }

    /** What is remarkable about a node. */
    public enum Flag {
        /** A smooth operation whose derivative is below 0.01 everywhere: it hardly lets a gradient pass. */
        SATURATED,
        /** An operation with a kink whose derivative is 0 everywhere, such as a relu of negative numbers. */
        DEAD,
        /** A result of what gradients could flow to, but it is a constant: {@code detach}, or within {@code NoGrad}. */
        DETACHED,
        /** An argument is exactly where the derivative jumps: the gate has chosen one. */
        KINK,
        /** A value that is NaN or infinite, made of values that are not. */
        NOT_FINITE
    }

    /**
     * A value.
     *
     * @param id its position in {@link Trace#nodes}
     * @param name as the program has called it ({@code Tensor.variable("w", 0)}, {@code x.named("s")}); a constant
     *     number is called by what it is, anything else {@code v} with its position
     * @param kind what it is
     * @param operation what made it, with its attributes, such as {@code pow(3)}; empty for what was not made
     * @param gate the name of the operation alone, {@code pow}; empty for what was not made
     * @param attributes of the operation, by name, such as {@code exponent} 3.0
     * @param shape of the value
     * @param scope the names of the scopes it was made in, the outermost first: see {@code Tape.scope}; layers open
     *     theirs
     * @param line of the program that made it, {@code Fit.java:12}; empty if it is not known
     * @param inputs the positions in {@link Trace#edges} of those that lead here, in the order of the arguments
     * @param formula in symbols, such as {@code exp(n)}; empty for what was not made
     * @param numbers the same with numbers for those symbols that are single numbers, {@code exp(0) = 1}; else empty
     * @param value its numbers; empty for {@link Kind#SEVERAL}
     * @param gradient that of the output with respect to it; empty if back-propagation did not come here, which is not
     *     the same as 0
     * @param branch which side was taken of an operation that has two, such as {@code x > 0}; empty for others, and for
     *     arrays
     * @param flags what is remarkable about it
     */
    public record Node(
            int id,
            String name,
            Kind kind,
            String operation,
            String gate,
            Map<String, String> attributes,
            Shape shape,
            List<String> scope,
            Optional<String> line,
            List<Integer> inputs,
            String formula,
            String numbers,
            Optional<NdArray> value,
            Optional<NdArray> gradient,
            Optional<String> branch,
            Set<Flag> flags) {
        /** Copies the collections. */
        public Node {
            attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
            scope = List.copyOf(scope);
            inputs = List.copyOf(inputs);
            flags = Set.copyOf(flags);
        }
    }

    /**
     * The use of a value by an operation.
     *
     * @param id its position in {@link Trace#edges}
     * @param from the node that is used
     * @param to the node that is made of it
     * @param slot which argument of the operation it is, from 0
     * @param derivative the formula of the local derivative, or of an operation that is not elementwise, of the
     *     gradient that it passes on, in terms of the upstream gradient {@code u}; empty if the operation does not say
     * @param local the local derivative: a number if both are single numbers, one for each element if the operation is
     *     elementwise, the gradient of the result if that is a single number; else empty, as it would be a matrix of
     *     shape {@code to.shape x from.shape}
     * @param upstream the gradient of {@code to}; empty if none came
     * @param contribution what goes back along this edge: upstream times local derivative; empty if nothing does
     * @param before the gradient of {@code from} before this contribution; empty if it is the first
     * @param after the same with it
     */
    public record Edge(
            int id,
            int from,
            int to,
            int slot,
            String derivative,
            Optional<NdArray> local,
            Optional<NdArray> upstream,
            Optional<NdArray> contribution,
            Optional<NdArray> before,
            Optional<NdArray> after) {}

    /** What happens at one moment. */
    public sealed interface Step {
        /** A value is computed, or is there from the beginning. */
        record Forward(int node) implements Step {}

        /** Back-propagation begins: the gradient of the output is 1. */
        record Seed(int node) implements Step {}

        /** A local derivative is multiplied by the gradient from above. */
        record Multiply(int edge) implements Step {}

        /** The product is added to what has come over other paths. */
        record Accumulate(int edge) implements Step {}

        /** All paths have arrived: the gradient of a value is known. */
        record Done(int node) implements Step {}
    }

    /** The arguments of the function, in order. */
    public List<Node> inputs() {
        return nodes.stream().filter(n -> n.kind() == Kind.INPUT).toList();
    }

    /**
     * A node by its name; the first if several have it.
     *
     * @throws IllegalArgumentException if none has
     */
    public Node node(String name) {
        return nodes.stream()
                .filter(n -> n.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("trace: no value is called '" + name + "'; there are "
                        + nodes.stream().map(Node::name).distinct().limit(20).toList()));
    }

    /** The edges that lead away from a node: its uses. */
    public List<Edge> uses(int node) {
        return edges.stream().filter(e -> e.from() == node).toList();
    }

    /** The nodes in the order in which their gradients were complete; those that none reached are left out. */
    public List<Node> backwardOrder() {
        List<Node> order = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Done done) {
                order.add(nodes.get(done.node()));
            }
        }
        return order;
    }

    /**
     * A way from a value to the output, along which a part of its gradient comes.
     *
     * @param edges from the value on
     * @param product of all local derivatives on the way
     * @param share of the product in the gradient of the value; NaN if that is 0
     */
    public record Path(List<Edge> edges, double product, double share) {
        /** Copies the list. */
        public Path {
            edges = List.copyOf(edges);
        }
    }

    /**
     * The gradient of a value, path by path: it is the sum over all ways to the output of the products along them. The
     * largest come first. Only where all values on the ways are single numbers.
     *
     * @param most the number of ways, which may grow exponentially with the length of the function
     * @throws IllegalArgumentException if there are more ways, or a value on one of them is an array
     */
    public List<Path> paths(int node, int most) {
        return TracePaths.of(this, node, most);
    }

    /** A number as views write it, with six digits at most: {@code 0.25}, {@code 3}, {@code 1.2e-7}. */
    public static String number(double x) {
        return TraceText.number(x);
    }

    /** An array as views write it: a single number alone, a small array with its numbers, a large one by its range. */
    public static String text(NdArray x) {
        return TraceText.array(x);
    }

    /** The table of {@code docs/how-it-works.md}: one line for each value, with its local derivatives. */
    public String table() {
        return TraceTable.of(this);
    }

    /** The graph in the language of Graphviz: values in green, gradients in red. */
    public String toDot() {
        return TraceDot.of(this);
    }

    /** The table. */
    @Override
    public String toString() {
        return table();
    }
}
