package org.autodiff.nn;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;

/**
 * Something with parameters: what PyTorch calls a module. A model registers its parameters, its buffers and the models
 * it is made of, each under a name; so it is a tree, and every parameter is called by its path in it, such as
 * {@code 0.weight} or {@code encoder.2.bias}. How it is applied is its own matter; a {@link Layer} is a model that is a
 * function of one tensor. One of two tensors looks like this:
 *
 * <pre>{@code
 * final class Similarity extends Model {
 *     private final Linear embed;
 *
 *     Similarity(Rng rng) {
 *         embed = child("embed", Linear.of(64, 8, rng));
 *     }
 *
 *     Tensor apply(Tensor a, Tensor b) {
 *         return traced(embed.apply(a).vecdot(embed.apply(b)));
 *     }
 * }
 * }</pre>
 *
 * <p>What is not registered is neither trained nor saved. So a model, parameter or buffer in a field, or in an array,
 * collection, map, optional, atomic reference or record in a field, or captured by a lambda, method reference or
 * anonymous class in a field, that is registered nowhere in the tree is refused with an {@link IllegalStateException}
 * when the model is first used. Objects of other classes are not looked into. What is not to be part of the model, such
 * as a teacher that it is compared with, goes into a {@code transient} field. (The fields are read by reflection; those
 * of a module that is not open are not looked at.)
 *
 * <p>A model may be registered at several places and then shares its parameters; its path is that of its first place. A
 * single parameter is shared by {@link #parameter(String, Parameter)}.
 * Models are built by one thread; afterwards several may apply them, as long as none assigns a parameter, changes the
 * {@link #train mode}, or applies a layer with memory of its own (running statistics, a random generator) in training.
 */
public abstract class Model {
    /** From so many uses on it is taken for complete. */
    private static final int LAST_CHECK = 1 << 10;

    private final Map<String, Parameter> own = new LinkedHashMap<>();
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();
    private final Map<String, Model> children = new LinkedHashMap<>();
    private final Map<Parameter, Fan> fans = new IdentityHashMap<>();

    /** Where it was registered first; null for the root of a tree. */
    private Model parent;

    private String name;
    private boolean training = true;

    /** How often it was used since it was made, or since its mode was set; see {@link #used}. */
    private int uses;

    /** Who wants to know the values of this model while a summary is made; null otherwise. */
    private BiConsumer<Model, Tensor> observer;

    /** For models that register what they are made of in their constructors. */
    protected Model() {}

    /**
     * Passes on the value of this model, and reports it to a {@link #summary} that is being made. A model that is not a
     * {@link Layer} returns its value through this.
     */
    protected final Tensor traced(Tensor value) {
        used();
        return reported(value);
    }

    final Tensor reported(Tensor value) {
        if (observer != null) {
            observer.accept(this, value);
        }
        return value;
    }

    /**
     * Looks for parts that are not registered: when it is first used, when it is used after its mode was set, and ever
     * more rarely in between, as fields may change. So are the models around it that have not reported their use
     * themselves.
     */
    final void used() {
        int count = uses + 1;
        if (count <= LAST_CHECK) {
            if ((count & (count - 1)) == 0) {
                Unregistered.check(this);
                for (Model around = parent; around != null; around = around.parent) {
                    if (around.uses == 0) {
                        Unregistered.check(around);
                    }
                }
            }
            uses = count; // not if the check has failed: it shall do so again
        }
    }

    // ---- building the tree

    /**
     * Registers a new parameter with a copy of an initial value.
     *
     * @param name how this model calls it: not empty, without dots, not used for another parameter, buffer or child
     * @throws IllegalArgumentException if the name breaks these rules
     */
    protected final Parameter parameter(String name, NdArray initial) {
        checkName(name);
        Parameter parameter = Parameter.of(qualified(name), initial);
        own.put(name, parameter);
        Owners.set(parameter, this);
        return parameter;
    }

    /**
     * Registers a parameter that exists. One of another model is then shared by both and keeps its name, which is how
     * weights are tied; one that belongs to no model becomes part of this one, and gets a name by its place.
     *
     * <pre>{@code
     * embedding = child("embedding", Embedding.of(words, size, rng));
     * decoder = parameter("decoder", embedding.namedParameters().get("weight"));
     * }</pre>
     *
     * @param name as above
     */
    protected final Parameter parameter(String name, Parameter parameter) {
        checkName(name);
        Objects.requireNonNull(parameter, () -> label() + ": parameter '" + name + "' is null");
        own.put(name, parameter);
        Model owner = Owners.of(parameter);
        if (owner == null) {
            Owners.set(parameter, this);
            parameter.rename(qualified(name));
        } else if (owner.fans.containsKey(parameter)) {
            fans.put(parameter, owner.fans.get(parameter));
        }
        return parameter;
    }

    /**
     * Registers a new parameter with values by an initialiser, and remembers its fan.
     *
     * @param name as above
     * @param fan how many inputs and outputs of this model it connects; that of the weight for a bias
     */
    protected final Parameter parameter(String name, Shape shape, Fan fan, Initializer initializer, Rng rng) {
        Objects.requireNonNull(initializer, () -> label() + ": initializer of parameter '" + name + "' is null");
        Objects.requireNonNull(rng, () -> label() + ": rng is null");
        return parameter(name, initializer.create(shape, fan, rng), fan);
    }

    /**
     * Registers a new parameter with a copy of an initial value, and remembers its fan: for those that start without
     * chance.
     *
     * @param name as above
     * @param fan as above
     */
    protected final Parameter parameter(String name, NdArray initial, Fan fan) {
        Objects.requireNonNull(fan, () -> label() + ": fan of parameter '" + name + "' is null");
        Parameter parameter = parameter(name, initial);
        fans.put(parameter, fan);
        return parameter;
    }

    /**
     * Registers a new buffer with a copy of an initial value: numbers that belong to the model and are no parameters,
     * such as running statistics.
     *
     * @param name as for a parameter
     * @throws IllegalArgumentException if the name breaks the rules
     */
    protected final Buffer buffer(String name, NdArray initial) {
        checkName(name);
        Buffer buffer = new Buffer(this, name, initial);
        buffers.put(name, buffer);
        return buffer;
    }

    /**
     * Registers a model that this one is made of, and returns it.
     *
     * @param name how this model calls it: not empty, without dots, not used for another parameter, buffer or child
     * @throws IllegalArgumentException if the name breaks these rules, or this model would become part of itself
     */
    protected final <M extends Model> M child(String name, M model) {
        checkName(name);
        Objects.requireNonNull(model, () -> label() + ": child '" + name + "' is null");
        Model part = model;
        if (part.contains(this)) {
            throw new IllegalArgumentException(label() + ": child '" + name + "' contains this model itself");
        }
        children.put(name, part);
        if (part.parent == null) {
            part.parent = this;
            part.name = name;
            part.nameParameters();
        }
        return model;
    }

    /** A parameter is called by its path from the root, so that messages of the core name it in full. */
    private void nameParameters() {
        own.forEach((n, p) -> {
            if (Owners.of(p) == this) { // else it is called by its first place
                p.rename(qualified(n));
            }
        });
        children.values().forEach(Model::nameParameters);
    }

    private void checkName(String name) {
        Objects.requireNonNull(name, () -> label() + ": a name is null");
        if (name.isEmpty() || name.contains(".")) {
            throw new IllegalArgumentException(
                    label() + ": a name must not be empty or contain a dot, got '" + name + "'");
        }
        if (own.containsKey(name) || buffers.containsKey(name) || children.containsKey(name)) {
            throw new IllegalArgumentException(label() + ": the name '" + name + "' is used twice");
        }
    }

    /** Whether a model is part of this tree, at whatever place. */
    final boolean contains(Model model) {
        Set<Model> all = Collections.newSetFromMap(new IdentityHashMap<>());
        visit("", (path, part) -> {}, all);
        return all.contains(model);
    }

    /** The model around all others, by their first places. */
    final Model root() {
        Model model = this;
        while (model.parent != null) {
            model = model.parent;
        }
        return model;
    }

    // ---- what it is made of

    /** The models it is made of, by name, in the order of registration. */
    public final Map<String, Model> children() {
        return Collections.unmodifiableMap(children);
    }

    /** All parameters of the tree below this model, each once: its own first, then those of its children, in order. */
    public final List<Parameter> parameters() {
        return List.copyOf(namedParameters().values());
    }

    /**
     * All parameters of the tree below this model, by their path from here: {@code 0.weight}, {@code encoder.2.bias}.
     */
    public final Map<String, Parameter> namedParameters() {
        return collect(m -> m.own);
    }

    /** All buffers of the tree below this model, by their path from here: {@code 1.runningMean}. */
    public final Map<String, Buffer> namedBuffers() {
        return collect(m -> m.buffers);
    }

    private <T> Map<String, T> collect(Function<Model, Map<String, T>> part) {
        Map<String, T> found = new LinkedHashMap<>();
        Set<T> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        visit((path, model) -> part.apply(model).forEach((n, t) -> {
            if (seen.add(t)) {
                found.put(path.isEmpty() ? n : path + "." + n, t);
            }
        }));
        return Collections.unmodifiableMap(found);
    }

    /** Every model of this tree once, parents before children, with its path from here. */
    final void visit(BiConsumer<String, Model> action) {
        visit("", action, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private void visit(String path, BiConsumer<String, Model> action, Set<Model> visited) {
        if (visited.add(this)) {
            action.accept(path, this);
            children.forEach((n, c) -> c.visit(path.isEmpty() ? n : path + "." + n, action, visited));
        }
    }

    /**
     * How many inputs and outputs a parameter of this tree connects: what initialisers and learning rates by layer go
     * by.
     *
     * @throws IllegalArgumentException if it is not a parameter of this tree, or was registered without
     */
    public final Fan fan(Parameter parameter) {
        Fan[] found = new Fan[1];
        visit((path, model) -> found[0] = found[0] == null ? model.fans.get(parameter) : found[0]);
        if (found[0] == null) {
            throw new IllegalArgumentException(label() + ": no fan is known of parameter '" + parameter.name() + "'");
        }
        return found[0];
    }

    /** The number of numbers in all {@link #parameters}. */
    public final long parameterCount() {
        return parameters().stream().mapToLong(Tensor::size).sum();
    }

    /**
     * The number of numbers in its own parameters, without those that were counted before and those of its children.
     */
    final long ownParameterCount(Set<Parameter> counted) {
        return own.values().stream()
                .filter(counted::add)
                .mapToLong(Tensor::size)
                .sum();
    }

    /** Where it stands in its model, such as {@code encoder.2}; empty for the model itself. */
    public final String path() {
        return parent == null ? "" : parent.qualified(name);
    }

    private String qualified(String name) {
        String path = path();
        return path.isEmpty() ? name : path + "." + name;
    }

    // ---- training and evaluation

    /**
     * Lets every model of this tree behave as in training, which is how they start: dropout drops, batch normalisation
     * uses and collects the statistics of the batch.
     */
    public final void train() {
        setTraining(true);
    }

    /**
     * Lets every model of this tree behave as in use: dropout passes on, batch normalisation uses what it collected.
     */
    public final void eval() {
        setTraining(false);
    }

    private void setTraining(boolean mode) {
        visit((path, model) -> {
            model.training = mode;
            model.uses = 0;
        });
    }

    /** Whether it behaves as in training. */
    public final boolean isTraining() {
        return training;
    }

    // ---- text

    /** What it is, in a word or with its sizes: {@code Linear(64 -> 32)}. The name of the class, unless overridden. */
    protected String describe() {
        return type();
    }

    final String type() {
        return nameOf(getClass());
    }

    static String nameOf(Class<?> type) {
        String name = type.getSimpleName();
        return name.isEmpty() ? "Model" : name;
    }

    /**
     * How messages name it: by its path in the model, {@code encoder.2}; the root by its type, {@code net} or
     * {@code GRU}.
     */
    protected final String label() {
        if (parent != null) {
            return path();
        }
        String type = describe();
        int end = type.indexOf('(');
        String word = end < 0 ? type : type.substring(0, end);
        if (word.isEmpty()) {
            return "model";
        }
        boolean acronym = word.length() > 1 && Character.isUpperCase(word.charAt(1));
        return acronym ? word : word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1);
    }

    /**
     * Checks the size of the last axis of an argument.
     *
     * @throws IllegalArgumentException if it is another, or there is no axis: {@code encoder.2.attention: expected last
     *     dimension 64, got (8, 50, 32)}
     */
    protected final void requireLastDimension(Tensor x, int expected) {
        Shape shape = requireArgument(x).shape();
        require(!shape.isScalar() && shape.dim(-1) == expected, "last dimension " + expected, shape);
    }

    /**
     * Checks that there is an argument.
     *
     * @return the argument
     * @throws NullPointerException if it is null: {@code encoder.2: argument is null}
     */
    protected final Tensor requireArgument(Tensor x) {
        return Objects.requireNonNull(x, () -> label() + ": argument is null");
    }

    /**
     * Checks something about the shape of an argument.
     *
     * @param expected what it should be, as the message says it after "expected"
     * @throws IllegalArgumentException if it is false: {@code conv1: expected (n, 3, rows, columns), got (8, 32)}
     */
    protected final void require(boolean holds, String expected, Shape got) {
        if (!holds) {
            throw new IllegalArgumentException(label() + ": expected " + expected + ", got " + got);
        }
    }

    /**
     * What the model is made of and what comes out of each part: see {@link Summary}. The run is made in evaluation
     * mode; nothing of the model changes. Not for use while another thread applies it.
     *
     * @param run applies the model to arguments of the shapes of interest
     */
    public final Summary summary(Runnable run) {
        Map<Model, Boolean> modes = new IdentityHashMap<>();
        Map<Model, Shape> outputs = new IdentityHashMap<>();
        visit((path, model) -> modes.put(model, model.training));
        eval();
        visit((path, model) -> model.observer = (m, value) -> outputs.putIfAbsent(m, value.shape()));
        try {
            run.run();
        } finally {
            modes.forEach((model, mode) -> {
                model.training = mode;
                model.observer = null;
            });
        }
        return Summary.of(this, outputs);
    }

    /** The tree, one model on each line, with the numbers of parameters. */
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
