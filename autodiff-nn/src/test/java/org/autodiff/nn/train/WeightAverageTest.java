package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Model;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.junit.jupiter.api.Test;

class WeightAverageTest {
    private final Layer model = Linear.of(1, 1, Rng.of(1));
    private final Parameter weight = model.namedParameters().get("weight");

    /** The average after each of some values of the weight. */
    private double[] after(WeightAverage average, double... values) {
        double[] averages = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            weight.assign(NdArray.of(Shape.of(1, 1), values[i]));
            average.update();
            averages[i] = average.weights().get("weight").get(0, 0);
        }
        return averages;
    }

    private static Map<String, double[]> bits(Model model) {
        Map<String, double[]> bits = new LinkedHashMap<>();
        model.namedParameters().forEach((n, p) -> bits.put(n, p.toArray()));
        model.namedBuffers().forEach((n, b) -> bits.put(n, b.value().toArray()));
        return bits;
    }

    private static void assertSame(Map<String, double[]> expected, Model model) {
        bits(model).forEach((name, numbers) -> assertArrayEquals(expected.get(name), numbers, name));
    }

    @Test
    void theExponentialAverageBeginsWithACopy() {
        double[] averages = after(WeightAverage.exponential(model, 0.75), 0.1, 1, 1);
        assertEquals(0.1, averages[0]); // not rounded
        assertEquals(0.75 * 0.1 + 0.25, averages[1], 1e-15);
        assertEquals(0.75 * averages[1] + 0.25, averages[2], 1e-15);
    }

    @Test
    void theCorrectedAverageIsThatOfAdam() {
        double[] values = {3, -1, 4, 1, -5};
        double[] averages = after(WeightAverage.biasCorrected(model, 0.9), values);
        double moment = 0;
        for (int t = 1; t <= values.length; t++) {
            moment = 0.9 * moment + 0.1 * values[t - 1];
            assertEquals(moment / (1 - Math.pow(0.9, t)), averages[t - 1], 1e-14);
        }
    }

    @Test
    void theWarmUpIsThatOfTensorFlow() {
        double[] values = {3, -1, 4, 1, -5, 9, 2, 6};
        double[] averages = after(WeightAverage.warmUp(model, 0.4), values);
        double expected = values[0];
        for (int n = 1; n < values.length; n++) { // counted from 0
            double decay = Math.min(0.4, (1.0 + n) / (10.0 + n));
            expected = decay * expected + (1 - decay) * values[n];
            assertEquals(expected, averages[n], 1e-14);
        }
    }

    @Test
    void theMeanCountsAllAlike() {
        double[] averages = after(WeightAverage.mean(model), 3, -1, 4, 2);
        assertArrayEquals(new double[] {3, 1, 2, 2}, averages, 1e-15);
    }

    @Test
    void useGivesTheWeightsBackBitForBit() {
        Layer net = Sequential.of(Linear.of(2, 3, Rng.of(2)), BatchNorm1d.of(3));
        Tensor x = Tensor.of(Rng.of(3).normal(Shape.of(8, 2), 1, 2));
        WeightAverage average = WeightAverage.exponential(net, 0.9).ofBuffers();
        average.update();
        double[] first = net.namedParameters().get("0.weight").toArray();
        net.parameters().forEach(p -> p.assign(p.mul(1.7).add(0.1)));
        net.apply(x); // collects statistics
        Map<String, double[]> before = bits(net);
        double[] inside = average.use(() -> {
            net.apply(x); // and again, which is to be taken back
            return net.namedParameters().get("0.weight").toArray();
        });
        assertArrayEquals(first, inside);
        assertSame(before, net);
        assertThrows(
                IllegalStateException.class,
                () -> average.use(() -> {
                    throw new IllegalStateException("no");
                }));
        assertSame(before, net);
        average.apply();
        assertArrayEquals(first, net.namedParameters().get("0.weight").toArray());
        assertArrayEquals(
                new double[3], net.namedBuffers().get("1.runningMean").value().toArray());
    }

    @Test
    void buffersAreTheModelsUnlessAskedFor() {
        Layer net = BatchNorm1d.of(2);
        WeightAverage plain = WeightAverage.mean(net);
        WeightAverage both = plain.ofBuffers();
        Tensor x = Tensor.of(NdArray.of(new double[][] {{1, 2}, {3, 6}}));
        for (int i = 0; i < 2; i++) {
            net.apply(x); // running means 0.1 (2, 4), then 0.19 (2, 4)
            plain.update();
            both.update();
        }
        double[] last = net.namedBuffers().get("runningMean").value().toArray();
        assertArrayEquals(new double[] {0.38, 0.76}, last, 1e-15);
        assertFalse(plain.weights().containsKey("runningMean"));
        assertArrayEquals(
                last,
                plain.use(() -> net.namedBuffers().get("runningMean").value().toArray()));
        assertArrayEquals(
                new double[] {0.29, 0.58},
                both.use(() -> net.namedBuffers().get("runningMean").value().toArray()),
                1e-15);
    }

    private static void train(Layer net, Optimizer optimizer, WeightAverage average, int from, int to) {
        for (int i = from; i < to; i++) {
            Tensor x = Tensor.of(Rng.of(i).normal(Shape.of(16, 3), 0, 1));
            Autodiff.step(() -> {
                optimizer.step(
                        new Mse().apply(net.apply(x), x.sum(1).reshape(16, 1)).backward());
                average.update();
            });
        }
    }

    @Test
    void aSavedAverageGoesOnWithTheSameBits() {
        Layer net = Linear.of(3, 1, Rng.of(4));
        Optimizer optimizer = Optimizer.of(net, new Adam(), 1e-2);
        WeightAverage average = WeightAverage.biasCorrected(net, 0.9);
        train(net, optimizer, average, 0, 5);
        Map<String, NdArray> saved = average.state();
        Map<String, NdArray> momentum = optimizer.state();
        Map<String, double[]> weights = bits(net);
        train(net, optimizer, average, 5, 9);

        Layer again = Linear.of(3, 1, Rng.of(5));
        again.namedParameters().forEach((n, p) -> p.assign(NdArray.of(p.shape(), weights.get(n))));
        WeightAverage resumed = WeightAverage.biasCorrected(again, 0.9);
        resumed.load(saved);
        assertEquals(5, resumed.updates());
        Optimizer other = Optimizer.of(again, new Adam(), 1e-2);
        other.load(momentum);
        train(again, other, resumed, 5, 9);
        assertEquals(9, resumed.updates());
        assertEquals(2, average.weights().size());
        average.weights()
                .forEach((n, a) ->
                        assertArrayEquals(a.toArray(), resumed.weights().get(n).toArray()));
    }

    @Test
    void theAverageOfATrainingIsThatOfItsWeights() {
        Layer net = Linear.of(3, 1, Rng.of(4));
        Optimizer optimizer = Optimizer.of(net, new Adam(), 1e-2);
        WeightAverage average = WeightAverage.mean(net);
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            train(net, optimizer, average, i, i + 1); // within steps, whose memory is used again
            sum += net.namedParameters().get("weight").toArray()[1];
        }
        assertEquals(sum / 6, average.weights().get("weight").toArray()[1], 1e-15);
    }

    @Test
    void misuseIsRefused() {
        WeightAverage average = WeightAverage.mean(model);
        assertEquals(
                "weightAverage: use before the first update: there is no average yet",
                assertThrows(IllegalStateException.class, () -> average.use(() -> 1))
                        .getMessage());
        assertThrows(IllegalStateException.class, average::apply);
        assertThrows(IllegalStateException.class, average::weights);
        average.update();
        assertThrows(
                IllegalStateException.class,
                () -> average.use(() -> {
                    average.update();
                    return 1;
                }));
        average.update();
        assertEquals(2, average.updates());
        assertThrows(IllegalArgumentException.class, () -> WeightAverage.exponential(model, 1));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> average.load(Map.of("updates", NdArray.of(0.5), "extra", NdArray.of(1.0))))
                .getMessage();
        assertTrue(message.contains("'average.weight'") && message.contains("'extra'"), message);
        assertTrue(message.contains("'updates' is 0.5"), message);
        assertEquals(2, average.updates());
    }
}
