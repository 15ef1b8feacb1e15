package org.autodiff.nn.train;

import java.util.Objects;
import java.util.function.Consumer;
import org.autodiff.nn.train.History.Epoch;

/**
 * Is told how a training goes: for progress, logs, charts, an average of weights. Listeners are called in the order in
 * which they were added, on the thread of the training. What one throws ends the training.
 */
public interface TrainingListener {
    /**
     * The training begins, or goes on.
     *
     * @param finished how many epochs were finished before
     * @param epochs after how many it ends
     * @param samples in an epoch
     */
    default void begin(int finished, int epochs, int samples) {}

    /** A step has moved the parameters. */
    default void stepEnded(Step step) {}

    /** An epoch has ended, and the model was validated. */
    default void epochEnded(Epoch epoch) {}

    /** The training has ended, early or not, but not by an exception. */
    default void end(History history) {}

    /**
     * The training has ended by an exception, which {@link Trainer#fit} throws afterwards. What this throws is added to
     * it as suppressed.
     */
    default void failed(Throwable cause) {}

    /**
     * Does something after every step: {@code TrainingListener.onStep(step -> average.update())}.
     *
     * @see #stepEnded
     */
    static TrainingListener onStep(Consumer<Step> action) {
        Objects.requireNonNull(action, "listener: the action is null");
        return new TrainingListener() {
            @Override
            public void stepEnded(Step step) {
                action.accept(step);
            }
        };
    }

    /**
     * Does something after every epoch: {@code TrainingListener.onEpoch(epoch -> System.out.print(monitor.epoch()))}.
     *
     * @see #epochEnded
     */
    static TrainingListener onEpoch(Consumer<Epoch> action) {
        Objects.requireNonNull(action, "listener: the action is null");
        return new TrainingListener() {
            @Override
            public void epochEnded(Epoch epoch) {
                action.accept(epoch);
            }
        };
    }

    /**
     * A step of a training.
     *
     * @param epoch counted from 1
     * @param step of the whole training, counted from 1
     * @param samples of the epoch so far
     * @param size samples in its batch
     * @param loss of the batch, before the step
     */
    record Step(int epoch, long step, int samples, int size, double loss) {}
}
