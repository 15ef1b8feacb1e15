package org.autodiff.nn;

import java.util.List;
import java.util.function.Function;
import org.autodiff.Rng;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
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

/** Samples of convolutions and pooling. */
final class ConvSamples {
    private ConvSamples() {}

    static List<ModelSample> all() {
        return List.of(
                pictures("conv2d", 2, rng -> Conv2d.builder(2, 3, window(rng)).build(rng)),
                pictures(
                        "conv2d with groups",
                        4,
                        rng -> Conv2d.builder(4, 2, window(rng))
                                .groups(2)
                                .bias(false)
                                .build(rng)),
                pictures(
                        "conv2d that keeps the size, mirrored",
                        2,
                        rng -> Conv2d.builder(2, 1, 1 + rng.nextInt(3))
                                .paddingSame()
                                .paddingMode(PadMode.REFLECT)
                                .build(rng)),
                lines("conv1d", 2, rng -> Conv1d.builder(2, 3, line(rng)).build(rng)),
                lines(
                        "conv1d that goes round",
                        2,
                        rng -> Conv1d.builder(2, 1, line(rng))
                                .paddingMode(PadMode.CIRCULAR)
                                .build(rng)),
                pictures(
                        "convTranspose2d",
                        2,
                        rng -> ConvTranspose2d.builder(2, 1, window(rng)).build(rng)),
                pictures(
                        "convTranspose2d with groups",
                        4,
                        rng -> ConvTranspose2d.builder(4, 2, 2)
                                .stride(2)
                                .groups(2)
                                .outputPadding(rng.nextInt(2), 1)
                                .build(rng)),
                lines(
                        "convTranspose1d",
                        2,
                        rng -> ConvTranspose1d.builder(2, 2, line(rng)).build(rng)),
                pictures(
                        "maxPool2d",
                        1,
                        rng -> MaxPool2d.builder(2).stride(1 + rng.nextInt(2)).build()),
                pictures(
                        "maxPool2d up to the end",
                        1,
                        rng -> MaxPool2d.builder(2).padding(1).ceilMode(true).build()),
                lines(
                        "maxPool1d",
                        2,
                        rng -> MaxPool1d.builder(2)
                                .stride(1 + rng.nextInt(2))
                                .ceilMode(true)
                                .build()),
                pictures(
                        "avgPool2d",
                        1,
                        rng -> AvgPool2d.builder(2)
                                .stride(1 + rng.nextInt(2))
                                .padding(1)
                                .build()),
                pictures(
                        "avgPool2d up to the end",
                        1,
                        rng -> AvgPool2d.builder(2)
                                .padding(1)
                                .countIncludePad(rng.nextBoolean())
                                .ceilMode(true)
                                .build()),
                lines(
                        "avgPool1d",
                        2,
                        rng -> AvgPool1d.builder(2).stride(1 + rng.nextInt(2)).build()),
                lines("adaptiveAvgPool1d", 2, rng -> AdaptiveAvgPool1d.of(1 + rng.nextInt(4))),
                lines("adaptiveMaxPool1d", 2, rng -> AdaptiveMaxPool1d.of(1 + rng.nextInt(4))),
                pictures("adaptiveAvgPool2d", 1, rng -> AdaptiveAvgPool2d.of(1 + rng.nextInt(3), 1 + rng.nextInt(4))),
                pictures("adaptiveMaxPool2d", 1, rng -> AdaptiveMaxPool2d.of(1 + rng.nextInt(3), 1 + rng.nextInt(4))));
    }

    private static Window2d window(Rng rng) {
        return Window2d.of(1 + rng.nextInt(3), 1 + rng.nextInt(3))
                .stride(1 + rng.nextInt(2), 1 + rng.nextInt(2))
                .padding(rng.nextInt(2), rng.nextInt(2));
    }

    private static Window1d line(Rng rng) {
        return Window1d.of(1 + rng.nextInt(3)).stride(1 + rng.nextInt(2)).padding(rng.nextInt(2));
    }

    private static ModelSample pictures(String name, int channels, Function<Rng, Layer> make) {
        return sample(name, rng -> Shape.of(channels, 3 + rng.nextInt(2), 3 + rng.nextInt(2)), make);
    }

    private static ModelSample lines(String name, int channels, Function<Rng, Layer> make) {
        return sample(name, rng -> Shape.of(channels, 3 + rng.nextInt(3)), make);
    }

    private static ModelSample sample(String name, Function<Rng, Shape> one, Function<Rng, Layer> make) {
        return new ModelSample(name, rng -> {
            Layer layer = make.apply(rng);
            Shape shape = one.apply(rng);
            return ModelSample.of(
                    layer, apart(rng.nextBoolean() ? shape : Shape.of(2).concat(shape), rng));
        });
    }

    /** Numbers of which no two are close, so that a small step does not change which one is the largest. None is 0. */
    static NdArray apart(Shape shape, Rng rng) {
        int[] order = rng.permutation(shape.size());
        return NdArray.build(shape, data -> {
            for (int i = 0; i < shape.size(); i++) {
                data[i] = 0.1 * (order[i] - shape.size() / 2 + 0.3 + 0.4 * rng.nextDouble());
            }
        });
    }
}
