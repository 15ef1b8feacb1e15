package org.autodiff.nn;

import java.util.List;
import java.util.function.Function;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.norm.BatchNorm2d;
import org.autodiff.nn.norm.GroupNorm;
import org.autodiff.nn.norm.InstanceNorm;
import org.autodiff.nn.norm.LayerNorm;
import org.autodiff.nn.norm.RmsNorm;

/**
 * Samples of normalisations. The check squares values, and the squares of normalised numbers have an almost constant
 * sum. So all groups have at least three numbers, eps is large, and weights are random.
 */
final class NormSamples {
    private static final double EPS = 0.1;

    private NormSamples() {}

    static List<ModelSample> all() {
        return List.of(
                sample("batchNorm1d", rng -> BatchNorm1d.builder(2).eps(EPS).build(), 3, 2),
                sample(
                        "batchNorm1d of lines",
                        rng -> BatchNorm1d.builder(2).eps(EPS).affine(false).build(),
                        2,
                        2,
                        3),
                sample(
                        "batchNorm1d without statistics",
                        rng -> BatchNorm1d.builder(2)
                                .eps(EPS)
                                .trackRunningStats(false)
                                .build(),
                        3,
                        2),
                sample(
                        "batchNorm1d in evaluation",
                        rng -> evaluated(BatchNorm1d.builder(2).eps(EPS).build(), rng),
                        3,
                        2),
                sample("batchNorm2d", rng -> BatchNorm2d.builder(2).eps(EPS).build(), 2, 2, 1, 3),
                sample(
                        "batchNorm2d in evaluation",
                        rng -> evaluated(BatchNorm2d.builder(2).eps(EPS).build(), rng),
                        1,
                        2,
                        2,
                        2),
                sample("layerNorm", rng -> LayerNorm.builder(4).eps(EPS).build(), 2, 4),
                sample(
                        "layerNorm over two axes",
                        rng -> LayerNorm.builder(2, 3).eps(EPS).bias(false).build(),
                        2,
                        2,
                        3),
                sample(
                        "layerNorm of a vector",
                        rng -> LayerNorm.builder(5)
                                .eps(EPS)
                                .elementwiseAffine(false)
                                .build(),
                        5),
                sample("rmsNorm", rng -> RmsNorm.builder(4).eps(EPS).build(), 2, 4),
                sample(
                        "rmsNorm over two axes",
                        rng -> RmsNorm.builder(2, 2)
                                .eps(EPS)
                                .elementwiseAffine(false)
                                .build(),
                        2,
                        2,
                        2),
                sample("groupNorm", rng -> GroupNorm.builder(2, 4).eps(EPS).build(), 2, 4, 2),
                sample(
                        "instanceNorm",
                        rng -> InstanceNorm.builder(2).eps(EPS).affine(true).build(),
                        1,
                        2,
                        3),
                sample(
                        "instanceNorm without parameters",
                        rng -> InstanceNorm.builder(2).eps(EPS).build(),
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
