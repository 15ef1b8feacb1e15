package org.autodiff.nn;

import static org.autodiff.nn.ModelSample.features;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Initializer;
import org.autodiff.options.PNorm;

/** Samples of activations and of layers without a package of their own. */
final class BasicSamples {
    private static final double MARGIN = 0.05;

    private BasicSamples() {}

    static List<ModelSample> all() {
        List<ModelSample> all = new ArrayList<>(smooth());
        all.addAll(kinked());
        all.addAll(alongAnAxis());
        all.addAll(withParameters());
        all.addAll(dropouts());
        return all;
    }

    private static List<ModelSample> smooth() {
        List<Supplier<Activation>> smooth = List.of(
                Activation::sigmoid,
                Activation::logSigmoid,
                Activation::tanh,
                Activation::softsign,
                Activation::elu,
                () -> Activation.elu(0.7),
                Activation::selu,
                () -> Activation.celu(0.6),
                Activation::celu,
                Activation::softplus,
                () -> Activation.softplus(2),
                Activation::silu,
                () -> Activation.swish(1.7),
                Activation::gelu,
                Activation::geluTanh,
                Activation::mish,
                Activation::tanhshrink,
                Activation::relu,
                Activation::leakyRelu,
                () -> Activation.leakyRelu(0.2),
                () -> Activation.of("cube", x -> x.mul(x.square())));
        return smooth.stream()
                .map(a -> features(a.get().describe(), (in, rng) -> a.get()))
                .toList();
    }

    private static List<ModelSample> kinked() {
        return List.of(
                kinked(Activation::hardSigmoid, 0.5, 3),
                kinked(Activation::hardLogistic, 0.5, 2),
                kinked(Activation::hardTanh, 0.5, 1),
                kinked(() -> Activation.hardTanh(-0.5, 2), 0.5, 0.5, 2),
                kinked(Activation::relu6, 0.5, 0, 6),
                kinked(Activation::hardSwish, 0.5, 3),
                kinked(() -> Activation.softshrink(0.5), 1, 0.5),
                kinked(() -> Activation.hardshrink(0.5), 1, 0.5));
    }

    /** Numbers away from the kinks and from the negatives of kinks. At the first one the derivative is not 0. */
    private static ModelSample kinked(Supplier<Activation> activation, double first, double... kinks) {
        return new ModelSample(activation.get().describe(), rng -> {
            Shape shape = Shape.of(rng.ints(1 + rng.nextInt(3), 1, 4).toArray());
            NdArray x = NdArray.build(shape, data -> {
                data[0] = first;
                for (int i = 1; i < data.length; i++) {
                    data[i] = away(8 * rng.nextDouble() - 4, kinks);
                }
            });
            return ModelSample.of(activation.get(), x);
        });
    }

    private static double away(double x, double... kinks) {
        for (double kink : kinks) {
            if (Math.abs(Math.abs(x) - kink) < MARGIN) {
                return x + 3 * MARGIN;
            }
        }
        return x;
    }

    private static List<ModelSample> alongAnAxis() {
        return List.of(
                alongAnAxis("softmax", axis -> Activation.softmax(axis)),
                alongAnAxis("softmax with temperature", axis -> Activation.softmax(axis, 2.5)),
                alongAnAxis("log-softmax", axis -> Activation.logSoftmax(axis)),
                alongAnAxis("log-softmax with temperature", axis -> Activation.logSoftmax(axis, 0.7)),
                alongAnAxis("softmin", axis -> Activation.softmin(axis)),
                alongAnAxis("glu", axis -> Activation.glu(axis)));
    }

    private static ModelSample alongAnAxis(String name, Function<Integer, Layer> make) {
        return new ModelSample(name, rng -> {
            int axis = rng.nextInt(2);
            Shape shape = Shape.of(1 + rng.nextInt(3), 1 + rng.nextInt(3)).with(axis, 2 + 2 * rng.nextInt(2));
            return ModelSample.of(make.apply(rng.nextBoolean() ? axis : axis - 2), rng.normal(shape, 0, 1));
        });
    }

    private static List<ModelSample> withParameters() {
        return List.of(
                new ModelSample("bilinear", rng -> bilinear(true, rng)),
                new ModelSample("bilinear without bias", rng -> bilinear(false, rng)),
                new ModelSample("cosine similarity", rng -> pair(CosineSimilarity.of(), CosineSimilarity::apply, rng)),
                new ModelSample("distance", rng -> pair(PairwiseDistance.of(), PairwiseDistance::apply, rng)),
                new ModelSample(
                        "distance by the 3-norm",
                        rng -> pair(PairwiseDistance.of(PNorm.of(3), 0.1), PairwiseDistance::apply, rng)),
                new ModelSample("embedding", rng -> embedding(Embedding.of(4, 3, rng), rng)),
                new ModelSample(
                        "embedding with padding",
                        rng -> embedding(Embedding.builder(4, 3).paddingIdx(1).build(rng), rng)),
                features("maxout", (in, rng) -> Maxout.of(in, 2, 1 + rng.nextInt(3), rng)),
                features("prelu", (in, rng) -> Prelu.of()),
                features("prelu of channels", (in, rng) -> Prelu.along(-1, in, 0.4)),
                features("swish", (in, rng) -> Swish.of(0.5 + rng.nextDouble())),
                new ModelSample("flatten", rng -> ModelSample.of(Flatten.of(), rng.normal(Shape.of(2, 3, 2), 0, 1))),
                new ModelSample(
                        "unflatten", rng -> ModelSample.of(Unflatten.of(1, 3, 2), rng.normal(Shape.of(2, 6), 0, 1))));
    }

    /** A model of two tensors of the same shape that differ in every element. */
    private static <M extends Model> ModelSample.Case pair(M model, TwoInputs<M> apply, Rng rng) {
        // At least two numbers: the cosine of single ones is 1 or -1, and its derivatives are rounding errors.
        Shape shape = Shape.of(rng.ints(1 + rng.nextInt(3), 1, 4).toArray()).with(-1, 2 + rng.nextInt(3));
        Tensor a = Tensor.of(ModelSample.awayFromTheKink(shape, rng));
        Tensor b = a.add(Tensor.of(ModelSample.awayFromTheKink(shape, rng)));
        return new ModelSample.Case(model, xs -> apply.of(model, xs[0], xs[1]), List.of(a, b));
    }

    private interface TwoInputs<M> {
        Tensor of(M model, Tensor a, Tensor b);
    }

    private static ModelSample.Case bilinear(boolean biased, Rng rng) {
        int[] sizes = rng.ints(4, 1, 4).toArray();
        Bilinear layer = biased
                ? Bilinear.of(sizes[0], sizes[1], sizes[2], rng)
                : Bilinear.builder(sizes[0], sizes[1], sizes[2])
                        .weights(Initializer.normal(0, 1))
                        .bias(false)
                        .build(rng);
        return new ModelSample.Case(
                layer,
                xs -> layer.apply(xs[0], xs[1]),
                List.of(
                        Tensor.of(rng.normal(Shape.of(sizes[3], sizes[0]), 0, 1)),
                        Tensor.of(rng.normal(Shape.of(sizes[3], sizes[1]), 0, 1))));
    }

    /** The indices have no gradient. Neither has row 1, which is padding, though the value depends on it. */
    private static ModelSample.Case embedding(Embedding layer, Rng rng) {
        Index numbers = Index.of(2 * rng.nextInt(2), 3, 2 * rng.nextInt(2), 3);
        return new ModelSample.Case(layer, xs -> layer.apply(numbers), List.of());
    }

    /** Each application gets a new generator, so that all drop the same numbers. */
    private static List<ModelSample> dropouts() {
        return List.of(
                dropout("dropout", Dropout::of, true),
                dropout("classic dropout", Dropout::classic, true),
                dropout("classic dropout in evaluation", Dropout::classic, false),
                dropout("dropout of channels", Dropout::ofChannels, true));
    }

    private interface Make {
        Dropout of(double probability, Rng rng);
    }

    private static ModelSample dropout(String name, Make make, boolean training) {
        return new ModelSample(name, rng -> {
            long seed = rng.nextLong();
            // one of 2^24 masks of so many channels would drop everything
            NdArray x = rng.normal(Shape.of(4, 6, 2), 0, 1);
            return new ModelSample.Case(
                    make.of(0.5, Rng.of(seed)),
                    xs -> {
                        Dropout layer = make.of(0.5, Rng.of(seed));
                        if (!training) {
                            layer.eval();
                        }
                        return layer.apply(xs[0]);
                    },
                    List.of(Tensor.of(x)));
        });
    }
}
