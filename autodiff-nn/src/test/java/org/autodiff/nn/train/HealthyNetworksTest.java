package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Dropout;
import org.autodiff.nn.Flatten;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.Unflatten;
import org.autodiff.nn.block.Residual;
import org.autodiff.nn.conv.Conv2d;
import org.autodiff.nn.conv.MaxPool2d;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.loss.CrossEntropy;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.norm.LayerNorm;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Momentum;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Rule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that train well are not blamed, from the first epoch to the last. */
class HealthyNetworksTest {
    private static final int EPOCHS = 12;
    private static final int SAMPLES = 256;

    /** Two rings, padded with noise to 16 features: not linearly separable. */
    private static Tensor features(Rng rng) {
        double[][] x = new double[SAMPLES][16];
        for (int i = 0; i < SAMPLES; i++) {
            double angle = rng.nextDouble(0, 2 * Math.PI);
            double radius = (i % 2 == 0 ? 0.7 : 2) + 0.1 * rng.nextGaussian();
            for (int j = 0; j < 16; j++) {
                x[i][j] = j == 0 ? radius * Math.cos(angle) : j == 1 ? radius * Math.sin(angle) : rng.nextGaussian();
            }
        }
        return Tensor.of(NdArray.of(x));
    }

    private static Layer stack(int depth, Function<Rng, List<Layer>> hidden, Rng rng) {
        List<Layer> layers = new ArrayList<>(
                List.of(Linear.builder(16, 24).weights(Initializer.heNormal()).build(rng)));
        for (int i = 0; i < depth; i++) {
            layers.addAll(hidden.apply(rng));
        }
        layers.add(Linear.of(24, 2, rng));
        return Sequential.of(layers);
    }

    static Stream<Arguments> networks() {
        List<Arguments> all = new ArrayList<>();
        Rule adam = new Adam();
        Rule momentum = new Momentum(0.9);
        for (int depth : new int[] {1, 2, 4}) {
            all.add(Arguments.of("relu " + depth, adam, 1e-3, (Function<Rng, Layer>) rng -> stack(
                    depth,
                    r -> List.of(
                            Activation.relu(),
                            Linear.builder(24, 24)
                                    .weights(Initializer.heNormal())
                                    .build(r)),
                    rng)));
            all.add(Arguments.of("tanh " + depth, adam, 3e-3, (Function<Rng, Layer>) rng -> stack(
                    depth,
                    r -> List.of(
                            Activation.tanh(),
                            Linear.builder(24, 24)
                                    .weights(Initializer.xavierUniform())
                                    .build(r)),
                    rng)));
            all.add(Arguments.of("gelu, momentum " + depth, momentum, 1e-2, (Function<Rng, Layer>) rng ->
                    stack(depth, r -> List.of(Activation.gelu(), Linear.of(24, 24, r)), rng)));
            all.add(Arguments.of("batch norm " + depth, adam, 1e-2, (Function<Rng, Layer>) rng ->
                    stack(depth, r -> List.of(BatchNorm1d.of(24), Activation.relu(), Linear.of(24, 24, r)), rng)));
            all.add(Arguments.of("residual " + depth, adam, 1e-3, (Function<Rng, Layer>) rng -> stack(
                    2 * depth,
                    r -> List.of(Residual.of(Sequential.of(
                            LayerNorm.of(24), Linear.of(24, 24, r), Activation.relu(), Linear.of(24, 24, r)))),
                    rng)));
            all.add(Arguments.of("dropout " + depth, adam, 3e-3, (Function<Rng, Layer>) rng -> stack(
                    depth,
                    r -> List.of(
                            Activation.relu(),
                            Dropout.of(0.3, r),
                            Linear.builder(24, 24)
                                    .weights(Initializer.heNormal())
                                    .build(r)),
                    rng)));
        }
        all.add(Arguments.of("one sigmoid", adam, 1e-2, (Function<Rng, Layer>) rng ->
                stack(1, r -> List.of(Activation.sigmoid(), Linear.of(24, 24, r)), rng)));
        all.add(Arguments.of("convolution", adam, 3e-3, (Function<Rng, Layer>) rng -> Sequential.of(
                Unflatten.of(1, 1, 4, 4),
                Conv2d.of(1, 8, 3, rng),
                Activation.relu(),
                MaxPool2d.of(2),
                Flatten.of(),
                Linear.of(8, 16, rng),
                Activation.relu(),
                Linear.of(16, 2, rng))));
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void nothingIsReported(String name, Rule rule, double rate, Function<Rng, Layer> make) {
        Rng rng = Rng.of(name.hashCode());
        Layer model = make.apply(rng);
        Tensor x = features(rng);
        int[] labels = new int[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            labels[i] = i % 2;
        }
        Optimizer optimizer = Optimizer.of(model, rule, rate);
        double first = 0;
        double last = 0;
        try (TrainingMonitor monitor = TrainingMonitor.of(model)) {
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                for (int at = 0; at < SAMPLES; at += 32) {
                    Tensor part = x.narrow(0, at, 32);
                    Index classes = Index.of(Arrays.copyOfRange(labels, at, at + 32));
                    last = Autodiff.step(() -> {
                        Tensor loss = new CrossEntropy().apply(model.apply(part), classes);
                        Gradients gradients = loss.backward();
                        monitor.step(gradients, () -> optimizer.step(gradients));
                        return loss.item();
                    });
                    first = first == 0 ? last : first;
                }
                TrainingReport report = monitor.epoch();
                assertEquals(List.of(), report.findings(), () -> report.toText());
                assertTrue(report.layers().size() >= model.children().size());
            }
        }
        assertTrue(last < first, "it trains: " + first + " -> " + last);
    }
}
