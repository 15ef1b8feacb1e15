package org.autodiff.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.internal.StateCheck;

/**
 * How a model's numbers are called and laid out in PyTorch, both ways: {@link #stateOf} and {@link #load}. Each layer
 * describes itself, by {@link Model#pytorch}:
 *
 * <pre>{@code
 * protected void pytorch(PyTorchLayout layout) {
 *     layout.transposed("weight", "weight").same("bias", "bias");
 * }
 * }</pre>
 *
 * <p>A model that does not is taken to have the same parts under the same names there, in lower case with underscores:
 * {@code runningMean} is {@code running_mean}. The first name is always PyTorch's, the second the path from the model
 * that describes itself; what the model does not have, such as a bias, is left out.
 */
public final class PyTorchLayout {
    private final Model model;
    private final String prefix;
    private final List<Entry> entries;

    private PyTorchLayout(Model model, String prefix, List<Entry> entries) {
        this.model = model;
        this.prefix = prefix;
        this.entries = entries;
    }

    /**
     * An entry of a {@code state_dict}.
     *
     * @param own the parameters or buffers that it holds; none if it is a constant
     * @param to from their numbers to the entry
     * @param from from the entry to their numbers
     */
    private record Entry(
            String name,
            Shape shape,
            List<Parameter> own,
            Function<NdArray[], NdArray> to,
            Function<NdArray, NdArray[]> from) {
        NdArray value() {
            return to.apply(own.stream().map(Tensor::value).toArray(NdArray[]::new));
        }
    }

    // ---- what a layer says of itself

    /** An entry with the same numbers. */
    public PyTorchLayout same(String name, String own) {
        Parameter p = model.storage(own);
        return p == null ? this : reshaped(name, own, p.shape());
    }

    /** An entry with the same numbers in another shape. */
    public PyTorchLayout reshaped(String name, String own, Shape shape) {
        Parameter p = model.storage(own);
        return p == null
                ? this
                : add(name, shape, List.of(p), x -> x[0].reshape(shape), x -> new NdArray[] {x.reshape(p.shape())});
    }

    /** An entry that is the transpose: of weights that act on the last axis, {@code (in, out)} here. */
    public PyTorchLayout transposed(String name, String own) {
        Parameter p = model.storage(own);
        return p == null ? this : stacked(name, own);
    }

    /**
     * An entry that holds several vectors one after the other, or the transposes of several matrices.
     *
     * @throws IllegalStateException if the model has some of them only
     */
    public PyTorchLayout stacked(String name, String... own) {
        List<Parameter> parts = new ArrayList<>();
        for (String path : own) {
            if (model.storage(path) != null) {
                parts.add(model.storage(path));
            }
        }
        if (parts.isEmpty()) {
            return this;
        }
        if (parts.size() < own.length) {
            throw new IllegalStateException(
                    model.label() + ": PyTorch's " + name + " needs all of " + Arrays.toString(own));
        }
        int[] rows = parts.stream().mapToInt(p -> p.shape().dim(-1)).toArray();
        Shape first = parts.get(0).shape();
        Shape shape = Shape.of(Arrays.stream(rows).sum()).concat(first.dropLast(1));
        return add(
                name,
                shape,
                parts,
                x -> Tensor.concat(
                                0, Arrays.stream(x).map(PyTorchLayout::turned).toArray(Tensor[]::new))
                        .value(),
                x -> Arrays.stream(Tensor.of(x).split(0, rows))
                        .map(t -> turned(t.value()).value())
                        .toArray(NdArray[]::new));
    }

    private static Tensor turned(NdArray x) {
        return x.rank() == 2 ? Tensor.of(x).transpose(0, 1) : Tensor.of(x);
    }

    /** An entry that PyTorch has and this library does not need: it is written as it is here, and read over. */
    public PyTorchLayout constant(String name, NdArray value) {
        return add(name, value.shape(), List.of(), x -> value, x -> new NdArray[0]);
    }

    /** The entries of a child, under a name that ends with a dot, or is empty. */
    public PyTorchLayout child(String name, String own) {
        Model child = model.children().get(own);
        if (child != null) {
            child.pytorch(new PyTorchLayout(child, prefix + (name.isEmpty() ? "" : name + "."), entries));
        }
        return this;
    }

    /** All parameters, buffers and children under their own names, in lower case with underscores. */
    public PyTorchLayout asHere() {
        model.ownStorage().keySet().forEach(own -> same(snake(own), own));
        model.children().keySet().forEach(own -> child(snake(own), own));
        return this;
    }

    /**
     * For a layer that PyTorch does not have.
     *
     * @param reason words that follow "PyTorch has no ...", such as {@code LSTM cell with a projection}
     * @throws IllegalArgumentException always
     */
    public PyTorchLayout none(String reason) {
        throw new IllegalArgumentException(
                model.label() + ": PyTorch has no " + reason + ": save it by Safetensors.write(file, model.state())");
    }

    private PyTorchLayout add(
            String name,
            Shape shape,
            List<Parameter> own,
            Function<NdArray[], NdArray> to,
            Function<NdArray, NdArray[]> from) {
        entries.add(new Entry(prefix + name, shape, own, to, from));
        return this;
    }

    private static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    // ---- both ways

    private static List<Entry> entries(Model model) {
        Objects.requireNonNull(model, "pyTorchLayout: the model is null");
        List<Entry> entries = new ArrayList<>();
        model.pytorch(new PyTorchLayout(model, "", entries));
        return entries;
    }

    /**
     * The model's numbers as PyTorch's {@code state_dict} has them, in the order of the model.
     *
     * @throws IllegalArgumentException if PyTorch has no such layer
     */
    public static Map<String, NdArray> stateOf(Model model) {
        Map<String, NdArray> state = new LinkedHashMap<>();
        entries(model).forEach(e -> state.put(e.name, e.value()));
        return state;
    }

    /**
     * Loads a {@code state_dict} of PyTorch. Generators and what else PyTorch does not have stay as they are.
     *
     * @return the names are PyTorch's
     * @throws IllegalArgumentException if PyTorch has no such layer; under {@link Strictness#STRICT} if something is
     *     missing, unexpected or of another shape: the message names all of it, and nothing has changed. Under both, if
     *     a parameter that stands at two places has different numbers there
     */
    public static LoadReport load(Model model, Map<String, NdArray> state, Strictness strictness) {
        Objects.requireNonNull(state, "pyTorchLayout: the state is null");
        Objects.requireNonNull(strictness, "pyTorchLayout: the strictness is null");
        List<Entry> entries = entries(model);
        Map<String, Shape> shapes = new LinkedHashMap<>();
        Map<String, NdArray> given = new LinkedHashMap<>(state);
        for (Entry e : entries) {
            if (e.own.isEmpty()) {
                given.remove(e.name); // older files lack it
            } else {
                shapes.put(e.name, e.shape);
            }
        }
        StateCheck check = StateCheck.of(model.label() + " from PyTorch", shapes, given);
        if (strictness == Strictness.STRICT) {
            check.requireNothing(ModelState.hint(check));
        }
        List<String> loaded = new ArrayList<>();
        Map<Parameter, NdArray> numbers = new IdentityHashMap<>();
        for (Entry e : entries) {
            if (!e.own.isEmpty() && check.has(e.name)) {
                NdArray[] parts = e.from.apply(given.get(e.name));
                for (int i = 0; i < parts.length; i++) {
                    NdArray before = numbers.put(e.own.get(i), parts[i]);
                    if (before != null && !before.equals(parts[i])) {
                        throw new IllegalArgumentException(model.label() + " from PyTorch: '" + e.name
                                + "' is the same parameter here as another entry, which has other numbers");
                    }
                }
                loaded.add(e.name);
            }
        }
        Map<String, NdArray> own = new LinkedHashMap<>(model.state());
        model.namedParameters().forEach((path, p) -> own.computeIfPresent(path, (k, v) -> numbers.getOrDefault(p, v)));
        model.namedBuffers()
                .forEach((path, b) -> own.computeIfPresent(path, (k, v) -> numbers.getOrDefault(b.storage(), v)));
        model.load(own);
        return new LoadReport(loaded, check.missing(), check.unexpected(), check.refused());
    }
}
