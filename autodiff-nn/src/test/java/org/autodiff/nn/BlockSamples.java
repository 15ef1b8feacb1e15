package org.autodiff.nn;

import java.util.List;
import java.util.function.Function;
import org.autodiff.Rng;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.block.BasicBlock;
import org.autodiff.nn.block.Bottleneck;
import org.autodiff.nn.block.Residual;

/**
 * Samples of residual blocks. Those with relu are in evaluation mode and have positive weights and inputs, to stay away
 * from kinks. The reference values cover kinks.
 */
final class BlockSamples {
    private BlockSamples() {}

    static List<ModelSample> all() {
        return List.of(
                ModelSample.features("residual", (in, rng) -> Residual.of(Linear.of(in, in, rng))),
                ModelSample.features(
                        "residual with shortcut and activation",
                        (in, rng) -> Residual.builder(Sequential.of(Activation.tanh(), Linear.of(in, 3, rng)))
                                .shortcut(Linear.of(in, 3, rng))
                                .activation(Activation.softplus())
                                .build()),
                pictures("basic block", 2, rng -> BasicBlock.of(2, rng)),
                pictures("basic block with stride", 1, rng -> BasicBlock.of(1, 2, 2, rng)),
                pictures("bottleneck", 4, rng -> Bottleneck.of(4, 1, 1, rng)),
                pictures("bottleneck with stride", 2, rng -> Bottleneck.of(2, 1, 2, rng)));
    }

    private static ModelSample pictures(String name, int channels, Function<Rng, Layer> make) {
        return new ModelSample(name, rng -> {
            Layer layer = make.apply(rng);
            layer.parameters().forEach(p -> p.assign(positive(p.shape(), rng)));
            layer.eval();
            Shape shape = Shape.of(1, channels, 2 + rng.nextInt(2), 2 + rng.nextInt(2));
            return ModelSample.of(layer, positive(shape, rng));
        });
    }

    /** With positive weights and inputs no sum is near 0, where relu has its kink. */
    private static NdArray positive(Shape shape, Rng rng) {
        return rng.uniform(shape, 0.2, 1);
    }
}
