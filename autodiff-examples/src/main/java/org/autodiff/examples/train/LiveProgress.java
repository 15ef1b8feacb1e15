package org.autodiff.examples.train;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressState;
import org.autodiff.examples.cli.Text;

/** A bar on one line of the terminal, with loss, accuracy and speed; it disappears when the training is over. */
final class LiveProgress implements Progress {
    /** The weight of the newest batch in the loss that is shown: single batches vary too much to read. */
    private static final double NEWEST = 0.05;

    private static final int UPDATE_MILLIS = 100;
    private static final int SHORTEST_BAR = 8;

    private final ProgressBarConsumer terminal;
    private final ProgressBar bar;
    private final int epochs;
    private int epoch;
    private double loss = Double.NaN;
    private String accuracy = "";

    LiveProgress(ProgressBarConsumer terminal, int epochs, int samplesPerEpoch) {
        this.terminal = terminal;
        this.epochs = epochs;
        bar = new ProgressBarBuilder()
                .setInitialMax((long) epochs * samplesPerEpoch)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(terminal)
                .setRenderer(LiveProgress::render)
                .build();
    }

    @Override
    public void batch(int samples, double batchLoss) {
        loss = Double.isNaN(loss) ? batchLoss : loss + NEWEST * (batchLoss - loss);
        bar.stepBy(samples);
        show();
    }

    @Override
    public void epoch(Epoch ended) {
        epoch = ended.number();
        accuracy = Text.format("  accuracy %.1f %%", 100 * ended.validation().accuracy());
        show();
    }

    private void show() {
        String loss = Double.isNaN(this.loss) ? "" : Text.format("  loss %.4f", this.loss);
        bar.setExtraMessage(Text.format("epoch %d/%d%s%s", Math.min(epoch + 1, epochs), epochs, loss, accuracy));
    }

    /** The bar fills what the text leaves of the line. */
    private static String render(ProgressState state, int width) {
        Duration elapsed = state.getElapsedAfterStart();
        double seconds = Math.max(1e-3, elapsed.toNanos() / 1e9);
        double share = (double) state.getCurrent() / state.getMax();
        String words = Text.format(
                " %3.0f %%  %s  %,.0f samples/s", 100 * share, state.getExtraMessage(), state.getCurrent() / seconds);
        int room = width - words.length() - 2;
        if (room < SHORTEST_BAR) {
            return words;
        }
        int done = (int) (share * room);
        return "[" + "=".repeat(done) + " ".repeat(room - done) + "]" + words;
    }

    @Override
    public void close() {
        bar.close();
        terminal.clear(); // the bar itself does not, if it ends before it was first shown
    }
}
