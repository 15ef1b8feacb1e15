package org.autodiff.nn;

import java.util.List;
import java.util.function.Function;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.norm.BatchNorm2d;
import org.autodiff.nn.norm.BatchNormOptions;
import org.autodiff.nn.norm.GroupNorm;
import org.autodiff.nn.norm.InstanceNorm;
import org.autodiff.nn.norm.LayerNorm;
import org.autodiff.nn.norm.NormOptions;
import org.autodiff.nn.norm.RmsNorm;

/**
 * Samples of normalisations. The check squares values, and the squares of normalised numbers have an almost constant
 * sum. So all groups have at least three numbers, eps is large, and weights are random.
 */
final class NormSamples {
    private static final double EPS = 0.1;

    private NormSamples() {}

    static List<ModelSample> all() {
        BatchNormOptions batch = new BatchNormOptions().eps(EPS);
        NormOptions options = new NormOptions().eps(EPS);
        return List.of(
                sample("batchNorm1d", rng -> BatchNorm1d.of(2, batch), 3, 2),
                sample("batchNorm1d of lines", rng -> BatchNorm1d.of(2, batch.affine(false)), 2, 2, 3),
                sample("batchNorm1d without statistics", rng -> BatchNorm1d.of(2, batch.tracked(false)), 3, 2),
                sample("batchNorm1d in evaluation", rng -> evaluated(BatchNorm1d.of(2, batch), rng), 3, 2),
                sample("batchNorm2d", rng -> BatchNorm2d.of(2, batch), 2, 2, 1, 3),
                sample("batchNorm2d in evaluation", rng -> evaluated(BatchNorm2d.of(2, batch), rng), 1, 2, 2, 2),
                sample("layerNorm", rng -> LayerNorm.of(Shape.of(4), options), 2, 4),
                sample("layerNorm over two axes", rng -> LayerNorm.of(Shape.of(2, 3), options.bias(false)), 2, 2, 3),
                sample("layerNorm of a vector", rng -> LayerNorm.of(Shape.of(5), options.affine(false)), 5),
                sample("rmsNorm", rng -> RmsNorm.of(Shape.of(4), EPS), 2, 4),
                sample("rmsNorm over two axes", rng -> RmsNorm.withoutWeight(Shape.of(2, 2), EPS), 2, 2, 2),
                sample("groupNorm", rng -> GroupNorm.of(2, 4, options), 2, 4, 2),
                sample("instanceNorm", rng -> InstanceNorm.of(2, options), 1, 2, 3),
                sample(
                        "instanceNorm without parameters",
                        rng -> InstanceNorm.of(2, options.affine(false)),
                        2,
                        2,
                        1,
                        4));
    }

    private static ModelSample sample(String name, Function<Rng, Layer> make, int... shape) {
        return new ModelSample(name, rng -> {
            Layer layer = make.apply(rng);
            layer.parameters().forEach(p -> p.assign(ModelSample.awayFromTheKink(p.shape(), rng)));
            Shape longer = Shape.of(shape).with(0, shape[0] + (shape.length > 1 ? rng.nextInt(2) : 0));
            return ModelSample.of(layer, spread(longer, rng));
        });
    }

    private static NdArray spread(Shape shape, Rng rng) {
        return rng.normal(shape, 0.5, 1);
    }

    private static Layer evaluated(Layer layer, Rng rng) {
        layer.namedBuffers().forEach((name, buffer) -> {
            buffer.assign(Tensor.of(rng.uniform(buffer.value().shape(), 0.5, 2)));
        });
        layer.eval();
        return layer;
    }
}
