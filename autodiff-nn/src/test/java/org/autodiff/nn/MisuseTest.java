package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.attention.TransformerDecoderLayer;
import org.autodiff.nn.block.Bottleneck;
import org.autodiff.nn.conv.Conv1d;
import org.autodiff.nn.conv.Conv2d;
import org.autodiff.nn.conv.ConvTranspose1d;
import org.autodiff.nn.conv.ConvTranspose2d;
import org.autodiff.nn.conv.MaxPool1d;
import org.autodiff.nn.conv.MaxPool2d;
import org.autodiff.nn.graph.Aggregation;
import org.autodiff.nn.graph.Graph;
import org.autodiff.nn.graph.MessagePassing;
import org.autodiff.nn.init.Fan;
import org.autodiff.nn.norm.LayerNorm;
import org.autodiff.nn.norm.RmsNorm;
import org.autodiff.nn.recurrent.Lstm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with an argument, the message names the layer, and the model has not changed. */
class MisuseTest {
    private static final class Net extends Model {
        Net(Model part) {
            child("encoder", part);
        }
    }

    private static <M extends Model> M named(M model) {
        new Net(model);
        return model;
    }

    /** Elementwise functions take tensors of any shape, so no shape is wrong for them. */
    private static final Set<String> OF_ANY_SHAPE = Set.of(
            "celu(0.6)",
            "celu(1.0)",
            "classic dropout",
            "classic dropout in evaluation",
            "cube",
            "dropout",
            "elu(0.7)",
            "elu(1.0)",
            "gelu",
            "geluTanh",
            "hardLogistic",
            "hardSigmoid",
            "hardSwish",
            "hardTanh",
            "hardTanh(-0.5, 2.0)",
            "hardshrink(0.5)",
            "leakyRelu(0.01)",
            "leakyRelu(0.2)",
            "logSigmoid",
            "mish",
            "own activation",
            "prelu",
            "relu",
            "relu6",
            "selu",
            "sigmoid",
            "silu",
            "softplus",
            "softplus(2.0)",
            "softshrink(0.5)",
            "softsign",
            "swish",
            "swish(1.7)",
            "tanh",
            "tanhshrink");

    /** These take indices of rows; other tests show what they refuse. */
    private static final Set<String> WITHOUT_TENSORS = Set.of("embedding", "embedding with padding");

    /** Samples that apply the model that they show; a few make a new one each time, to draw the same numbers again. */
    static List<ModelSample> samples() {
        Set<String> others = Set.of("dropout of channels", "one layer of a stack");
        return ModelSamples.all().stream()
                .filter(sample -> !others.contains(sample.name()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aWrongShapeIsRefusedByName(ModelSample sample) {
        Rng rng = Rng.of(17);
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            ModelSample.Case made = sample.make(rng);
            assertEquals(WITHOUT_TENSORS.contains(sample.name()), made.inputs().isEmpty());
            if (made.inputs().isEmpty()) {
                return;
            }
            named(made.model());
            Tensor[] inputs = made.inputs().toArray(Tensor[]::new);
            Shape shape = Shape.of(rng.ints(rng.nextInt(6), 0, 4).toArray());
            inputs[rng.nextInt(inputs.length)] = Tensor.ones(shape);
            String before = state(made.model());
            try {
                Tensor value = made.apply().apply(inputs);
                if (OF_ANY_SHAPE.contains(sample.name())) {
                    assertEquals(shape, value.shape());
                }
            } catch (RuntimeException e) {
                refused++;
                assertInstanceOf(IllegalArgumentException.class, e);
                assertTrue(e.getMessage().startsWith("encoder"), shape + ": " + e.getMessage());
                if (!(made.model() instanceof Sequential)) {
                    assertEquals(before, state(made.model()));
                }
            }
        }
        assertEquals(OF_ANY_SHAPE.contains(sample.name()), refused == 0, "refused " + refused + " of 100 shapes");
    }

    @Test
    void theNamedSamplesExist() {
        Set<String> names = new HashSet<>(OF_ANY_SHAPE);
        names.addAll(WITHOUT_TENSORS);
        samples().forEach(sample -> names.remove(sample.name()));
        assertEquals(Set.of(), names);
    }

    private static String state(Model model) {
        return model.namedBuffers().values().stream()
                .map(b -> Arrays.toString(b.value().toArray()))
                .collect(Collectors.joining());
    }

    /** Each argument in turn; a state without a cell is one of the wrong kind. */
    @ParameterizedTest
    @MethodSource("samples")
    void nullIsRefusedByName(ModelSample sample) {
        ModelSample.Case made = sample.make(Rng.of(18));
        if (named(made.model()) instanceof Layer layer) {
            assertNull("encoder: argument is null", () -> layer.apply(null));
        } else {
            assertFalse(made.inputs().isEmpty());
        }
        for (int i = 0; i < made.inputs().size(); i++) {
            Tensor[] inputs = made.inputs().toArray(Tensor[]::new);
            inputs[i] = null;
            RuntimeException e =
                    assertThrows(RuntimeException.class, () -> made.apply().apply(inputs), "argument " + i);
            String message = e.getMessage();
            boolean ofTheSample = message.contains("\"xs[" + i + "]\""); // which transforms its input first
            assertTrue(
                    ofTheSample || message.matches("(encoder|state|mask|dropout).* (is|are) null|encoder: .* cell.*"),
                    message);
        }
    }

    private static void assertNull(String message, Executable call) {
        assertEquals(message, assertThrows(NullPointerException.class, call).getMessage());
    }

    private static void assertRefused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    @Test
    void nullInAConstructorIsNamed() {
        Rng rng = Rng.of(1);
        assertNull("linear: rng is null", () -> Linear.of(2, 3, null));
        assertNull(
                "linear: initializer of the weights is null",
                () -> Linear.builder(2, 3).weights(null));
        assertNull("lstm: rng is null", () -> Lstm.of(2, 3, null));
        assertNull("conv1d: window is null", () -> Conv1d.builder(1, 1, null).build(rng));
        assertNull("conv2d: window is null", () -> Conv2d.builder(1, 1, null).build(rng));
        assertNull("conv2d: padding mode is null", () -> Conv2d.builder(1, 1, 1).paddingMode(null));
        assertNull(
                "convTranspose1d: window is null",
                () -> ConvTranspose1d.builder(1, 1, null).build(rng));
        assertNull(
                "convTranspose2d: window is null",
                () -> ConvTranspose2d.builder(1, 1, null).build(rng));
        assertNull("layerNorm: sizes are null", () -> LayerNorm.of((int[]) null));
        assertNull("rmsNorm: sizes are null", () -> RmsNorm.of((int[]) null));
        assertNull("sequential: child '1' is null", () -> Sequential.of(Activation.relu(), null));
    }

    @Test
    void sizesThatOverflowAreRefused() {
        Rng rng = Rng.of(1);
        int many = 1 << 20;
        assertRefused(
                "shape: more than 2^31 - 1 elements: (2, 1048576, 1048576)", () -> Bilinear.of(many, many, 2, rng));
        assertRefused("shape: more than 2^31 - 1 elements: (1048576, 1048576)", () -> Maxout.of(1, many, many, rng));
        assertRefused(
                "bottleneck: 4 times width 1073741824: more than 2^31 - 1 channels",
                () -> Bottleneck.of(1, 1 << 30, 1, rng));
        assertRefused("shape: more than 2^31 - 1 elements: (4, 1073741824)", () -> Lstm.of(1, 1 << 30, rng));
        assertRefused(
                "fan: more than 2^31 - 1 inputs or outputs: 1048576 -> 1 in 1 groups with a window of 4096",
                () -> Fan.convolution(many, 1, 1, 4096));
    }

    @Test
    void anEmbeddingNamesItself() {
        Embedding layer = named(Embedding.of(3, 2, Rng.of(1)));
        IndexOutOfBoundsException e =
                assertThrows(IndexOutOfBoundsException.class, () -> layer.apply(Tensor.of(1.0, 3)));
        assertEquals("encoder: number 3 at position 1 is outside the 3 rows: must be in [-3, 2]", e.getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> layer.apply(Index.of(-4)));
        assertRefused("encoder: index: not a whole number: 0.5", () -> layer.apply(Tensor.of(0.5)));
        assertNull("encoder: numbers are null", () -> layer.apply((Index) null));
    }

    @Test
    void aWindowMustSeeMoreThanPadding() {
        assertRefused(
                "encoder: expected an element for the window 2, stride 2, padding 1, dilation 3 at "
                        + "every place, got (1, 2)",
                () -> named(MaxPool1d.builder(2).padding(1).dilation(3).build()).apply(Tensor.ones(Shape.of(1, 2))));
        assertRefused(
                "encoder: expected an element for the window 2 x 2, padding 1 x 0, dilation 3 x 1 at every place,"
                        + " got (1, 2, 2)",
                () -> named(MaxPool2d.builder(2)
                                .stride(1)
                                .padding(1, 0)
                                .dilation(3, 1)
                                .build())
                        .apply(Tensor.ones(Shape.of(1, 2, 2))));
    }

    @Test
    void featuresOfEdgesAreRowsWhereLayersMakeTheMessages() {
        Rng rng = Rng.of(1);
        MessagePassing layer = named(MessagePassing.of(Linear.of(4, 2, rng), Aggregation.SUM, Linear.of(4, 2, rng)));
        Graph graph = Graph.of(3, new int[] {0, 1}, new int[] {1, 2});
        assertRefused(
                "encoder: expected features of edges (2, ...) of 2 axes, got (2)",
                () -> layer.apply(Tensor.ones(Shape.of(3, 2)), graph, Tensor.ones(Shape.of(2))));
        MessagePassing odd = named(
                MessagePassing.of(Activation.of("odd", x -> x.unsqueeze(-1)), Aggregation.SUM, Activation.relu()));
        assertRefused(
                "encoder: expected messages of 2 axes, got (3, 4, 1)",
                () -> odd.apply(Tensor.ones(Shape.of(3, 2)), graph));
    }

    @Test
    void aDecoderLooksAtTheMemoryBeforeItDrops() {
        TransformerDecoderLayer.Builder options =
                TransformerDecoderLayer.builder(4, 2).dimFeedforward(3).dropout(0.5);
        TransformerDecoderLayer layer = options.build(Rng.of(1));
        TransformerDecoderLayer same = options.build(Rng.of(1));
        named(layer);
        Tensor x = Tensor.ones(Shape.of(2, 3, 4));
        assertRefused(
                "encoder.cross: expected keys of last dimension 4, got (2, 5, 3)",
                () -> layer.apply(x, Tensor.ones(Shape.of(2, 5, 3))));
        assertEquals(same.apply(x, x).value(), layer.apply(x, x).value());
    }

    @Test
    void theProbabilityOfKeepingIsCalledSo() {
        assertRefused(
                "dropout: probability of keeping must be in [0, 1], got 1.5", () -> Dropout.keeping(1.5, Rng.of(1)));
    }

    @Test
    void aModelWithoutAWordIsAModel() {
        assertNull("model: argument is null", () -> Activation.of("", x -> x).apply(null));
    }
}
