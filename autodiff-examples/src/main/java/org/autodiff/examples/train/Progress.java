package org.autodiff.examples.train;

import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.TerminalLine;

/** Shows the progress of a training. */
public interface Progress extends AutoCloseable {

    /** Called after each batch. */
    void batch(int samples, double loss);

    /** Called after each epoch. */
    void epoch(Epoch epoch);

    /** Called when the training is over, successful or not. */
    @Override
    void close();

    /** A moving bar on a live console; otherwise a line for each epoch. */
    static Progress on(Console console, int epochs, int samplesPerEpoch) {
        return console.live()
                ? new LiveProgress(TerminalLine.of(console.out()), epochs, samplesPerEpoch)
                : new PlainProgress(console, epochs);
    }
}
