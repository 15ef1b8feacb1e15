package org.autodiff.examples.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.autodiff.Rng;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.JobFailure;
import org.autodiff.examples.train.OptimizerKind;
import org.autodiff.examples.train.Progress;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Dataset;
import org.junit.jupiter.api.Test;

/** Trainings that fail, and leave the model as it was before the batch that failed. */
class DivergenceTest {
    private final Dataset data = Dataset.of(Rng.of(1).normal(Shape.of(6, 2), 0, 1), Index.of(0, 1, 0, 1, 0, 1));

    private JobFailure train(Layer model, double rate) {
        ClassifierTraining training = new ClassifierTraining(model, data, data);
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        ClassifierTraining.Plan plan =
                new ClassifierTraining.Plan(1, 6, OptimizerKind.SGD, rate, 0, 1, 0, Optional.empty());
        try (Progress progress = Progress.on(new Console(nowhere, nowhere, false), 1, 6)) {
            return assertThrows(JobFailure.class, () -> training.run(plan, Rng.of(2), progress));
        }
    }

    @Test
    void anInfiniteGradientStopsItByName() {
        // the value is x; the slope of the root at 0 is infinite
        Activation root = Activation.of("root", x -> x.add(x.sub(x.detach()).sqrt()));
        Sequential model = Sequential.of(Linear.of(2, 2, Rng.of(3)), root);
        NdArray weight = model.parameters().get(0).value();
        String message = train(model, 0.1).getMessage();
        assertTrue(message.startsWith("training diverged in epoch 1, step 1: "), message);
        assertTrue(message.contains("sqrt"), message);
        assertTrue(message.endsWith("; the learning rate 0.1 may be too large"), message);
        assertEquals(weight, model.parameters().get(0).value());
    }

    @Test
    void aLossOfNaNMovesNothing() {
        Activation logarithm = Activation.of("logarithm", x -> x.abs().neg().log());
        Sequential model = Sequential.of(Linear.of(2, 2, Rng.of(3)), logarithm);
        NdArray weight = model.parameters().get(0).value();
        String message = train(model, 0.1).getMessage();
        assertTrue(message.startsWith("training diverged in epoch 1, step 1: "), message);
        assertTrue(message.contains("log"), message);
        assertEquals(weight, model.parameters().get(0).value());
    }
}
