package org.autodiff.examples.classify;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.autodiff.Rng;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.nn.data.Standardizer;
import org.autodiff.nn.io.Safetensors;

/**
 * A trained classifier with all that it needs to be used: one safetensors file, whose metadata say how it is made.
 *
 * @param sizes of the perceptron
 * @param features the names of the columns, in their order
 * @param label the name of the column of the classes
 * @param classes the names of the classes, in their order
 * @param standardizer fitted on the rows that it learnt from
 * @param model which turns standardised features into logits
 */
public record SavedClassifier(
        MlpSizes sizes,
        List<String> features,
        String label,
        List<String> classes,
        Standardizer standardizer,
        Layer model) {
    private static final String KIND = "autodiff classifier 1";
    private static final String MODEL = "model/";
    private static final String SCALING = "scaling/";

    /** Copies the lists. */
    public SavedClassifier {
        features = List.copyOf(features);
        classes = List.copyOf(classes);
    }

    /**
     * Writes the file.
     *
     * @throws UserError if it cannot be written; an older one is then what it was
     */
    public void write(Path file) {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        model.state().forEach((name, x) -> arrays.put(MODEL + name, x));
        standardizer.state().forEach((name, x) -> arrays.put(SCALING + name, x));
        Gson gson = new Gson();
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("kind", KIND);
        notes.put("sizes", gson.toJson(sizes.sizes()));
        notes.put("features", gson.toJson(features));
        notes.put("label", label);
        notes.put("classes", gson.toJson(classes));
        try {
            Safetensors.write(file, arrays, notes);
        } catch (UncheckedIOException e) {
            throw new UserError(Text.oneLine(e.getMessage()), e);
        }
    }

    /**
     * Reads a file. Nothing in it is executed.
     *
     * @throws UserError if there is none, it is damaged, or of another kind
     */
    public static SavedClassifier read(Path file) {
        String name = Text.oneLine(file.toString());
        Map<String, String> notes;
        Map<String, NdArray> arrays;
        try {
            notes = Safetensors.readMetadata(file);
            arrays = Safetensors.read(file);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw new UserError(Text.oneLine(String.valueOf(e.getMessage())), e);
        }
        if (!KIND.equals(notes.get("kind"))) {
            throw new UserError(name + ": is no model of autodiff train digits --save"
                    + (notes.containsKey("kind") ? ", but a " + Text.quote(notes.get("kind")) : ""));
        }
        try {
            return of(notes, arrays);
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new UserError(name + ": is damaged: " + Text.oneLine(String.valueOf(e.getMessage())), e);
        }
    }

    private static SavedClassifier of(Map<String, String> notes, Map<String, NdArray> arrays) {
        List<Integer> sizes = list(notes, "sizes", new TypeToken<List<Integer>>() {});
        List<String> features = list(notes, "features", new TypeToken<List<String>>() {});
        List<String> classes = list(notes, "classes", new TypeToken<List<String>>() {});
        require(notes.containsKey("label"), "it lacks its label");
        require(sizes.stream().allMatch(size -> size > 0), "its sizes are not all positive");
        MlpSizes shape = new MlpSizes(sizes);
        require(sizes.get(0) == features.size(), "its sizes do not fit its features");
        require(sizes.get(sizes.size() - 1) == classes.size(), "its sizes do not fit its classes");
        require(new HashSet<>(features).size() == features.size(), "two of its features have the same name");
        require(shape.parameterCount() == numbers(arrays), "its sizes do not fit its parameters");
        Map<String, NdArray> parameters = part(arrays, MODEL);
        parameters.forEach((name, x) -> require(
                Arrays.stream(x.toArray()).allMatch(Double::isFinite), name + " has numbers that are not finite"));
        Layer model = shape.create(Rng.of(0));
        model.load(parameters);
        model.eval();
        Standardizer standardizer = new Standardizer();
        standardizer.load(part(arrays, SCALING));
        require(standardizer.mean().shape().equals(Shape.of(features.size())), "its scaling does not fit its features");
        return new SavedClassifier(shape, features, notes.get("label"), classes, standardizer, model);
    }

    private static <T> List<T> list(Map<String, String> notes, String name, TypeToken<List<T>> type) {
        List<T> list = new Gson().fromJson(notes.get(name), type);
        require(list != null && list.stream().allMatch(Objects::nonNull), "it lacks its " + name);
        return list;
    }

    /** Before a model is made of sizes that a damaged file claims. */
    private static double numbers(Map<String, NdArray> arrays) {
        return part(arrays, MODEL).values().stream().mapToDouble(NdArray::size).sum();
    }

    private static Map<String, NdArray> part(Map<String, NdArray> arrays, String prefix) {
        Map<String, NdArray> part = new LinkedHashMap<>();
        arrays.forEach((name, x) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), x);
            }
        });
        return part;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
