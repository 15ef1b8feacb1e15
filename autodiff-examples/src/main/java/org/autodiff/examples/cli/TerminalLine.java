package org.autodiff.examples.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarConsumer;

/** A line of a terminal that is overwritten again and again. */
public final class TerminalLine implements ProgressBarConsumer {
    private final PrintWriter terminal;
    private final int width;

    /** A line of a given width. */
    public TerminalLine(PrintWriter terminal, int width) {
        this.terminal = terminal;
        this.width = width;
    }

    /** A line as wide as the terminal of this process. */
    public static TerminalLine of(PrintWriter terminal) {
        return new TerminalLine(terminal, new ConsoleProgressBarConsumer(System.out).getMaxRenderedLength());
    }

    @Override
    public int getMaxRenderedLength() {
        return width;
    }

    @Override
    public void accept(String text) {
        String fitting = text.substring(0, Math.min(width, text.length()));
        terminal.print("\r" + fitting + " ".repeat(width - fitting.length()));
        terminal.flush();
    }

    @Override
    public void clear() {
        accept("");
        terminal.print("\r");
        terminal.flush();
    }

    @Override
    public void close() {
        terminal.flush();
    }
}
