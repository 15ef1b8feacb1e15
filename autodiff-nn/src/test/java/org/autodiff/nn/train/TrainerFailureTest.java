package org.autodiff.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.data.BatchLoader;
import org.autodiff.nn.io.Checkpoint;
import org.autodiff.nn.io.CheckpointFolder;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.schedule.ReduceOnPlateau;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in a training is named, leaves nothing half done, and the training can go on. */
class TrainerFailureTest {
    private static final class Planned extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final Runs runs = new Runs();

    @TempDir
    Path folder;

    /** A run that nothing disturbs. */
    private static Runs whole() {
        Runs whole = new Runs();
        whole.builder().build().fit(whole.loader, Runs.EPOCHS);
        return whole;
    }

    // ---- going on with the same trainer

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 6, 10})
    void aStoppedTrainingGoesOnInTheSameProcess(int stop) {
        Trainer<?>[] self = new Trainer<?>[1];
        Trainer<Layer> trainer = runs.builder()
                .listener(TrainingListener.onStep(step -> {
                    if (step.step() == stop) {
                        self[0].stop();
                    }
                }))
                .build();
        self[0] = trainer;
        trainer.fit(runs.loader, Runs.EPOCHS);
        assertEquals(stop, runs.optimizer.steps());
        History history = trainer.fit(runs.loader, Runs.EPOCHS);
        assertEquals(15, history.last().steps());
        Runs whole = whole();
        TrainerTest.assertSameState(whole.model.state(), runs.model.state());
        TrainerTest.assertSameState(whole.optimizer.state(), runs.optimizer.state());
    }

    @ParameterizedTest
    @CsvSource({"3, step", "5, step", "5, epoch", "5, validation", "10, validation"})
    void whatAListenerOrTheValidationThrowsEndsItAndItGoesOn(int at, String where) {
        boolean[] thrown = {false};
        Runs expected = new Runs();
        History whole = expected.builder().build().fit(expected.loader, Runs.EPOCHS);
        Trainer<Layer> trainer = runs.builder()
                .loss((y, batch) -> {
                    failOnce(thrown, where.equals("validation") && !runs.model.isTraining(), at);
                    return Runs.loss(y, batch);
                })
                .listener(TrainingListener.onStep(step -> failOnce(thrown, where.equals("step"), at)))
                .listener(TrainingListener.onEpoch(epoch -> failOnce(thrown, where.equals("epoch"), at)))
                .build();
        assertThrows(Planned.class, () -> trainer.fit(runs.loader, Runs.EPOCHS));
        assertEquals(at, runs.optimizer.steps());
        assertTrue(runs.model.isTraining());
        History history = trainer.fit(runs.loader, Runs.EPOCHS);
        assertArrayEquals(whole.values("loss"), history.values("loss"));
        assertArrayEquals(whole.values("validation loss"), history.values("validation loss"));
        TrainerTest.assertSameState(expected.model.state(), runs.model.state());
    }

    private void failOnce(boolean[] thrown, boolean here, int at) {
        if (here && !thrown[0] && runs.optimizer.steps() == at) {
            thrown[0] = true;
            throw new Planned();
        }
    }

    @Test
    void afterADivergenceTheEpochBeginsAnew() {
        boolean[] bad = {true};
        Trainer<Layer> trainer = runs.builder()
                .loss((y, batch) -> Runs.loss(
                        runs.optimizer.steps() == 7 && bad[0] ? y.mul(0).log() : y, batch))
                .build();
        assertThrows(DivergedException.class, () -> trainer.fit(runs.loader, 2));
        bad[0] = false;
        History history = trainer.fit(runs.loader, 2);
        assertEquals(2, history.size());
        assertEquals(12, history.last().steps()); // 5, 2 of the epoch that failed, 5
        assertTrue(history.last().loss() < 1, "the loss of 22 samples, not of 32: " + history.last());
    }

    // ---- a step that throws

    @Test
    void anyExceptionOfAStepLeavesTheModelAsItWas() {
        Planned planned = new Planned();
        Trainer<Layer> trainer = runs.builder()
                .forward((m, batch) -> {
                    m.apply(batch.features()); // draws from dropout, counts in batch normalisation
                    if (runs.optimizer.steps() == 3) {
                        throw planned;
                    }
                    return m.apply(batch.features());
                })
                .listener(TrainingListener.onStep(step -> before = runs.model.state()))
                .build();
        assertSame(planned, assertThrows(Planned.class, () -> trainer.fit(runs.loader, 1)));
        TrainerTest.assertSameState(before, runs.model.state());
    }

    private Map<String, NdArray> before = new LinkedHashMap<>();

    @Test
    void aMistakeOfTheProgramIsNoDivergence() {
        Trainer<Layer> trainer = runs.builder()
                .loss((y, batch) -> {
                    Tensor unused = y.mul(0).log(); // an infinity that nothing depends on
                    return y.matmul(unused);
                })
                .build();
        String message = assertThrows(IllegalArgumentException.class, () -> trainer.fit(runs.loader, 1))
                .getMessage();
        assertTrue(message.startsWith("matmul"), message);
    }

    // ---- listeners

    @Test
    void listenersAreToldOfAFailure() {
        List<String> told = new ArrayList<>();
        Planned planned = new Planned();
        Trainer<Layer> trainer = runs.builder()
                .listener(new TrainingListener() {
                    @Override
                    public void begin(int finished, int epochs, int samples) {
                        told.add("begin");
                    }

                    @Override
                    public void failed(Throwable cause) {
                        assertSame(planned, cause);
                        told.add("failed");
                        throw new IllegalStateException("and the listener too");
                    }

                    @Override
                    public void end(History history) {
                        told.add("end");
                    }
                })
                .listener(TrainingListener.onStep(step -> {
                    throw planned;
                }))
                .build();
        Planned thrown = assertThrows(Planned.class, () -> trainer.fit(runs.loader, 1));
        assertEquals(List.of("begin", "failed"), told);
        assertEquals("and the listener too", thrown.getSuppressed()[0].getMessage());
    }

    // ---- checkpoints

    @Test
    void theBestCheckpointIsOfAnEpochAlsoIfThereAreOthersWithin() {
        CheckpointFolder files = CheckpointFolder.of(folder).keepLast(1).keepLowest("validation loss");
        History history =
                runs.builder().checkpoints(files).checkpointEvery(2).build().fit(runs.loader, Runs.EPOCHS);
        double lowest = Double.POSITIVE_INFINITY;
        for (double loss : history.values("validation loss")) {
            lowest = Math.min(lowest, loss);
        }
        Map<String, String> notes = Checkpoint.notes(files.best().orElseThrow());
        assertEquals(lowest, Double.parseDouble(notes.get("validation loss")));
        Layer best = new Runs().model;
        Checkpoint.load(files.best().orElseThrow(), best);
        Runs judge = new Runs();
        judge.model.load(best.state());
        assertEquals(
                lowest,
                judge.builder()
                        .build()
                        .evaluate(BatchLoader.inOrder(Runs.data(11, 6), 4))
                        .get("validation loss"));
    }

    @Test
    void theLastStepIsSavedWhateverTheirNumber() {
        CheckpointFolder files = CheckpointFolder.of(folder);
        runs.builder().checkpoints(files).checkpointEvery(7).build().fit(runs.loader, Runs.EPOCHS);
        assertEquals("15", Checkpoint.notes(files.latest().orElseThrow()).get("step"));
    }

    @Test
    void anOldFolderIsRefusedBeforeAnythingIsTrained() {
        CheckpointFolder files = CheckpointFolder.of(folder);
        runs.builder().checkpoints(files).build().fit(runs.loader, 1);
        Runs second = new Runs();
        Map<String, NdArray> state = second.model.state();
        String message = assertThrows(
                        IllegalStateException.class,
                        () -> second.builder().checkpoints(files).build().fit(second.loader, 1))
                .getMessage();
        assertTrue(message.contains("step 5") && message.contains("resume"), message);
        TrainerTest.assertSameState(state, second.model.state());
    }

    @Test
    void theStateOfAScheduleThatTheOptimizerDoesNotSeeIsSaved() {
        History[] histories = new History[2];
        for (int i = 0; i < 2; i++) {
            boolean resumed = i == 1;
            for (int epochs : resumed ? new int[] {2, 4} : new int[] {4}) {
                Layer model = Linear.of(3, 1, Rng.of(1));
                ReduceOnPlateau plateau =
                        ReduceOnPlateau.builder(0.5).patience(0).factor(0.1).build();
                Optimizer optimizer = Optimizer.of(model, new Sgd(), step -> plateau.at(step) * 0.5);
                Trainer<Layer> trainer = Trainer.builder(model, optimizer)
                        .loss((y, batch) -> y.mean().mul(0).add(1))
                        .reduceOnPlateau(plateau, "loss")
                        .checkpoints(CheckpointFolder.of(folder.resolve("run" + i)))
                        .build();
                BatchLoader loader = BatchLoader.inOrder(Runs.data(8, 2), 8);
                trainer.resume(loader);
                histories[i] = trainer.fit(loader, epochs);
            }
        }
        double[] rates = rates(histories[0]);
        assertTrue(rates[3] < rates[1]);
        assertArrayEquals(rates, rates(histories[1]));
    }

    private static double[] rates(History history) {
        return history.epochs().stream()
                .mapToDouble(History.Epoch::learningRate)
                .toArray();
    }

    // ---- refused

    @Test
    void twoMetricsOfOneNameAreRefused() {
        String message = assertThrows(
                        IllegalStateException.class,
                        () -> runs.builder().metrics(Accuracy.binary(0.5)).build())
                .getMessage();
        assertTrue(message.contains("two metrics are called 'accuracy'"), message);
    }

    @Test
    void noSamplesToValidate() {
        Trainer<Layer> trainer = Trainer.builder(runs.model, runs.optimizer)
                .loss(Runs::loss)
                .validation(List.of())
                .build();
        String message = assertThrows(IllegalArgumentException.class, () -> trainer.fit(runs.loader, 1))
                .getMessage();
        assertTrue(message.contains("there are no samples"), message);
        assertTrue(runs.model.isTraining());
    }

    @Test
    void aBestModelOfAnotherShapeIsRefused() {
        BestModel best = new BestModel(Linear.of(3, 2, Rng.of(1)));
        Layer wider = Linear.of(4, 2, Rng.of(1));
        String message = assertThrows(IllegalArgumentException.class, () -> best.load(wider.state()))
                .getMessage();
        assertTrue(message.contains("weight") && message.contains("(4, 2)"), message);
        assertTrue(best.state().isEmpty());
    }
}
