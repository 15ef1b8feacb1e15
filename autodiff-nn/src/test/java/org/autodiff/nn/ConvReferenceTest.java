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
import org.autodiff.nn.conv.ConvOptions;
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
    private static final ConvOptions DEFAULTS = new ConvOptions();
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
        put.accept("plain", Conv2d.of(2, 3, Window2d.of(3, 2), rng));
        put.accept("single", Conv2d.of(2, 3, Window2d.of(2, 2), rng));
        put.accept("nobias", Conv2d.of(2, 3, Window2d.of(2, 2), DEFAULTS.bias(false), rng));
        put.accept("stride", Conv2d.of(2, 2, Window2d.of(2, 3).stride(2, 1).padding(1, 2), rng));
        put.accept("dilation", Conv2d.of(1, 2, Window2d.of(2, 2).dilation(2, 3).padding(1, 1), rng));
        put.accept("groups", Conv2d.of(4, 6, Window2d.of(2, 2), DEFAULTS.groups(2), rng));
        put.accept("depthwise", Conv2d.of(3, 6, Window2d.of(2, 2).padding(1, 1).stride(2, 2), DEFAULTS.groups(3), rng));
        put.accept("same", Conv2d.of(1, 2, Window2d.of(2, 3).dilation(3, 1), DEFAULTS.same(true), rng));
        put.accept(
                "samereflect",
                Conv2d.of(1, 2, Window2d.of(4, 3), DEFAULTS.same(true).padding(PadMode.REFLECT), rng));
        put.accept("one", Conv2d.of(3, 2, Window2d.of(1, 1), rng));
        for (PadMode mode : List.of(PadMode.REFLECT, PadMode.REPLICATE, PadMode.CIRCULAR)) {
            Window2d window = Window2d.of(3, 2).padding(2, 1).stride(1, 2);
            put.accept(mode.name().toLowerCase(), Conv2d.of(2, 1, window, DEFAULTS.padding(mode), rng));
        }
    }

    private void conv1d(BiConsumer<String, Layer> put) {
        put.accept("plain", Conv1d.of(2, 3, Window1d.of(3), rng));
        put.accept("single", Conv1d.of(2, 3, Window1d.of(2), rng));
        put.accept("nobias", Conv1d.of(2, 3, Window1d.of(2), DEFAULTS.bias(false), rng));
        Window1d all = Window1d.of(3).stride(2).padding(3).dilation(2);
        put.accept("all", Conv1d.of(4, 2, all, DEFAULTS.groups(2), rng));
        put.accept("same", Conv1d.of(1, 2, Window1d.of(4), DEFAULTS.same(true), rng));
        for (PadMode mode : List.of(PadMode.REFLECT, PadMode.REPLICATE, PadMode.CIRCULAR)) {
            Window1d window = Window1d.of(3).padding(2).stride(2);
            put.accept(mode.name().toLowerCase(), Conv1d.of(2, 1, window, DEFAULTS.padding(mode), rng));
        }
    }

    private void transposed(BiConsumer<String, Layer> put) {
        put.accept("2d/plain", ConvTranspose2d.of(2, 3, Window2d.of(3, 2), rng));
        put.accept("2d/single", ConvTranspose2d.of(2, 3, Window2d.of(2, 2), rng));
        put.accept("2d/nobias", ConvTranspose2d.of(3, 2, Window2d.of(2, 2), DEFAULTS.bias(false), rng));
        put.accept(
                "2d/stride",
                ConvTranspose2d.of(2, 2, Window2d.of(2, 3).stride(2, 3).padding(1, 0), rng));
        put.accept(
                "2d/outputpadding",
                ConvTranspose2d.of(
                        2, 1, Window2d.of(3, 3).stride(2, 3).padding(1, 1), DEFAULTS.outputPadding(1, 2), rng));
        put.accept(
                "2d/dilation",
                ConvTranspose2d.of(1, 2, Window2d.of(2, 2).dilation(2, 3), DEFAULTS.outputPadding(1, 2), rng));
        put.accept(
                "2d/groups",
                ConvTranspose2d.of(
                        4, 6, Window2d.of(2, 3).stride(2, 2), DEFAULTS.groups(2).outputPadding(1, 1), rng));
        put.accept("1d/plain", ConvTranspose1d.of(2, 3, Window1d.of(3), rng));
        put.accept("1d/single", ConvTranspose1d.of(2, 3, Window1d.of(2), rng));
        put.accept("1d/nobias", ConvTranspose1d.of(2, 3, Window1d.of(2).stride(2), DEFAULTS.bias(false), rng));
        Window1d all = Window1d.of(3).stride(3).padding(1).dilation(2);
        put.accept("1d/all", ConvTranspose1d.of(4, 2, all, DEFAULTS.groups(2).outputPadding(2), rng));
    }

    @Test
    void pooling() {
        Map<String, Layer> layers = new TreeMap<>();
        for (MaxPool2d p : List.of(
                MaxPool2d.of(2),
                MaxPool2d.of(3, 2).stride(2, 1).padding(1, 0),
                MaxPool2d.of(3).stride(2).padding(1),
                MaxPool2d.of(2, 3).stride(3, 2).padding(0, 1),
                MaxPool2d.of(2).stride(2, 3).padding(1).dilation(2, 1),
                MaxPool2d.of(2, 3).stride(1).padding(0, 1).dilation(1, 2))) {
            put(layers, p, p.ceil(true));
        }
        for (MaxPool1d p : List.of(
                MaxPool1d.of(3),
                MaxPool1d.of(2).stride(1),
                MaxPool1d.of(3).stride(2).padding(1),
                MaxPool1d.of(2).stride(3).padding(1),
                MaxPool1d.of(3).stride(2).padding(1).dilation(2))) {
            put(layers, p, p.ceil(true));
        }
        for (AvgPool2d p : List.of(
                AvgPool2d.of(2),
                AvgPool2d.of(3, 2).stride(2, 1).padding(1, 0),
                AvgPool2d.of(3).stride(2).padding(1),
                AvgPool2d.of(2, 3).stride(3, 2).padding(0, 1))) {
            for (AvgPool2d q : List.of(p, p.countPadding(false))) {
                put(layers, q, q.ceil(true), q.divisor(5), q.divisor(5).ceil(true));
            }
        }
        for (AvgPool1d p : List.of(
                AvgPool1d.of(3),
                AvgPool1d.of(2).stride(1),
                AvgPool1d.of(3).stride(2).padding(1),
                AvgPool1d.of(2).stride(3).padding(1))) {
            put(
                    layers,
                    p,
                    p.ceil(true),
                    p.countPadding(false),
                    p.countPadding(false).ceil(true));
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
