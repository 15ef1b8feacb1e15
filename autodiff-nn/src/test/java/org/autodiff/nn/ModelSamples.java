package org.autodiff.nn;

import java.util.List;
import java.util.stream.Stream;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.train.Ensemble;

/** All samples of models. Every model of this module needs a sample; a test names those that have none. */
final class ModelSamples {
    private ModelSamples() {}

    static List<ModelSample> all() {
        return Stream.of(
                        basic(),
                        BasicSamples.all(),
                        ConvSamples.all(),
                        NormSamples.all(),
                        BlockSamples.all(),
                        RecurrentSamples.all(),
                        AttentionSamples.all(),
                        GraphSamples.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ModelSample> basic() {
        return List.of(
                ModelSample.features("linear", (in, rng) -> Linear.of(in, 1 + rng.nextInt(4), rng)),
                ModelSample.features(
                        "linear without bias",
                        (in, rng) -> Linear.builder(in, 1 + rng.nextInt(4))
                                .weights(Initializer.heNormal())
                                .bias(false)
                                .build(rng)),
                ModelSample.features("tanh", (in, rng) -> Activation.tanh()),
                ModelSample.features("sigmoid", (in, rng) -> Activation.sigmoid()),
                ModelSample.features("relu", (in, rng) -> Activation.relu()),
                ModelSample.features("own activation", (in, rng) -> Activation.of("swish", x -> x.mul(x.sigmoid()))),
                ModelSample.features(
                        "ensemble", (in, rng) -> Ensemble.of(Linear.of(in, 3, rng), Linear.of(in, 3, rng))),
                ModelSample.features(
                        "ensemble of classifiers",
                        (in, rng) -> Ensemble.ofClassifiers(Linear.of(in, 3, rng), Linear.of(in, 3, rng))),
                ModelSample.features(
                        "sequential",
                        (in, rng) -> Sequential.of(
                                Activation.tanh(), Linear.of(in, 3, rng), Activation.sigmoid(), Activation.tanh())));
    }
}
