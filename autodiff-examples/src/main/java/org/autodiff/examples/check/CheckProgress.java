package org.autodiff.examples.check;

import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.TerminalLine;

/** A bar on one line of the terminal for checks that take long; quick ones end before it appears. */
final class CheckProgress implements DoubleConsumer, AutoCloseable {
    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final int UPDATE_MILLIS = 100;
    private static final int PARTS = 1000;

    private final Supplier<ProgressBarConsumer> terminal;
    private final long begin;
    private ProgressBarConsumer line;
    private ProgressBar bar;

    /**
     * Progress that is shown from a moment on.
     *
     * @param terminal opened only then, as that takes time itself
     * @param begin the time from which on it is shown, as {@code System.nanoTime()}
     */
    CheckProgress(Supplier<ProgressBarConsumer> terminal, long begin) {
        this.terminal = terminal;
        this.begin = begin;
    }

    /** Progress on a terminal, or nowhere. */
    static CheckProgress on(Console console, boolean shown) {
        return new CheckProgress(
                () -> TerminalLine.of(console.out()), shown ? System.nanoTime() + PATIENCE_NANOS : Long.MAX_VALUE);
    }

    @Override
    public void accept(double done) {
        if (bar == null) {
            if (begin == Long.MAX_VALUE || System.nanoTime() - begin < 0) {
                return;
            }
            line = terminal.get();
            bar = new ProgressBarBuilder()
                    .setTaskName("checking")
                    .setInitialMax(PARTS)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .setConsumer(line)
                    .build();
        }
        bar.stepTo(Math.round(done * PARTS));
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            line.clear();
        }
    }
}
