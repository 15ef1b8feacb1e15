package org.autodiff.nn;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A function of a tensor that has parameters: what PyTorch calls a module. A layer registers its parameters and the
 * layers it is made of, each under a name; so a model is a tree, and every parameter is called by its path in it, such as
 * {@code 0.weight} or {@code encoder.2.bias}. A model of your own is a class like this one:
 *
 * <pre>{@code
 * final class Net extends Layer {
 *     private final Linear hidden;
 *     private final Linear out;
 *
 *     Net(Rng rng) {
 *         hidden = child("hidden", Linear.of(64, 32, rng));
 *         out = child("out", Linear.of(32, 10, rng));
 *     }
 *
 *     public Tensor apply(Tensor x) {
 *         return out.apply(hidden.apply(x).relu());
 *     }
 * }
 * }</pre>
 *
 * <p>{@code apply} is ordinary code on tensors: it may branch and loop, and is differentiated as it ran. A layer may be
 * registered at several places and then shares its parameters; its path is that of its first place. Layers are built by
 * one thread; afterwards several may apply them, as long as none assigns a parameter.
 */
public abstract class Layer {
    private final Map<String, Parameter> own = new LinkedHashMap<>();
    private final Map<String, Layer> children = new LinkedHashMap<>();

    /** Where it was registered first; null for the root of a tree. */
    private Layer parent;

    private String name;

    /** For layers that register what they are made of in their constructors. */
    protected Layer() {}

    /**
     * The value of this layer at {@code x}.
     *
     * @throws IllegalArgumentException if the shape of {@code x} does not suit this layer, which the message names
     */
    public abstract Tensor apply(Tensor x);

    // ---- building the tree

    /**
     * Registers a new parameter with a copy of an initial value.
     *
     * @param name how this layer calls it: not empty, without dots, not used for another parameter or child
     * @throws IllegalArgumentException if the name breaks these rules
     */
    protected final Parameter parameter(String name, NdArray initial) {
        checkName(name);
        Parameter parameter = Parameter.of(qualified(name), initial);
        own.put(name, parameter);
        return parameter;
    }

    /**
     * Registers a layer that this one is made of, and returns it.
     *
     * @param name how this layer calls it: not empty, without dots, not used for another parameter or child
     * @throws IllegalArgumentException if the name breaks these rules, or this layer would become part of itself
     */
    protected final <L extends Layer> L child(String name, L layer) {
        checkName(name);
        Objects.requireNonNull(layer, () -> "layer: child '" + name + "' is null");
        Layer part = layer;
        if (part.contains(this)) {
            throw new IllegalArgumentException(
                    "layer: child '" + name + "' of " + label() + " contains that layer itself");
        }
        children.put(name, part);
        if (part.parent == null) {
            part.parent = this;
            part.name = name;
            part.nameParameters();
        }
        return layer;
    }

    /** A parameter is called by its path from the root, so that messages of the core name it in full. */
    private void nameParameters() {
        own.forEach((n, p) -> p.rename(qualified(n)));
        children.values().forEach(Layer::nameParameters);
    }

    private void checkName(String name) {
        if (name.isEmpty() || name.contains(".")) {
            throw new IllegalArgumentException(
                    "layer: a name must not be empty or contain a dot, got '" + name + "' in " + label());
        }
        if (own.containsKey(name) || children.containsKey(name)) {
            throw new IllegalArgumentException("layer: the name '" + name + "' is used twice in " + label());
        }
    }

    private boolean contains(Layer layer) {
        return this == layer || children.values().stream().anyMatch(c -> c.contains(layer));
    }

    // ---- what it is made of

    /** The layers it is made of, by name, in the order of registration. */
    public final Map<String, Layer> children() {
        return Collections.unmodifiableMap(children);
    }

    /** All parameters of the tree below this layer, each once: its own first, then those of its children, in order. */
    public final List<Parameter> parameters() {
        return List.copyOf(namedParameters().values());
    }

    /** All parameters of the tree below this layer, by their path from here: {@code 0.weight}, {@code encoder.2.bias}. */
    public final Map<String, Parameter> namedParameters() {
        Map<String, Parameter> found = new LinkedHashMap<>();
        collect("", found, Collections.newSetFromMap(new IdentityHashMap<>()));
        return Collections.unmodifiableMap(found);
    }

    private void collect(String prefix, Map<String, Parameter> found, Set<Layer> visited) {
        if (visited.add(this)) {
            own.forEach((n, p) -> found.put(prefix + n, p));
            children.forEach((n, c) -> c.collect(prefix + n + ".", found, visited));
        }
    }

    /** The number of numbers in all {@link #parameters}. */
    public final long parameterCount() {
        return parameters().stream().mapToLong(Tensor::size).sum();
    }

    /** Where it stands in its model, such as {@code encoder.2}; empty for the model itself. */
    public final String path() {
        return parent == null ? "" : parent.qualified(name);
    }

    private String qualified(String name) {
        String path = path();
        return path.isEmpty() ? name : path + "." + name;
    }

    // ---- text

    /** What it is, in a word or with its sizes: {@code Linear(64 -> 32)}. The name of the class, unless overridden. */
    protected String describe() {
        String type = getClass().getSimpleName();
        return type.isEmpty() ? "Layer" : type;
    }

    /** How messages name it: {@code linear 'encoder.2'}, or {@code linear} where it has no path. */
    protected final String label() {
        String type = describe();
        int end = type.indexOf('(');
        String word = (end < 0 ? type : type.substring(0, end)).toLowerCase(Locale.ROOT);
        return parent == null ? word : word + " '" + path() + "'";
    }

    /**
     * Checks the size of the last axis of an argument.
     *
     * @throws IllegalArgumentException if it is another, or there is no axis: {@code linear 'fc1': expected last
     *     dimension 64, got shape (8, 50)}
     */
    protected final void requireLastDimension(Tensor x, int expected) {
        Shape shape = x.shape();
        if (shape.isScalar() || shape.dim(-1) != expected) {
            throw new IllegalArgumentException(
                    label() + ": expected last dimension " + expected + ", got shape " + shape);
        }
    }

    /** The tree, one layer on each line, with the numbers of parameters. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        print(text, "", "");
        return text.toString();
    }

    private void print(StringBuilder text, String indent, String title) {
        text.append(indent).append(title).append(describe());
        long count = parameterCount();
        if (count > 0) {
            text.append(": ").append(count).append(count == 1 ? " parameter" : " parameters");
        }
        children.forEach((n, c) -> c.print(text.append('\n'), indent + "  ", n + ": "));
    }
}
