package org.autodiff.nn.io;

import java.nio.file.Path;
import java.util.Map;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.LoadReport;
import org.autodiff.nn.Model;
import org.autodiff.nn.PyTorchLayout;
import org.autodiff.nn.Strictness;

/**
 * Weights from PyTorch, and back. In Python {@code safetensors.torch.save_file(model.state_dict(), file)} and
 * {@code model.load_state_dict(safetensors.torch.load_file(file))}; here
 *
 * <pre>{@code
 * Checkpoints.fromPyTorch(model, Path.of("model.safetensors"));
 * Checkpoints.toPyTorch(model, Path.of("model.safetensors"));
 * }</pre>
 *
 * <p>Each layer knows how it is called and laid out there, {@link Model#pytorch}: weights of linear maps are
 * transposed, those of attention stand in one matrix, and so on. A model of several parts needs the same parts under
 * the same names, in PyTorch's way of writing. Files of float32, float16 and bfloat16 are converted; what is written
 * is float64, which {@code load_state_dict} converts to the type of its module. Pickled files ({@code .pt}) are not
 * read: they can run programs.
 */
public final class Checkpoints {
    private Checkpoints() {}

    /**
     * Loads a {@code state_dict} into a model.
     *
     * @throws IllegalArgumentException if entries are missing, unexpected or of another shape: the message names all of
     *     them, in PyTorch's names, and nothing has changed; or if PyTorch has no such layer
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static void fromPyTorch(Model model, Path file) {
        fromPyTorch(model, file, Strictness.STRICT);
    }

    /**
     * The same; under {@link Strictness#LENIENT} what fits is loaded.
     *
     * @return what was loaded, and what was not, in PyTorch's names
     */
    public static LoadReport fromPyTorch(Model model, Path file, Strictness strictness) {
        Map<String, NdArray> state = Safetensors.read(file);
        return PyTorchLayout.load(model, state, strictness);
    }

    /**
     * Writes a {@code state_dict} of a model.
     *
     * @throws IllegalArgumentException if PyTorch has no such layer
     * @throws java.io.UncheckedIOException if it cannot be written; the file is then what it was
     */
    public static void toPyTorch(Model model, Path file) {
        Safetensors.write(file, PyTorchLayout.stateOf(model), Map.of("format", "pt"));
    }
}
