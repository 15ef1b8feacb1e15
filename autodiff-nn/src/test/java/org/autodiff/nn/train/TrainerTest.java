package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Model;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.schedule.ReduceOnPlateau;
import org.junit.jupiter.api.Test;

/** The trainer does what a loop by hand does, and no more. */
class TrainerTest {
    static void assertSameState(Map<String, NdArray> expected, Map<String, NdArray> actual) {
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
        expected.forEach((name, array) ->
                assertArrayEquals(array.toArray(), actual.get(name).toArray(), name));
    }

    private final Runs runs = new Runs();

    @Test
    void isALoopByHand() {
        Runs byHand = new Runs();
        List<Double> losses = new ArrayList<>();
        for (int epoch = 0; epoch < Runs.EPOCHS; epoch++) {
            double sum = 0;
            for (Batch batch : byHand.loader) {
                sum += batch.size()
                        * Autodiff.step(() -> {
                            Tensor loss = Runs.loss(byHand.model.apply(batch.features()), batch);
                            byHand.optimizer.step(loss.backward());
                            return loss.item();
                        });
            }
            losses.add(sum / Runs.SAMPLES);
        }
        History history = Trainer.builder(runs.model, runs.optimizer)
                .loss(Runs::loss)
                .build()
                .fit(runs.loader, Runs.EPOCHS);
        assertArrayEquals(losses.stream().mapToDouble(l -> l).toArray(), history.values("loss"));
        assertSameState(byHand.model.state(), runs.model.state());
        assertEquals(15, history.last().steps());
        assertTrue(history.last().metrics().isEmpty());
    }

    @Test
    void validationChangesNothing() {
        Runs other = new Runs();
        Trainer.builder(other.model, other.optimizer).loss(Runs::loss).build().fit(other.loader, 2);
        Trainer<Layer> trainer = Trainer.builder(runs.model, runs.optimizer)
                .loss(Runs::loss)
                .validation(BatchLoader.inOrder(Runs.data(11, 6), 4))
                .metrics(new Accuracy())
                .build();
        History history = trainer.fit(runs.loader, 2);
        assertSameState(other.model.state(), runs.model.state());
        assertTrue(runs.model.isTraining());
        runs.model.eval();
        Dataset valid = Runs.data(11, 6);
        int[] guesses = runs.model.apply(Tensor.of(valid.features())).argmax(1).toArray();
        int[] labels = valid.labels().toArray();
        long right = IntStream.range(0, 11).filter(i -> guesses[i] == labels[i]).count();
        assertEquals(right / 11.0, history.last().value("accuracy"));
        double loss = Runs.loss(runs.model.apply(Tensor.of(valid.features())), valid.batch())
                .item();
        assertEquals(loss, history.last().value("validation loss"), 1e-14);
    }

    @Test
    void partsInEvaluationStayThere() {
        Model statistics = runs.model.children().get("1");
        statistics.eval();
        runs.builder().build().fit(runs.loader, 1);
        assertFalse(statistics.isTraining());
        assertTrue(runs.model.children().get("3").isTraining());
        runs.model.eval();
        new Runs().builder().build().evaluate(runs.loader);
        assertFalse(runs.model.isTraining());
    }

    // ---- micro-batches

    private static Optimizer linear(Layer model) {
        return Optimizer.of(model, new Sgd(), 0.1);
    }

    private static Tensor mse(Tensor y, Batch batch) {
        return new Mse().apply(y.select(1, 0), batch.targets());
    }

    @Test
    void microBatchesAddUpToTheBatch() {
        Layer whole = Linear.of(3, 1, Rng.of(1));
        Layer parts = Linear.of(3, 1, Rng.of(1));
        Dataset data = Runs.data(23, 7);
        History one = Trainer.builder(whole, linear(whole))
                .loss(TrainerTest::mse)
                .build()
                .fit(BatchLoader.inOrder(data, 10), 3);
        History many = Trainer.builder(parts, linear(parts))
                .loss(TrainerTest::mse)
                .microBatch(4) // 4 + 4 + 2, and 3 in the last batch
                .build()
                .fit(BatchLoader.inOrder(data, 10), 3);
        assertArrayEquals(one.values("loss"), many.values("loss"), 1e-14);
        assertArrayEquals(
                whole.state().get("weight").toArray(),
                parts.state().get("weight").toArray(),
                1e-14);
        assertEquals(9, many.last().steps());
    }

    // ---- the end

    @Test
    void stopsWhenItGetsNoBetter() {
        Layer model = Linear.of(3, 1, Rng.of(1));
        double[] validation = {5, 4, 4.5, 3.9, 4, 4.2, 4.1, 1};
        List<Map<String, NdArray>> states = new ArrayList<>();
        int[] epoch = {0};
        Trainer<Layer> trainer = Trainer.<Layer>builder(model, linear(model))
                .forward((m, batch) -> m.apply(batch.features()))
                .loss((y, batch) -> model.isTraining() ? mse(y, batch) : Tensor.of(validation[epoch[0]]))
                .validation(List.of(Runs.data(4, 1).batch()))
                .earlyStopping(
                        EarlyStopping.lowest("validation loss").patience(3).restoreBest(true))
                .listener(new TrainingListener() {
                    @Override
                    public void epochEnded(History.Epoch e) {
                        states.add(model.state());
                        epoch[0]++;
                    }
                })
                .build();
        History history = trainer.fit(BatchLoader.inOrder(Runs.data(8, 2), 4), 100);
        assertEquals(7, history.size());
        assertSameState(states.get(3), model.state());
        assertEquals(
                7, trainer.fit(BatchLoader.inOrder(Runs.data(8, 2), 4), 100).size()); // it is over
    }

    @Test
    void feedsASchedule() {
        Layer model = Linear.of(3, 1, Rng.of(1));
        ReduceOnPlateau schedule =
                ReduceOnPlateau.builder(0.5).patience(0).factor(0.1).build();
        Optimizer optimizer = Optimizer.of(model, new Sgd(), schedule);
        History history = Trainer.builder(model, optimizer)
                .loss((y, batch) -> mse(y, batch).mul(0).add(1)) // gets no better
                .reduceOnPlateau(schedule, "loss")
                .build()
                .fit(BatchLoader.inOrder(Runs.data(8, 2), 8), 3);
        double[] rates = history.epochs().stream()
                .mapToDouble(History.Epoch::learningRate)
                .toArray();
        assertArrayEquals(new double[] {0.5, 0.5, 0.05}, rates, 1e-17);
    }

    @Test
    void aListenerMayStop() {
        List<Long> seen = new ArrayList<>();
        Trainer<?>[] trainer = new Trainer<?>[1];
        trainer[0] = runs.builder()
                .listener(new TrainingListener() {
                    @Override
                    public void stepEnded(Step step) {
                        seen.add(step.step());
                        if (step.step() == 7) {
                            assertEquals(2, step.epoch());
                            assertEquals(10, step.samples());
                            trainer[0].stop();
                        }
                    }
                })
                .build();
        assertEquals(1, trainer[0].fit(runs.loader, 3).size());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), seen);
    }

    // ---- numbers that are not finite

    /** w / (w - 1), where w begins with 1: the third batch divides by zero. */
    private static final class Pole extends Layer {
        private final Linear linear = child("linear", Linear.of(3, 1, Rng.of(1)));
        private int calls;

        @Override
        protected Tensor forward(Tensor x) {
            Tensor y = linear.apply(x);
            return ++calls < 3 ? y : y.sub(y.detach()).log();
        }
    }

    @Test
    void theFirstOperationIsNamedAndNothingMoved() {
        Pole model = new Pole();
        Map<String, NdArray>[] before = new Map[1];
        Trainer<Layer> trainer = Trainer.<Layer>builder(model, linear(model))
                .loss(TrainerTest::mse)
                .listener(new TrainingListener() {
                    @Override
                    public void stepEnded(Step step) {
                        before[0] = model.state();
                    }
                })
                .build();
        DivergedException e =
                assertThrows(DivergedException.class, () -> trainer.fit(BatchLoader.inOrder(Runs.data(20, 2), 5), 1));
        assertEquals(3, e.step());
        assertTrue(e.getMessage().startsWith("training diverged in epoch 1, step 3: "), e::getMessage);
        assertTrue(e.getMessage().contains("log"), e::getMessage);
        assertTrue(e.getMessage().contains("in TrainerTest.Pole"), e::getMessage);
        assertSameState(before[0], model.state());
    }

    @Test
    void aStepThatOverflowsIsNamedToo() {
        Layer model = Linear.of(3, 1, Rng.of(1));
        Map<String, NdArray> before = model.state();
        Trainer<Layer> trainer = Trainer.builder(model, Optimizer.of(model, new Sgd(), 1e308))
                .loss((y, batch) -> mse(y, batch).mul(1e3))
                .build();
        DivergedException e =
                assertThrows(DivergedException.class, () -> trainer.fit(BatchLoader.inOrder(Runs.data(20, 2), 5), 1));
        assertTrue(e.getMessage().contains("mul"), e::getMessage);
        assertSameState(before, model.state());
    }

    @Test
    void statisticsOfAFailedStepAreForgotten() {
        NdArray bad = NdArray.full(Shape.of(5, 3), Double.POSITIVE_INFINITY);
        Map<String, NdArray> before = runs.model.state();
        Trainer<Layer> trainer = runs.builder().build();
        Dataset data = new Dataset(bad, NdArray.zeros(Shape.of(5)));
        assertThrows(DivergedException.class, () -> trainer.fit(BatchLoader.inOrder(data, 5), 1));
        assertSameState(before, runs.model.state());
        assertEquals(0, runs.optimizer.steps());
    }

    // ---- refused

    @Test
    void refusals() {
        assertTrue(assertThrows(
                        IllegalStateException.class,
                        () -> Trainer.builder(runs.model, runs.optimizer).build())
                .getMessage()
                .contains(".loss("));
        assertTrue(assertThrows(
                        IllegalStateException.class,
                        () -> Trainer.builder(runs.model, runs.optimizer)
                                .loss(Runs::loss)
                                .earlyStopping(EarlyStopping.lowest("validation loss"))
                                .build())
                .getMessage()
                .contains("there are only [loss]"));
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> Trainer.builder(runs.model, runs.optimizer)
                                .loss((y, batch) -> y)
                                .build()
                                .fit(runs.loader, 1))
                .getMessage()
                .contains("must be a scalar, got shape (5, 2)"));
        assertThrows(
                IllegalArgumentException.class, () -> runs.builder().build().fit(runs.loader, -1));
        assertEquals(0, runs.builder().build().fit(runs.loader, 0).size());
        assertThrows(IllegalStateException.class, () -> runs.builder().build().resume(runs.loader));
    }

    @Test
    void historyAsCsv() {
        History history = runs.builder().build().fit(runs.loader, 1);
        String[] lines = history.toCsv().split("\n");
        assertEquals("epoch,steps,loss,learning rate,seconds,validation loss,accuracy", lines[0]);
        assertEquals(history.last().loss(), Double.parseDouble(lines[1].split(",")[2]));
        assertEquals("5", lines[1].split(",")[1]);
    }

    @Test
    void aBuilderThatIsUsedAgainLeavesItsTrainerAlone() {
        Layer model = Linear.of(3, 2, Rng.of(1));
        List<Integer> told = new ArrayList<>();
        TrainerBuilder<Layer> builder = Trainer.builder(model, Optimizer.of(model, new Adam(), 1e-2))
                .loss(Runs::loss)
                .listener(TrainingListener.onEpoch(epoch -> told.add(epoch.number())));
        Trainer<Layer> first = builder.build();
        builder.listener(TrainingListener.onEpoch(epoch -> told.add(-1)));
        first.fit(BatchLoader.shuffled(Runs.data(16, 2), 8, Rng.of(3)), 2);
        assertEquals(List.of(1, 2), told);
    }
}
