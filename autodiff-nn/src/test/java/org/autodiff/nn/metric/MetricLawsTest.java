package org.autodiff.nn.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** What holds for every metric. */
class MetricLawsTest {
    private static int[] rows(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    private static void update(Metric metric, MetricSamples.Data data, int... rows) {
        metric.update(data.predictions(rows), data.targets(rows));
    }

    /** In random order and random batches, some of which are empty. */
    private static void updateInPieces(Metric metric, MetricSamples.Data data, Random random) {
        int[] order = rows(0, data.size());
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        int at = 0;
        while (at < order.length) {
            int end = Math.min(order.length, at + random.nextInt(5));
            update(metric, data, Arrays.copyOfRange(order, at, end));
            at = end;
        }
    }

    @Property(tries = 60)
    void orderAndBatchesDoNotMatter(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int n) {
        MetricSamples.all().forEach((name, sample) -> {
            Random random = new Random(seed);
            MetricSamples.Data data = sample.data().apply(random, n);
            Metric whole = sample.metric().get();
            update(whole, data, rows(0, n));
            Metric pieces = sample.metric().get();
            updateInPieces(pieces, data, random);
            assertEquals(whole.value(), pieces.value(), name); // the same bits, or NaN
            assertEquals(whole.value(), whole.value(), name);
        });
    }

    @Property(tries = 20)
    void aSavedMetricGoesOn(@ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int n) {
        MetricSamples.all().forEach((name, sample) -> {
            MetricSamples.Data data = sample.data().apply(new Random(seed), n);
            Metric whole = sample.metric().get();
            update(whole, data, rows(0, n));
            Metric first = sample.metric().get();
            update(first, data, rows(0, n / 2));
            Map<String, NdArray> saved = first.state();
            Map<String, double[]> before = new LinkedHashMap<>();
            saved.forEach((key, array) -> before.put(key, array.toArray()));
            update(first, data, rows(0, n));
            before.forEach(
                    (key, numbers) -> assertArrayEquals(numbers, saved.get(key).toArray(), name));

            Metric second = sample.metric().get();
            update(second, data, rows(0, 1)); // is forgotten
            second.load(saved);
            update(second, data, rows(n / 2, n));
            assertEquals(whole.value(), second.value(), name);
        });
    }

    @Test
    void noSamplesHaveNoValue() {
        MetricSamples.all().forEach((name, sample) -> {
            Metric metric = sample.metric().get();
            String message = metric.name() + ": no samples have been counted: call update before value";
            assertEquals(
                    message,
                    assertThrows(IllegalStateException.class, metric::value, name)
                            .getMessage());
            MetricSamples.Data data = sample.data().apply(new Random(1), 5);
            update(metric, data, rows(0, 5));
            assertFalse(Double.isInfinite(metric.value()), name);
            Metric empty = sample.metric().get();
            empty.load(sample.metric().get().state());
            assertThrows(IllegalStateException.class, empty::value, name);
            metric.reset();
            assertThrows(IllegalStateException.class, metric::value, name);
        });
    }

    @Test
    void whatIsRefusedIsNotCounted() {
        MetricSamples.all().forEach((name, sample) -> {
            Metric metric = sample.metric().get();
            MetricSamples.Data data = sample.data().apply(new Random(2), 6);
            int[] rows = rows(0, 6);
            update(metric, data, rows);
            double before = metric.value();
            Tensor targets = data.targets(rows);
            double[] nan = data.predictions(rows).toArray();
            nan[nan.length - 1] = Double.NaN;
            Tensor withNan = Tensor.of(NdArray.of(data.predictions(rows).shape(), nan));
            String message = assertThrows(IllegalArgumentException.class, () -> metric.update(withNan, targets), name)
                    .getMessage();
            assertTrue(message.startsWith(metric.name() + ": ") || name.equals("loss"), message);
            assertTrue(message.contains("position " + (nan.length - 1)) && message.contains("NaN"), message);
            assertThrows(
                    IllegalArgumentException.class, () -> metric.update(data.predictions(rows(0, 5)), targets), name);
            double[] labels = targets.toArray();
            if (labels.length == 6) {
                for (double wrong : new double[] {-1, 4, 0.5, Double.NaN}) {
                    labels[5] = wrong;
                    Tensor bad = Tensor.of(NdArray.of(Shape.of(6), labels));
                    message = assertThrows(
                                    IllegalArgumentException.class,
                                    () -> metric.update(data.predictions(rows), bad),
                                    name)
                            .getMessage();
                    assertTrue(message.contains("label at position 5"), message);
                }
            }
            assertEquals(before, metric.value(), name);
        });
    }

    @Test
    void aStateThatDoesNotFitChangesNothing() {
        MetricSamples.all().forEach((name, sample) -> {
            Metric metric = sample.metric().get();
            MetricSamples.Data data = sample.data().apply(new Random(3), 8);
            update(metric, data, rows(0, 8));
            double before = metric.value();
            Map<String, NdArray> good = metric.state();
            good.keySet().forEach(key -> {
                Map<String, NdArray> missing = new LinkedHashMap<>(good);
                missing.remove(key);
                assertRefused(metric, missing, key, name);
                Map<String, NdArray> unexpected = new LinkedHashMap<>(good);
                unexpected.put("extra", good.get(key));
                assertRefused(metric, unexpected, "extra", name);
                Map<String, NdArray> wrong = new LinkedHashMap<>(good);
                double[] numbers = good.get(key).toArray();
                numbers[0] = Double.NaN;
                wrong.put(key, NdArray.of(good.get(key).shape(), numbers));
                assertRefused(metric, wrong, key, name);
            });
            assertTrue(assertThrows(NullPointerException.class, () -> metric.load(null), name)
                    .getMessage()
                    .contains("state is null"));
            assertEquals(before, metric.value(), name);
        });
    }

    private static void assertRefused(Metric metric, Map<String, NdArray> state, String key, String name) {
        String message = assertThrows(IllegalArgumentException.class, () -> metric.load(state), name + " " + key)
                .getMessage();
        assertTrue(message.contains("'" + key + "'"), message);
    }

    @Test
    void errorsAreBetterWhenSmallerAndTheOthersWhenLarger() {
        MetricSamples.all().forEach((name, sample) -> {
            Metric metric = sample.metric().get();
            assertEquals(!name.matches(".*loss|rmse|mae"), metric.higherIsBetter(), name);
            assertFalse(metric.name().isEmpty());
        });
        assertNotEquals(F1.of(3, Average.MACRO).name(), F1.of(3, Average.MICRO).name());
    }
}
