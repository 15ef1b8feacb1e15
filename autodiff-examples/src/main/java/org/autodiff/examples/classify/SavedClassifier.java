package org.autodiff.examples.classify;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import com.google.gson.reflect.TypeToken;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Rng;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Layer;
import org.autodiff.nn.data.Standardizer;
import org.autodiff.nn.io.Safetensors;

/**
 * A trained classifier with all that it needs to be used: one safetensors file, whose metadata say how it is made.
 *
 * @param sizes of the perceptron
 * @param features the names of the columns, in their order
 * @param classes the names of the classes, in their order
 * @param standardizer fitted on the rows that it learnt from
 * @param model which turns standardised features into logits
 */
public record SavedClassifier(
        MlpSizes sizes, List<String> features, List<String> classes, Standardizer standardizer, Layer model) {
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
        Map<String, String> notes;
        Map<String, NdArray> arrays;
        try {
            notes = Safetensors.readMetadata(file);
            arrays = Safetensors.read(file);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw new UserError(Text.oneLine(String.valueOf(e.getMessage())), e);
        }
        if (!KIND.equals(notes.get("kind"))) {
            throw new UserError(file + ": is no model of autodiff train digits --save"
                    + (notes.containsKey("kind") ? ", but a " + Text.quote(notes.get("kind")) : ""));
        }
        try {
            Gson gson = new Gson();
            List<Integer> sizes = gson.fromJson(notes.get("sizes"), new TypeToken<List<Integer>>() {}.getType());
            List<String> features = strings(notes.get("features"));
            List<String> classes = strings(notes.get("classes"));
            MlpSizes shape = new MlpSizes(sizes);
            require(sizes.get(0) == features.size(), "its sizes do not fit its features");
            require(sizes.get(sizes.size() - 1) == classes.size(), "its sizes do not fit its classes");
            require(shape.parameterCount() == numbers(arrays), "its sizes do not fit its parameters");
            Layer model = shape.create(Rng.of(0));
            model.load(part(arrays, MODEL));
            model.eval();
            Standardizer standardizer = new Standardizer();
            standardizer.load(part(arrays, SCALING));
            require(standardizer.mean().size() == features.size(), "its scaling does not fit its features");
            return new SavedClassifier(shape, features, classes, standardizer, model);
        } catch (JsonSyntaxException | IllegalArgumentException | NullPointerException e) {
            throw new UserError(file + ": is damaged: " + Text.oneLine(String.valueOf(e.getMessage())), e);
        }
    }

    private static List<String> strings(String json) {
        List<String> list = new Gson().fromJson(json, new TypeToken<List<String>>() {}.getType());
        require(list != null && list.stream().noneMatch(text -> text == null), "it lacks names");
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
