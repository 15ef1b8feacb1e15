package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.optim.AdaDelta;
import org.autodiff.nn.optim.AdaGrad;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.AdamW;
import org.autodiff.nn.optim.Adamax;
import org.autodiff.nn.optim.ClassicMomentum;
import org.autodiff.nn.optim.Lion;
import org.autodiff.nn.optim.Momentum;
import org.autodiff.nn.optim.NAdam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.RAdam;
import org.autodiff.nn.optim.RmsProp;
import org.autodiff.nn.optim.Rule;
import org.autodiff.nn.optim.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything together: models that learn, in loops such as users write. */
class TrainingTest {
    /** The whole program, in 20 lines. */
    private static Tensor xor(long seed) {
        Rng rng = Rng.of(seed);
        Tensor x = Tensor.of(new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}});
        Tensor y = Tensor.of(new double[][] {{0}, {1}, {1}, {0}});
        Sequential model =
                Sequential.of(Linear.of(2, 8, rng), Activation.tanh(), Linear.of(8, 1, rng), Activation.sigmoid());
        Optimizer optimizer = Optimizer.of(model, new Adam(), 0.05);
        for (int i = 0; i < 500; i++) {
            Autodiff.step(() -> {
                Tensor loss = new Mse().apply(model.apply(x), y);
                optimizer.step(loss.backward());
            });
        }
        return model.apply(x);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void xorIsLearntFromAnySeed(long seed) {
        assertArrayEquals(new double[] {0, 1, 1, 0}, xor(seed).toArray(), 0.05);
    }

    @Test
    void sameSeedSameBits() {
        assertEquals(xor(7).value(), xor(7).value());
    }

    /** {@code x + f(x)} around any layer, as a user might write it. */
    private static final class SkipConnection extends Layer {
        private final Layer body;

        SkipConnection(Layer body) {
            this.body = child("body", body);
        }

        @Override
        protected Tensor forward(Tensor x) {
            return x.add(body.apply(x));
        }
    }

    private static Sequential residualNet(Rng rng) {
        return Sequential.of(
                Linear.of(1, 16, rng),
                new SkipConnection(Sequential.of(Linear.of(16, 16, rng), Activation.tanh(), Linear.of(16, 16, rng))),
                Activation.tanh(),
                Linear.of(16, 1, rng));
    }

    /** Samples of sin on [-3, 3]. */
    private static Dataset wave() {
        Tensor x = Tensor.arange(64).sub(31.5).div(10.5).unsqueeze(1);
        return Dataset.of(x.value(), x.sin().value());
    }

    private static List<Double> fit(Layer model, Rule rule, double rate, int epochs, boolean recycle) {
        BatchLoader loader = BatchLoader.shuffled(wave(), 16, Rng.of(2));
        Optimizer optimizer = Optimizer.of(model, rule, rate);
        List<Double> losses = new ArrayList<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            optimizer.setLearningRate(epoch < epochs * 3 / 4 ? rate : rate / 10);
            for (Batch batch : loader) {
                Supplier<Double> step = () -> {
                    Tensor loss = new Mse().apply(model.apply(batch.features()), batch.targets());
                    optimizer.step(loss.backward());
                    return loss.item();
                };
                losses.add(recycle ? Autodiff.step(step) : step.get());
            }
        }
        return losses;
    }

    private static double error(Layer model) {
        Batch all = wave().batch();
        return new Mse().apply(model.apply(all.features()), all.targets()).item();
    }

    @Test
    void aResidualNetFitsACurve() {
        Sequential model = residualNet(Rng.of(1));
        assertTrue(error(model) > 0.1);
        fit(model, new Adam(), 0.01, 200, true);
        assertTrue(error(model) < 1e-3, "mean squared error " + error(model));
        assertTrue(model.namedParameters().containsKey("1.body.2.weight"));
    }

    /** Recycling the memory of each step changes no bit, whatever state the optimizer has. */
    @Test
    void recyclingChangesNothing() {
        for (Rule rule : List.of(
                new Sgd(),
                new Momentum(0.9).dampening(0.1),
                new ClassicMomentum(0.9, true),
                new AdaGrad().rateDecay(0.1),
                new RmsProp(0.9, 1e-8, 0.9, true),
                new AdaDelta(),
                new Adam().amsgrad(true),
                new AdamW(),
                new NAdam(),
                new RAdam(0.9, 0.9, 1e-8),
                new Adamax(),
                new Lion().withWeightDecay(0.1).maximize())) {
            Sequential recycled = residualNet(Rng.of(1));
            Sequential plain = residualNet(Rng.of(1));
            assertEquals(fit(plain, rule, 0.005, 10, false), fit(recycled, rule, 0.005, 10, true), "losses");
            for (int i = 0; i < plain.parameters().size(); i++) {
                NdArray expected = plain.parameters().get(i).value();
                assertEquals(expected, recycled.parameters().get(i).value(), rule.toString());
            }
        }
    }

    @Test
    void shapesAreCheckedInTheMiddleOfAModel() {
        Layer model = new SkipConnection(Sequential.of(Linear.of(4, 3, Rng.of(0)), Linear.of(4, 4, Rng.of(0))));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> model.apply(Tensor.zeros(Shape.of(2, 4))));
        assertEquals("body.1: expected last dimension 4, got (2, 3)", e.getMessage());
    }
}
