package org.autodiff.examples.train;

import org.autodiff.examples.cli.Console;

/** Shows how a training goes on. */
public interface Progress extends AutoCloseable {

    /** A batch was learnt. */
    void batch(int samples, double loss);

    /** An epoch is over. */
    void epoch(Epoch epoch);

    /** The training is over, by success or not. */
    @Override
    void close();

    /** A bar that moves, where the console is live; a line for each epoch elsewhere. */
    static Progress on(Console console, int epochs, int samplesPerEpoch) {
        return console.live()
                ? new LiveProgress(TerminalLine.of(console.out()), epochs, samplesPerEpoch)
                : new PlainProgress(console, epochs);
    }
}
