package org.autodiff.nn.train;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how a training goes on: a line for each epoch with its loss, metrics and speed, and on a terminal a bar within
 * the epoch.
 *
 * <pre>{@code
 * Trainer.builder(model, optimizer).listener(TrainingProgress.onStandardError())...
 *
 * epoch  3/20  loss 0.0312  validation loss 0.0478  accuracy 0.985  58,214 samples/s
 * }</pre>
 *
 * <p>For people. A program reads {@link History}. For one training at a time.
 */
public final class TrainingProgress implements TrainingListener {
    private final PrintStream out;
    private final boolean live;
    private ProgressBar bar; // null between epochs, and where there is no terminal
    private int epochs;
    private int samples;

    private TrainingProgress(PrintStream out, boolean live) {
        this.out = Objects.requireNonNull(out, "training progress: the stream is null");
        this.live = live;
    }

    /** On standard error, which stays apart from the results of a program; with a bar if that is a terminal. */
    public static TrainingProgress onStandardError() {
        String terminal = System.getenv("TERM");
        boolean capable = terminal != null && !terminal.equals("dumb");
        return new TrainingProgress(System.err, capable && System.console() != null);
    }

    /** Lines only: for a file, a log, or a test. */
    public static TrainingProgress lines(PrintStream out) {
        return new TrainingProgress(out, false);
    }

    @Override
    public void begin(int finished, int epochs, int samples) {
        this.epochs = epochs;
        this.samples = samples;
        if (finished > 0) {
            out.println("goes on after epoch " + finished);
        }
    }

    @Override
    public void stepEnded(Step step) {
        if (!live) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName("epoch " + step.epoch() + "/" + epochs)
                    .setInitialMax(samples)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(out))
                    .clearDisplayOnFinish()
                    .build();
        }
        bar.stepTo(step.samples());
        bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f", step.loss()));
    }

    @Override
    public void epochEnded(History.Epoch epoch) {
        closeBar();
        int width = Integer.toString(epochs).length();
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT, "epoch %" + width + "d/%d  loss %s", epoch.number(), epochs, text(epoch.loss())));
        for (Map.Entry<String, Double> metric : epoch.metrics().entrySet()) {
            line.append("  ").append(metric.getKey()).append(' ').append(text(metric.getValue()));
        }
        if (epoch.seconds() > 0) {
            line.append(String.format(Locale.ROOT, "  %,.0f samples/s", samples / epoch.seconds()));
        }
        out.println(line);
    }

    @Override
    public void end(History history) {
        closeBar();
    }

    @Override
    public void failed(Throwable cause) {
        closeBar();
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    /** Four digits. */
    private static String text(double x) {
        double size = Math.abs(x);
        return String.format(Locale.ROOT, size != 0 && (size < 1e-3 || size >= 1e5) ? "%.3e" : "%.4g", x);
    }
}
