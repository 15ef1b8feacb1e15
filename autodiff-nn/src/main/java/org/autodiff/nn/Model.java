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
import java.util.function.Supplier;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.init.Initializer;
import org.autodiff.tree.Parameterized;

/**
 * Something with parameters: what PyTorch calls a module. A model registers its parameters, its buffers and the models
 * it is made of, each under a name; so it is a tree, and every parameter is called by its path in it, such as
 * {@code 0.weight} or {@code encoder.2.bias}. A model decides itself how it is applied. A {@link Layer} is a model that
 * is a function of one tensor; a model of two tensors looks like this:
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
 * <p>What is not registered is neither trained nor saved. So a model refuses to be used, with an
 * {@link IllegalStateException}, while one of its fields holds a model, parameter or buffer that is registered nowhere
 * in its tree. Arrays, collections, maps, optionals, atomic references and records in fields are searched too, and so
 * is what lambdas, method references and anonymous classes capture; objects of other classes are not. A field that is
 * not to be part of the model, such as a teacher that it is compared with, is declared {@code transient}. (Fields are
 * read by reflection; those of a module that is not open are skipped.)
 *
 * <p>A model that is registered in several places shares its parameters between them; its path is that of the first
 * place. A single parameter is shared with {@link #parameter(String, Parameter)}.
 *
 * <p>A model is built by one thread. Afterwards several threads may apply it, as long as none of them assigns a
 * parameter, changes the {@link #train mode}, or trains a layer that has a memory of its own (running statistics, a
 * random generator).
 */
public abstract class Model implements Parameterized, Stateful {
    /** After so many uses a model is taken to be complete, and is not checked any more. */
    private static final int LAST_CHECK = 1 << 10;

    private final Map<String, Parameter> own = new LinkedHashMap<>();
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();
    private final Map<String, Model> children = new LinkedHashMap<>();
    private final Map<String, Rng> generators = new LinkedHashMap<>();
    private final Map<Parameter, Fan> fans = new IdentityHashMap<>();

    /** Where it was registered first; null for the root of a tree. */
    private Model parent;

    private String name;
    private boolean training = true;

    /** How often the model was used since it was made or its mode was set; see {@link #used}. */
    private int uses;

    /** Who receives the values of this model; null, so that it costs nothing, if there is nobody. */
    private Observation[] observations;

    /** For subclasses, which register their parts in their constructors. */
    protected Model() {}

    /**
     * Passes on the value of this model, and reports it to whoever {@linkplain #onOutput observes} it. A model that is
     * not a {@link Layer} returns its value through this.
     */
    protected final Tensor traced(Tensor value) {
        used();
        return reported(value);
    }

    /**
     * Says how this model is called and laid out in PyTorch; see {@link PyTorchLayout}. By default all parts have the
     * same names there, in lower case with underscores, and the same shapes.
     */
    protected void pytorch(PyTorchLayout layout) {
        layout.asHere();
    }

    /** The storage of the own parameters and buffers, by name. */
    final Map<String, Parameter> ownStorage() {
        Map<String, Parameter> all = new LinkedHashMap<>(own);
        buffers.forEach((n, b) -> all.put(n, b.storage()));
        return all;
    }

    /** The storage of a parameter or buffer below this model, by its path from here; null if there is none. */
    final Parameter storage(String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return ownStorage().get(path);
        }
        Model child = children.get(path.substring(0, dot));
        return child == null ? null : child.storage(path.substring(dot + 1));
    }

    /** What a recorded tape calls the operations of this model: its name in the model around it, else its type. */
    final String scopeName() {
        return name == null ? getClass().getSimpleName() : name;
    }

    final Tensor reported(Tensor value) {
        Observation[] all = observations;
        if (all != null) {
            for (Observation observation : all) {
                observation.report(this, value);
            }
        }
        return value;
    }

    /**
     * Reports every value that this model and its parts give, in the order in which they are computed, until the
     * observation is closed: PyTorch's forward hooks, for a whole tree. Several observations can be open at once. Only
     * what is registered is seen: a {@link Layer}, or a model that returns its value through {@link #traced}; not
     * {@code x.relu()} in the code of one. A part that is registered later is not observed. A
     * {@link org.autodiff.Autodiff#checkpoint checkpointed} part reports again when it is computed again.
     *
     * <pre>{@code
     * try (Observation observation = model.onOutput((path, layer, value) -> System.out.println(path + value.shape())))
     *     { model.apply(x);
     * }
     * }</pre>
     *
     * <p>It is opened and closed while no other thread applies the model; a model that several threads apply calls the
     * listener on each of them.
     */
    public final Observation onOutput(OutputListener listener) {
        Objects.requireNonNull(listener, () -> label() + ": listener is null");
        Map<Model, String> paths = new IdentityHashMap<>();
        visit((path, model) -> paths.put(model, path));
        Observation opened = new Observation(listener, paths);
        paths.keySet().forEach(model -> model.observations = opened.addedTo(model.observations));
        return opened;
    }

    final void remove(Observation observation) {
        observations = observation.removedFrom(observations);
    }

    /**
     * Looks for parts that are not registered: at the first use, at the first use after the mode was set, and ever more
     * rarely in between, as fields may change. Also looks at the models around this one that have not been used yet:
     * they may be applied without reporting it.
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
            uses = count; // not reached if the check fails, so that it fails again next time
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
     * Registers an existing parameter. A parameter of another model is then shared by both and keeps its name; this is
     * how weights are tied. A parameter that belongs to no model becomes part of this one, and is renamed by its path.
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
     * Registers a new parameter with a copy of an initial value, and remembers its fan: for values that are not random.
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
     * Registers a new buffer with a copy of an initial value: numbers that belong to the model but are not parameters,
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
     * Registers a random generator that this model draws from when it is applied, so that its {@link #state} is
     * complete and a training that goes on from it draws what it would have drawn. A generator that only chooses first
     * weights need not be registered.
     *
     * @param name as for a parameter
     * @return the generator itself
     * @throws IllegalArgumentException if the name breaks the rules
     */
    protected final Rng generator(String name, Rng rng) {
        checkName(name);
        generators.put(name, Objects.requireNonNull(rng, () -> label() + ": generator '" + name + "' is null"));
        return rng;
    }

    /**
     * Registers a part of this model, and returns it.
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

    /** Names each parameter by its path from the root, so that messages of core show where it is. */
    private void nameParameters() {
        own.forEach((n, p) -> {
            if (Owners.of(p) == this) { // a shared parameter is named by its first place
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
        if (own.containsKey(name)
                || buffers.containsKey(name)
                || generators.containsKey(name)
                || children.containsKey(name)) {
            throw new IllegalArgumentException(label() + ": the name '" + name + "' is used twice");
        }
    }

    /** Whether a model is part of this tree, anywhere. */
    final boolean contains(Model model) {
        Set<Model> all = Collections.newSetFromMap(new IdentityHashMap<>());
        visit("", (path, part) -> {}, all);
        return all.contains(model);
    }

    /** The root of the tree that this model was first registered in. */
    final Model root() {
        Model model = this;
        while (model.parent != null) {
            model = model.parent;
        }
        return model;
    }

    // ---- what it is made of

    /** The parts of this model, by name, in the order of registration. */
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
    @Override
    public final Map<String, Parameter> namedParameters() {
        return collect(m -> m.own);
    }

    /** All buffers of the tree below this model, by their path from here: {@code 1.runningMean}. */
    public final Map<String, Buffer> namedBuffers() {
        return collect(m -> m.buffers);
    }

    /** All random generators of the tree below this model, each once, by their path from here: {@code 2.rng}. */
    public final Map<String, Rng> namedGenerators() {
        return collect(m -> m.generators);
    }

    // ---- saved and loaded

    /**
     * Every parameter, then every buffer, then the {@linkplain Rng.State#words state} of every random generator, by its
     * path from here. What is shared appears once, by its first path. The arrays stay as they are when the model is
     * trained further.
     *
     * <pre>{@code
     * Safetensors.write(file, model.state());
     * model.load(Safetensors.read(file));
     * }</pre>
     *
     * @throws IllegalStateException if a field of this model or of a part holds something that is not registered, and
     *     so would not be saved
     */
    @Override
    public final Map<String, NdArray> state() {
        return new ModelState(this, label()).read();
    }

    /**
     * Takes up a state of a model of the same structure. Nothing has changed if it throws.
     *
     * @throws IllegalArgumentException if an entry is missing, unexpected or of another shape; one message names all
     * @throws IllegalStateException as {@link #state} does; and within a transform or a call that gives the model other
     *     parameters
     */
    @Override
    public final void load(Map<String, NdArray> state) {
        load(state, Strictness.STRICT);
    }

    /**
     * Takes up a state, or the part of it that fits.
     *
     * @return what was loaded and what was not
     * @throws IllegalArgumentException if it is to be strict, as {@link #load(Map)} does
     * @throws IllegalStateException as {@link #load(Map)} does
     */
    public final LoadReport load(Map<String, NdArray> state, Strictness strictness) {
        Objects.requireNonNull(state, () -> label() + ": the state is null");
        Objects.requireNonNull(strictness, () -> label() + ": strictness is null");
        return new ModelState(this, label()).write(state, strictness);
    }

    // ---- frozen parts

    /**
     * {@linkplain Parameter#freeze Freezes} every parameter whose path matches a pattern, in which {@code *} stands for
     * any characters: {@code encoder.*} is the whole encoder, {@code *.bias} every bias. No gradient is computed for
     * it, nor for what only it needs; optimizers and transforms of the model leave it out. Running statistics are not
     * parameters: call {@code eval()} of a frozen part to keep those.
     *
     * @throws IllegalArgumentException if nothing matches
     */
    public final void freeze(String pattern) {
        PathPattern.of(label(), pattern).in(namedParameters()).forEach(Parameter::freeze);
    }

    /**
     * Lets parameters be trained again; see {@link #freeze}.
     *
     * @throws IllegalArgumentException if nothing matches
     */
    public final void unfreeze(String pattern) {
        PathPattern.of(label(), pattern).in(namedParameters()).forEach(Parameter::unfreeze);
    }

    // ---- applied with other parameters

    /**
     * Runs a body within which this model has other parameters than its own: JAX's way to apply a model, and PyTorch's
     * {@code functional_call}. The model itself stays as it is. So a step of training can be a part of what is
     * differentiated, and many models of one kind are one model under {@code vmap}:
     *
     * <pre>{@code
     * Map<String, Tensor> after = Tree.map((p, g) -> p.sub(g.mul(rate)), model.parameterValues(), gradients);
     * Tensor loss = model.with(after, () -> new Mse().apply(model.apply(x), y));
     * }</pre>
     *
     * <p>It holds on this thread, until the body returns or throws; calls nest. Where names are left out, the model has
     * what it had. Buffers can be given too; those that are not cannot be assigned within the body, since running
     * statistics would take up what other parameters compute. So evaluate such a model, or use layers without them.
     *
     * @param values by the names of {@link #namedParameters} and {@link #namedBuffers}, in the same shapes
     * @return what the body returns
     * @throws IllegalArgumentException if the model has no parameter or buffer of a name, or a shape differs
     */
    public final <T> T with(Map<String, ? extends Tensor> values, Supplier<T> body) {
        Objects.requireNonNull(values, () -> label() + ": the values are null");
        Map<String, Parameter> parameters = namedParameters();
        Map<String, Buffer> buffers = namedBuffers();
        Map<Parameter, Tensor> given = new IdentityHashMap<>();
        buffers.values().forEach(b -> given.put(b.storage(), b.storage())); // cannot be assigned meanwhile
        values.forEach((n, value) -> {
            Parameter parameter = parameters.get(n);
            if (parameter == null && buffers.get(n) == null) {
                throw new IllegalArgumentException(label() + ": no parameter or buffer is called '" + n
                        + "'; the parameters are " + parameters.keySet() + ", the buffers " + buffers.keySet());
            }
            given.put(parameter == null ? buffers.get(n).storage() : parameter, value);
        });
        return Autodiff.withParameters(given, body);
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
     * How many inputs and outputs a parameter of this tree connects, which initialisers and learning rates by layer
     * depend on.
     *
     * @throws IllegalArgumentException if it is not a parameter of this tree, or was registered without a fan
     */
    public final Fan fan(Parameter parameter) {
        Fan[] found = new Fan[1];
        visit((path, model) -> found[0] = found[0] == null ? model.fans.get(parameter) : found[0]);
        if (found[0] == null) {
            throw new IllegalArgumentException(label() + ": no fan is known of parameter '" + parameter.name() + "'");
        }
        return found[0];
    }

    /** How many numbers all {@link #parameters} have together. */
    public final long parameterCount() {
        return parameters().stream().mapToLong(Tensor::size).sum();
    }

    /**
     * How many numbers its own parameters have, without those of its children and those that were counted before.
     */
    final long ownParameterCount(Set<Parameter> counted) {
        return own.values().stream()
                .filter(counted::add)
                .mapToLong(Tensor::size)
                .sum();
    }

    /** Where this model is in its tree, such as {@code encoder.2}; empty for the root. */
    public final String path() {
        return parent == null ? "" : parent.qualified(name);
    }

    private String qualified(String name) {
        String path = path();
        return path.isEmpty() ? name : path + "." + name;
    }

    // ---- training and evaluation

    /**
     * Puts every model of this tree into training mode, in which models start: dropout drops, and batch normalisation
     * uses and collects the statistics of the batch.
     */
    public final void train() {
        setTraining(true);
    }

    /**
     * Puts every model of this tree into evaluation mode: dropout drops nothing, and batch normalisation uses the
     * statistics it has collected.
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

    /** Whether this model is in training mode. */
    public final boolean isTraining() {
        return training;
    }

    // ---- text

    /** The type in a word, or with its sizes: {@code Linear(64 -> 32)}. The name of the class, unless overridden. */
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
     * What messages call this model: its path, such as {@code encoder.2}, or for a root its type, such as {@code net}
     * or {@code GRU}.
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
     * @throws IllegalArgumentException if it has another size, or there is no axis: {@code encoder.2.attention:
     *     expected last dimension 64, got (8, 50, 32)}
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
     * @param expected what it should be: the words that follow "expected" in the message
     * @throws IllegalArgumentException if it is false: {@code conv1: expected (n, 3, rows, columns), got (8, 32)}
     */
    protected final void require(boolean holds, String expected, Shape got) {
        if (!holds) {
            throw new IllegalArgumentException(label() + ": expected " + expected + ", got " + got);
        }
    }

    /**
     * The parts of the model and the shape of what each gives: see {@link Summary}. The run is made in evaluation mode
     * and changes nothing in the model. Another thread must not apply the model meanwhile.
     *
     * @param run applies the model to arguments of the shapes of interest
     */
    @SuppressWarnings("try") // the observation acts by being open
    public final Summary summary(Runnable run) {
        Map<Model, Boolean> modes = new IdentityHashMap<>();
        Map<Model, Shape> outputs = new IdentityHashMap<>();
        visit((path, model) -> modes.put(model, model.training));
        eval();
        try (Observation seen = onOutput((path, model, value) -> outputs.putIfAbsent(model, value.shape()))) {
            run.run();
        } finally {
            modes.forEach((model, mode) -> model.training = mode);
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
