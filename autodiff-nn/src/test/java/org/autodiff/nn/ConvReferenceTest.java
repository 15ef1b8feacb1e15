package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.autodiff.Rng;
import org.autodiff.nn.conv.AdaptiveAvgPool1d;
import org.autodiff.nn.conv.AdaptiveAvgPool2d;
import org.autodiff.nn.conv.AdaptiveMaxPool1d;
import org.autodiff.nn.conv.AdaptiveMaxPool2d;
import org.autodiff.nn.conv.AvgPool1d;
import org.autodiff.nn.conv.AvgPool2d;
import org.autodiff.nn.conv.Conv1d;
import org.autodiff.nn.conv.Conv2d;
import org.autodiff.nn.conv.ConvTranspose1d;
import org.autodiff.nn.conv.ConvTranspose2d;
import org.autodiff.nn.conv.MaxPool1d;
import org.autodiff.nn.conv.MaxPool2d;
import org.autodiff.options.PadMode;
import org.autodiff.options.Window1d;
import org.autodiff.options.Window2d;
import org.junit.jupiter.api.Test;

/** Convolutions and pooling against PyTorch, with all options. */
class ConvReferenceTest {
    private final Rng rng = Rng.of(0);

    private static void checkAll(ReferenceCases reference, Map<String, Layer> layers) {
        layers.forEach(reference::check);
        assertEquals(Set.of(), reference.left());
    }

    @Test
    void convolutions() {
        Map<String, Layer> layers = new TreeMap<>();
        conv2d((name, layer) -> layers.put("conv2d/" + name, layer));
        conv1d((name, layer) -> layers.put("conv1d/" + name, layer));
        transposed((name, layer) -> layers.put("convTranspose" + name, layer));
        checkAll(new ReferenceCases("layersConv"), layers);
    }

    private void conv2d(BiConsumer<String, Layer> put) {
        put.accept("plain", Conv2d.builder(2, 3, 3, 2).build(rng));
        put.accept("single", Conv2d.of(2, 3, 2, rng));
        put.accept("nobias", Conv2d.builder(2, 3, 2).bias(false).build(rng));
        put.accept(
                "stride", Conv2d.builder(2, 2, 2, 3).stride(2, 1).padding(1, 2).build(rng));
        put.accept("dilation", Conv2d.builder(1, 2, 2).dilation(2, 3).padding(1).build(rng));
        put.accept("groups", Conv2d.builder(4, 6, 2).groups(2).build(rng));
        put.accept(
                "depthwise",
                Conv2d.builder(3, 6, 2).padding(1).stride(2).groups(3).build(rng));
        put.accept(
                "same", Conv2d.builder(1, 2, 2, 3).dilation(3, 1).paddingSame().build(rng));
        put.accept(
                "samereflect",
                Conv2d.builder(1, 2, 4, 3)
                        .paddingSame()
                        .paddingMode(PadMode.REFLECT)
                        .build(rng));
        put.accept("one", Conv2d.of(3, 2, 1, rng));
        for (PadMode mode : List.of(PadMode.REFLECT, PadMode.REPLICATE, PadMode.CIRCULAR)) {
            Window2d window = Window2d.of(3, 2).padding(2, 1).stride(1, 2);
            put.accept(
                    mode.name().toLowerCase(),
                    Conv2d.builder(2, 1, window).paddingMode(mode).build(rng));
        }
    }

    private void conv1d(BiConsumer<String, Layer> put) {
        put.accept("plain", Conv1d.of(2, 3, 3, rng));
        put.accept("single", Conv1d.of(2, 3, 2, rng));
        put.accept("nobias", Conv1d.builder(2, 3, 2).bias(false).build(rng));
        Window1d all = Window1d.of(3).stride(2).padding(3).dilation(2);
        put.accept("all", Conv1d.builder(4, 2, all).groups(2).build(rng));
        put.accept("same", Conv1d.builder(1, 2, 4).paddingSame().build(rng));
        for (PadMode mode : List.of(PadMode.REFLECT, PadMode.REPLICATE, PadMode.CIRCULAR)) {
            Window1d window = Window1d.of(3).padding(2).stride(2);
            put.accept(
                    mode.name().toLowerCase(),
                    Conv1d.builder(2, 1, window).paddingMode(mode).build(rng));
        }
    }

    private void transposed(BiConsumer<String, Layer> put) {
        put.accept("2d/plain", ConvTranspose2d.builder(2, 3, 3, 2).build(rng));
        put.accept("2d/single", ConvTranspose2d.of(2, 3, 2, rng));
        put.accept("2d/nobias", ConvTranspose2d.builder(3, 2, 2).bias(false).build(rng));
        put.accept(
                "2d/stride",
                ConvTranspose2d.builder(2, 2, 2, 3).stride(2, 3).padding(1, 0).build(rng));
        put.accept(
                "2d/outputpadding",
                ConvTranspose2d.builder(2, 1, 3)
                        .stride(2, 3)
                        .padding(1)
                        .outputPadding(1, 2)
                        .build(rng));
        put.accept(
                "2d/dilation",
                ConvTranspose2d.builder(1, 2, 2)
                        .dilation(2, 3)
                        .outputPadding(1, 2)
                        .build(rng));
        put.accept(
                "2d/groups",
                ConvTranspose2d.builder(4, 6, 2, 3)
                        .stride(2)
                        .groups(2)
                        .outputPadding(1, 1)
                        .build(rng));
        put.accept("1d/plain", ConvTranspose1d.of(2, 3, 3, rng));
        put.accept("1d/single", ConvTranspose1d.of(2, 3, 2, rng));
        put.accept(
                "1d/nobias",
                ConvTranspose1d.builder(2, 3, 2).stride(2).bias(false).build(rng));
        Window1d all = Window1d.of(3).stride(3).padding(1).dilation(2);
        put.accept(
                "1d/all",
                ConvTranspose1d.builder(4, 2, all).groups(2).outputPadding(2).build(rng));
    }

    @Test
    void pooling() {
        Map<String, Layer> layers = new TreeMap<>();
        for (boolean ceil : new boolean[] {false, true}) {
            put(
                    layers,
                    MaxPool2d.builder(2).ceilMode(ceil).build(),
                    MaxPool2d.builder(3, 2)
                            .stride(2, 1)
                            .padding(1, 0)
                            .ceilMode(ceil)
                            .build(),
                    MaxPool2d.builder(3).stride(2).padding(1).ceilMode(ceil).build(),
                    MaxPool2d.builder(2, 3)
                            .stride(3, 2)
                            .padding(0, 1)
                            .ceilMode(ceil)
                            .build(),
                    MaxPool2d.builder(2)
                            .stride(2, 3)
                            .padding(1)
                            .dilation(2, 1)
                            .ceilMode(ceil)
                            .build(),
                    MaxPool2d.builder(2, 3)
                            .stride(1)
                            .padding(0, 1)
                            .dilation(1, 2)
                            .ceilMode(ceil)
                            .build(),
                    MaxPool1d.builder(3).ceilMode(ceil).build(),
                    MaxPool1d.builder(2).stride(1).ceilMode(ceil).build(),
                    MaxPool1d.builder(3).stride(2).padding(1).ceilMode(ceil).build(),
                    MaxPool1d.builder(2).stride(3).padding(1).ceilMode(ceil).build(),
                    MaxPool1d.builder(3)
                            .stride(2)
                            .padding(1)
                            .dilation(2)
                            .ceilMode(ceil)
                            .build());
            for (boolean counted : new boolean[] {true, false}) {
                for (AvgPool2d.Builder p : List.of(
                        AvgPool2d.builder(2),
                        AvgPool2d.builder(3, 2).stride(2, 1).padding(1, 0),
                        AvgPool2d.builder(3).stride(2).padding(1),
                        AvgPool2d.builder(2, 3).stride(3, 2).padding(0, 1))) {
                    p.ceilMode(ceil).countIncludePad(counted);
                    put(layers, p.build(), p.divisorOverride(5).build());
                }
                for (AvgPool1d.Builder p : List.of(
                        AvgPool1d.builder(3),
                        AvgPool1d.builder(2).stride(1),
                        AvgPool1d.builder(3).stride(2).padding(1),
                        AvgPool1d.builder(2).stride(3).padding(1))) {
                    put(layers, p.ceilMode(ceil).countIncludePad(counted).build());
                }
            }
        }
        for (int[] s : new int[][] {{1, 1}, {2, 3}, {4, 5}, {6, 7}, {8, 9}}) {
            put(layers, AdaptiveMaxPool2d.of(s[0], s[1]), AdaptiveAvgPool2d.of(s[0], s[1]));
            put(layers, AdaptiveMaxPool1d.of(s[1]), AdaptiveAvgPool1d.of(s[1]));
        }
        layers.put("single/MaxPool2d", MaxPool2d.of(2));
        layers.put("single/AvgPool1d", AvgPool1d.of(2));
        layers.put("single/AdaptiveAvgPool2d", AdaptiveAvgPool2d.of(2, 3));
        checkAll(new ReferenceCases("layersPool"), layers);
    }

    private static void put(Map<String, Layer> layers, Layer... all) {
        for (Layer layer : all) {
            layers.put(layer.toString().replace(" ", ""), layer);
        }
    }
}
