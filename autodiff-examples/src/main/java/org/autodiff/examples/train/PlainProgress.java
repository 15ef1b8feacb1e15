package org.autodiff.examples.train;

import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.Text;

/** A line for each epoch: for files, pipes, and terminals that cannot overwrite a line. */
final class PlainProgress implements Progress {
    private final Console console;
    private final int epochs;

    PlainProgress(Console console, int epochs) {
        this.console = console;
        this.epochs = epochs;
    }

    @Override
    public void batch(int samples, double loss) {}

    @Override
    public void epoch(Epoch epoch) {
        int width = Integer.toString(epochs).length();
        String number = Text.format("%" + width + "d/%d", epoch.number(), epochs);
        String speed =
                epoch.number() == 0 ? "  before training" : Text.format("  %,9.0f samples/s", epoch.samplesPerSecond());
        console.print(
                "epoch %s  train %s  validation %s%s", number, score(epoch.train()), score(epoch.validation()), speed);
    }

    private static String score(Epoch.Score score) {
        return Text.format("loss %.4f accuracy %5.1f %%", score.loss(), 100 * score.accuracy());
    }

    @Override
    public void close() {}
}
