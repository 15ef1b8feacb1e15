package org.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Bilinear;
import org.autodiff.nn.Embedding;
import org.autodiff.nn.Flatten;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.LoadReport;
import org.autodiff.nn.Maxout;
import org.autodiff.nn.Model;
import org.autodiff.nn.Prelu;
import org.autodiff.nn.PyTorchLayout;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.Strictness;
import org.autodiff.nn.attention.Mask;
import org.autodiff.nn.attention.MultiHeadAttention;
import org.autodiff.nn.attention.TransformerDecoder;
import org.autodiff.nn.attention.TransformerEncoder;
import org.autodiff.nn.attention.TransformerEncoderLayer;
import org.autodiff.nn.block.BasicBlock;
import org.autodiff.nn.conv.Conv1d;
import org.autodiff.nn.conv.Conv2d;
import org.autodiff.nn.conv.ConvTranspose1d;
import org.autodiff.nn.conv.ConvTranspose2d;
import org.autodiff.nn.conv.MaxPool2d;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.norm.BatchNorm2d;
import org.autodiff.nn.norm.GroupNorm;
import org.autodiff.nn.norm.LayerNorm;
import org.autodiff.nn.recurrent.Gru;
import org.autodiff.nn.recurrent.Lstm;
import org.autodiff.nn.recurrent.LstmCell;
import org.autodiff.nn.recurrent.Rnn;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Files that PyTorch has written: {@code src/test/python/pytorch_files.py}. */
class PyTorchFilesTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "org", "autodiff", "nn", "io", "pytorch");
    private static final Map<String, NdArray> CASES = Safetensors.read(FOLDER.resolve("cases.safetensors"));

    private record Case(Model model, Function<Tensor[], Tensor> apply) {
        static Case of(Layer layer) {
            return new Case(layer, x -> layer.apply(x[0]));
        }
    }

    /** The net of the script: parts whose names are of two words. */
    private static final class Net extends Layer {
        private final Embedding wordTable;
        private final Layer encoder;
        private final Layer outLayer;

        Net(Rng rng) {
            wordTable = child("wordTable", Embedding.of(5, 4, rng));
            encoder = child("encoder", Sequential.of(Linear.of(4, 3, rng), Activation.tanh(), LayerNorm.of(3)));
            outLayer = child("outLayer", Linear.builder(3, 2).bias(false).build(rng));
        }

        @Override
        protected Tensor forward(Tensor x) {
            return outLayer.apply(encoder.apply(wordTable.apply(x)));
        }
    }

    private static Map<String, Case> cases() {
        Rng rng = Rng.of(1);
        Map<String, Case> all = new LinkedHashMap<>();
        all.put("linear", Case.of(Linear.of(3, 2, rng)));
        all.put("linear_nobias", Case.of(Linear.builder(3, 2).bias(false).build(rng)));
        Bilinear bilinear = Bilinear.of(3, 4, 2, rng);
        all.put("bilinear", new Case(bilinear, x -> bilinear.apply(x[0], x[1])));
        all.put("embedding", Case.of(Embedding.builder(6, 3).paddingIdx(1).build(rng)));
        all.put(
                "conv1d",
                Case.of(Conv1d.builder(4, 6, 3).stride(2).padding(1).groups(2).build(rng)));
        all.put("conv2d", Case.of(Conv2d.builder(2, 3, 3, 2).dilation(1, 2).build(rng)));
        all.put(
                "conv_transpose1d",
                Case.of(ConvTranspose1d.builder(4, 2, 3).stride(2).groups(2).build(rng)));
        all.put(
                "conv_transpose2d",
                Case.of(ConvTranspose2d.builder(2, 3, 3)
                        .stride(2)
                        .outputPadding(1)
                        .build(rng)));
        all.put("batch_norm1d", Case.of(BatchNorm1d.of(3)));
        all.put("batch_norm2d", Case.of(BatchNorm2d.of(3)));
        all.put("layer_norm", Case.of(LayerNorm.of(2, 3)));
        all.put("group_norm", Case.of(GroupNorm.of(2, 4)));
        all.put("prelu", Case.of(Prelu.ofChannels(3)));
        all.put("rnn", Case.of(Rnn.of(2, 3, rng)));
        all.put(
                "lstm",
                Case.of(Lstm.builder(2, 3).numLayers(2).bidirectional(true).build(rng)));
        all.put("lstm_projected", Case.of(Lstm.builder(2, 4).projSize(3).build(rng)));
        all.put("gru", Case.of(Gru.builder(2, 3).numLayers(2).build(rng)));
        LstmCell cell = LstmCell.of(2, 3, rng);
        all.put("lstm_cell", new Case(cell, x -> cell.apply(x[0]).hidden()));
        all.put(
                "attention",
                Case.of(MultiHeadAttention.builder(4, 2).addBiasKv(true).build(rng)));
        MultiHeadAttention cross =
                MultiHeadAttention.builder(4, 2).kdim(3).vdim(5).build(rng);
        all.put("attention_sizes", new Case(cross, x -> cross.apply(x[0], x[1], x[2])));
        all.put(
                "encoder_layer",
                Case.of(TransformerEncoderLayer.builder(4, 2).dimFeedforward(6).build(rng)));
        all.put(
                "encoder",
                Case.of(TransformerEncoder.builder(4, 2, 2)
                        .dimFeedforward(6)
                        .normFirst(true)
                        .build(rng)));
        TransformerDecoder decoder =
                TransformerDecoder.builder(4, 2, 2).dimFeedforward(6).build(rng);
        all.put("decoder", new Case(decoder, x -> decoder.apply(x[0], x[1], Mask.none(), Mask.none())));
        all.put(
                "cnn",
                Case.of(Sequential.of(
                        Conv2d.builder(1, 2, 3).padding(1).build(rng),
                        BatchNorm2d.of(2),
                        Activation.relu(),
                        MaxPool2d.of(2),
                        Flatten.of(),
                        Linear.of(8, 3, rng))));
        all.put("net", Case.of(new Net(rng)));
        return all;
    }

    private static Tensor[] inputs(String name) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> name + ".x" + i)
                .takeWhile(CASES::containsKey)
                .map(key -> Tensor.of(CASES.get(key)))
                .toArray(Tensor[]::new);
    }

    private static void assertClose(NdArray expected, NdArray actual) {
        assertEquals(expected.shape(), actual.shape());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.at(i), actual.at(i), 1e-12 * Math.max(1, Math.abs(expected.at(i))));
        }
    }

    @TestFactory
    Stream<DynamicTest> theSameOutputs() {
        return cases().entrySet().stream()
                .map(c -> DynamicTest.dynamicTest(c.getKey(), () -> {
                    Model model = c.getValue().model();
                    Checkpoints.fromPyTorch(model, FOLDER.resolve(c.getKey() + ".safetensors"));
                    model.eval();
                    assertClose(
                            CASES.get(c.getKey() + ".y"),
                            c.getValue().apply().apply(inputs(c.getKey())).value());
                }));
    }

    /** Each file, loaded and written again, has the same entries with the same bits. */
    @TestFactory
    Stream<DynamicTest> andBack(@TempDir Path folder) {
        return cases().entrySet().stream()
                .map(c -> DynamicTest.dynamicTest(c.getKey(), () -> {
                    Path file = FOLDER.resolve(c.getKey() + ".safetensors");
                    Path again = folder.resolve("again.safetensors");
                    Checkpoints.fromPyTorch(c.getValue().model(), file);
                    Checkpoints.toPyTorch(c.getValue().model(), again);
                    assertEquals(Safetensors.read(file), Safetensors.read(again));
                }));
    }

    @Test
    void everyFileIsRead() throws Exception {
        Set<String> files = new TreeSet<>(cases().keySet());
        files.addAll(Set.of("cases", "float32", "bfloat16"));
        try (Stream<Path> there = Files.list(FOLDER)) {
            assertEquals(
                    files,
                    new TreeSet<>(there.map(f -> f.getFileName().toString().replace(".safetensors", ""))
                            .toList()));
        }
    }

    @Test
    void shorterNumbersAreConverted() {
        Linear single = Linear.of(3, 2, Rng.of(1));
        Checkpoints.fromPyTorch(single, FOLDER.resolve("float32.safetensors"));
        Linear half = Linear.of(3, 2, Rng.of(1));
        Checkpoints.fromPyTorch(half, FOLDER.resolve("bfloat16.safetensors"));
        NdArray a = single.namedParameters().get("weight").value();
        NdArray b = half.namedParameters().get("weight").value();
        for (int i = 0; i < a.size(); i++) {
            assertEquals(a.at(i), (float) a.at(i));
            assertEquals(a.at(i), b.at(i), Math.abs(a.at(i)) / 256); // bfloat16 has 8 bits
        }
    }

    @Test
    void whatDoesNotFitIsNamedInPyTorchsNames() {
        Linear linear = Linear.of(4, 2, Rng.of(1));
        NdArray before = linear.namedParameters().get("bias").value();
        Map<String, NdArray> state = Map.of("weight", NdArray.of(new double[][] {{1, 2, 3}, {4, 5, 6}}));
        assertEquals(
                "Linear(4 -> 2) from PyTorch: the state does not fit, and nothing has changed: missing 'bias'; 'weight'"
                        + " is of shape (2, 3), must be (2, 4)",
                assertThrows(IllegalArgumentException.class, () -> PyTorchLayout.load(linear, state, Strictness.STRICT))
                        .getMessage()
                        .replaceFirst("^.*? from", "Linear(4 -> 2) from"));
        assertEquals(before, linear.namedParameters().get("bias").value());
        LoadReport report =
                PyTorchLayout.load(linear, Map.of("bias", NdArray.of(7, 8), "head", NdArray.of(1)), Strictness.LENIENT);
        assertEquals(List.of("bias"), report.loaded());
        assertEquals(List.of("weight"), report.missing());
        assertEquals(List.of("head"), report.unexpected());
        assertEquals(NdArray.of(7, 8), linear.namedParameters().get("bias").value());
    }

    /** A file saved from within DistributedDataParallel. */
    @Test
    void aCommonPrefixIsPointedAt() {
        Linear linear = Linear.of(1, 1, Rng.of(1));
        Map<String, NdArray> state =
                Map.of("module.weight", NdArray.of(new double[][] {{1}}), "module.bias", NdArray.of(1.0, 2.0));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> PyTorchLayout.load(linear, state, Strictness.STRICT))
                .getMessage();
        assertTrue(message.contains("begin with 'module.'"), message);
    }

    @Test
    void layersThatPyTorchDoesNotHave() {
        Layer net = Sequential.of(Linear.of(2, 2, Rng.of(1)), Maxout.of(2, 2, 3, Rng.of(1)));
        assertEquals(
                "1: PyTorch has no maxout layer: save it by Safetensors.write(file, model.state())",
                assertThrows(IllegalArgumentException.class, () -> PyTorchLayout.stateOf(net))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> PyTorchLayout.stateOf(Gru.builder(2, 3).resetBefore(true).build(Rng.of(1))));
        assertThrows(
                IllegalArgumentException.class,
                () -> PyTorchLayout.stateOf(Lstm.builder(2, 3).projSize(2).buildCell(Rng.of(1))));
    }

    /** torchvision's names. */
    @Test
    void residualBlocks() {
        assertEquals(
                Set.of(
                        "conv1.weight",
                        "bn1.weight",
                        "bn1.bias",
                        "bn1.running_mean",
                        "bn1.running_var",
                        "bn1.num_batches_tracked",
                        "conv2.weight",
                        "bn2.weight",
                        "bn2.bias",
                        "bn2.running_mean",
                        "bn2.running_var",
                        "bn2.num_batches_tracked",
                        "downsample.0.weight",
                        "downsample.1.weight",
                        "downsample.1.bias",
                        "downsample.1.running_mean",
                        "downsample.1.running_var",
                        "downsample.1.num_batches_tracked"),
                PyTorchLayout.stateOf(BasicBlock.of(2, 4, 2, Rng.of(1))).keySet());
    }

    /** An embedding whose table is the output's weight, too: PyTorch saves it twice. */
    private static final class Tied extends Layer {
        private final Embedding table = child("table", Embedding.of(3, 2, Rng.of(1)));

        Tied() {
            parameter("decoder", table.namedParameters().get("weight"));
        }

        @Override
        protected Tensor forward(Tensor x) {
            return table.apply(Index.of(0));
        }
    }

    @Test
    void aTiedParameterStandsAtBothPlaces() {
        Tied tied = new Tied();
        NdArray numbers = NdArray.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
        assertEquals(
                Set.of("table.weight", "decoder"), PyTorchLayout.stateOf(tied).keySet());
        PyTorchLayout.load(tied, Map.of("table.weight", numbers, "decoder", numbers), Strictness.STRICT);
        assertEquals(numbers, tied.namedParameters().values().iterator().next().value());
        NdArray others = NdArray.of(new double[][] {{1, 2}, {3, 4}, {5, 7}});
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> PyTorchLayout.load(
                                tied, Map.of("table.weight", numbers, "decoder", others), Strictness.STRICT))
                .getMessage();
        assertTrue(message.contains("is the same parameter here as another entry"), message);
        assertEquals(numbers, tied.namedParameters().values().iterator().next().value());
    }
}
