package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Model;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The range test, against one by hand; whatever happens, everything is put back. */
class LearningRateFinderTest {
    private static final Dataset ONES = new Dataset(NdArray.full(Shape.of(1, 1), 1), NdArray.full(Shape.of(1), 1));

    /** One number w, begun at 1. */
    private static final class One extends Model {
        private final Parameter w = parameter("w", NdArray.of(1));
    }

    private static Tensor square(One model) {
        return model.w.mul(model.w).div(2);
    }

    /** The loss w^2 / 2 has the gradient w: every step multiplies w by 1 - rate. */
    @Test
    void aParabolaByHand() {
        One model = new One();
        Optimizer optimizer = Optimizer.of(model, new Sgd(), 0.3);
        LearningRateFinder finder =
                new LearningRateFinder().range(1.1e-3, 110).steps(51).smoothing(0.5);
        LearningRateCurve curve = finder.run(model, optimizer, BatchLoader.inOrder(ONES, 1), batch -> square(model));

        List<Double> losses = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        double w = 1;
        for (int i = 0; i < 51; i++) {
            double rate = 1.1 * Math.pow(10, -3 + 0.1 * i);
            rates.add(rate);
            losses.add(w * w / 2);
            w -= rate * w;
        }
        int seen = curve.losses().size();
        assertTrue(seen > 35 && seen < 51, "it ends where it has diverged, not before: " + seen);
        double lowest = Double.POSITIVE_INFINITY;
        double first = Double.NaN;
        for (int i = 0; i < seen; i++) {
            assertEquals(rates.get(i), curve.rates().get(i), 1e-12 * rates.get(i));
            assertEquals(losses.get(i), curve.losses().get(i), 1e-9);
            double weights = 0;
            double mean = 0;
            for (int j = 0; j <= i; j++) { // 1, 1/2, 1/4 ... backwards
                weights += Math.pow(0.5, i - j);
                mean += Math.pow(0.5, i - j) * losses.get(j);
            }
            assertEquals(mean / weights, curve.smoothed().get(i), 1e-9);
            first = i == 5 ? mean / weights : first; // the first tenth does not count
            lowest = i < 5 ? lowest : Math.min(lowest, mean / weights);
            assertEquals(i == seen - 1, mean / weights - lowest > 3 * (first - lowest));
        }
        double suggestion = curve.suggestion();
        assertTrue(suggestion > 0.03 && suggestion < 0.5, "" + suggestion);
        assertEquals(1, model.w.item());
        assertEquals(0.3, optimizer.learningRate());
        assertEquals(0, optimizer.steps());
    }

    @Test
    void theSteepestFall() {
        LearningRateCurve curve = new LearningRateCurve(
                List.of(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0),
                List.of(5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0),
                List.of(10.0, 9.0, 7.0, 3.0, 2.0, 1.0, 50.0));
        assertEquals(4, curve.suggestion()); // from 9 to 3
        assertEquals("4.0,5.0,7.0", curve.toCsv().split("\n")[3]);
        LearningRateCurve rising =
                new LearningRateCurve(List.of(1.0, 2.0, 4.0), List.of(1.0, 2.0, 3.0), List.of(1.0, 2.0, 3.0));
        assertTrue(assertThrows(IllegalStateException.class, rising::suggestion)
                .getMessage()
                .contains("does not fall"));
    }

    // ---- put back

    private static Map<String, NdArray> all(Runs runs) {
        return Stateful.of(Map.of("model", runs.model, "optimizer", runs.optimizer, "loader", runs.loader))
                .state();
    }

    private static void assertUntouched(Map<String, NdArray> before, Runs runs) {
        Map<String, NdArray> after = all(runs);
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, array) -> assertEquals(array, after.get(name), name));
    }

    @Test
    void aTrainingAfterwardsIsTheSameBits() {
        Runs plain = new Runs();
        History expected = plain.builder().build().fit(plain.loader, Runs.EPOCHS);
        Runs runs = new Runs();
        runs.model.eval();
        Trainer<?> trainer = runs.builder().microBatch(3).build();
        Map<String, NdArray> before = all(runs);
        LearningRateCurve curve =
                new LearningRateFinder().range(1e-6, 1e-2).steps(30).run(trainer, runs.loader);
        assertEquals(30, curve.losses().size());
        assertTrue(curve.losses().get(29) != curve.losses().get(0));
        assertUntouched(before, runs);
        assertFalse(runs.model.isTraining());
        assertEquals(0, trainer.history().size());
        History history = runs.builder().build().fit(runs.loader, Runs.EPOCHS);
        assertEquals(expected.last().loss(), history.last().loss());
        TrainerTest.assertSameState(plain.model.state(), runs.model.state());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void alsoWhenItThrows(int at) {
        Runs runs = new Runs();
        runs.builder().build().fit(runs.loader, 1); // so that there is something to lose
        Map<String, NdArray> before = all(runs);
        int[] calls = {0};
        IllegalStateException planned = new IllegalStateException("planned");
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> new LearningRateFinder().run(runs.model, runs.optimizer, runs.loader, batch -> {
                    Tensor loss = Runs.loss(runs.model.apply(batch.features()), batch);
                    if (++calls[0] == at) {
                        throw planned;
                    }
                    return loss;
                }));
        assertEquals(planned, thrown);
        assertUntouched(before, runs);
        assertTrue(runs.model.isTraining());
    }

    @Test
    void anInfinityEndsTheTest() {
        One model = new One();
        Optimizer optimizer = Optimizer.of(model, new Sgd(), 0.3).refuseNonFinite(true);
        int[] calls = {0};
        LearningRateCurve curve = new LearningRateFinder()
                .run(
                        model,
                        optimizer,
                        BatchLoader.inOrder(ONES, 1),
                        batch -> ++calls[0] == 5 ? square(model).mul(Double.POSITIVE_INFINITY) : square(model));
        assertEquals(4, curve.losses().size());
        calls[0] = 0;
        curve = new LearningRateFinder()
                .range(1e300, 1.5e300)
                .run(
                        model,
                        optimizer,
                        BatchLoader.inOrder(ONES, 1),
                        batch -> square(model).mul(1e10));
        assertEquals(0, curve.losses().size()); // the first step would have been infinite
        assertEquals(1, model.w.item());
    }

    // ---- refused

    @Test
    void refusals() {
        LearningRateFinder finder = new LearningRateFinder();
        assertThrows(IllegalArgumentException.class, () -> finder.range(0, 1));
        assertThrows(IllegalArgumentException.class, () -> finder.range(1, 1));
        assertThrows(IllegalArgumentException.class, () -> finder.range(1, Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> finder.range(Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> finder.steps(2));
        assertThrows(IllegalArgumentException.class, () -> finder.smoothing(1));
        Runs runs = new Runs();
        assertThrows(
                IllegalArgumentException.class,
                () -> finder.run(
                        runs.model,
                        runs.optimizer,
                        runs.loader,
                        batch -> runs.model.apply(batch.features()))); // not a scalar
    }
}
