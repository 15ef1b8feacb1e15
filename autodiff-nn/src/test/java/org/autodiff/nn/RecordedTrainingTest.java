package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Supplier;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Rule;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.schedule.Schedule;
import org.junit.jupiter.api.Test;

/** A recorded training step can be replayed, and continues the training bit by bit. */
class RecordedTrainingTest {
    private final Tensor target = Tensor.of(Rng.of(5).normal(Shape.of(6, 1), 0, 1));

    /**
     * A model with everything that changes beside weights: running statistics, dropout, moments, a schedule, the count
     * of steps.
     */
    private final class Training implements TensorFunction {
        private final Sequential model = Sequential.of(
                Linear.of(2, 4, Rng.of(1)), BatchNorm1d.of(4), Dropout.of(0.5, Rng.of(2)), Linear.of(4, 1, Rng.of(3)));
        private final Optimizer optimizer;

        Training(Rule rule, boolean refuseNonFinite) {
            optimizer =
                    Optimizer.of(model, rule, Schedule.exponential(0.1, 0.7)).refuseNonFinite(refuseNonFinite);
        }

        @Override
        public Tensor apply(Tensor... batch) {
            Tensor loss = new Mse().apply(model.apply(batch[0]), target);
            optimizer.step(loss.backward());
            return loss;
        }
    }

    private void assertGoesOn(Supplier<Training> make) {
        Training plain = make.get();
        Training recorded = make.get();
        Rng rng = Rng.of(9);
        Tape tape = null;
        for (int i = 0; i < 5; i++) {
            Tensor x = Tensor.of(rng.normal(Shape.of(6, 2), 0, 1));
            double expected = plain.apply(x).item();
            if (tape == null) {
                tape = Tape.record(recorded, x);
                assertEquals(expected, tape.output().item());
            } else {
                assertEquals(expected, tape.replay(x).item(), "replay " + i);
            }
            assertEquals(plain.optimizer.steps(), recorded.optimizer.steps());
            for (int k = 0; k < plain.model.parameters().size(); k++) {
                assertArrayEquals(
                        plain.model.parameters().get(k).toArray(),
                        recorded.model.parameters().get(k).toArray());
            }
        }
    }

    @Test
    void withAdam() {
        assertGoesOn(() -> new Training(new Adam(), false));
    }

    @Test
    void withGradientDescentThatRefusesWhatIsNotFinite() {
        assertGoesOn(() -> new Training(new Sgd(), true));
    }
}
