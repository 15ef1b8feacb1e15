package org.autodiff.examples.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.TerminalLine;
import org.junit.jupiter.api.Test;

final class CheckProgressTest {
    private final StringWriter out = new StringWriter();

    @Test
    void aSlowCheckHasABarThatDisappears() {
        try (CheckProgress progress =
                new CheckProgress(() -> new TerminalLine(new PrintWriter(out), 100), System.nanoTime())) {
            progress.accept(0.25);
            progress.accept(0.5);
        }
        String text = out.toString();
        assertTrue(text.contains("checking"), text);
        assertTrue(text.contains(" 50%"), text);
        assertTrue(text.endsWith(" ".repeat(100) + "\r"), text);
    }

    @Test
    void aQuickOneHasNone() {
        Console console = new Console(new PrintWriter(out), new PrintWriter(out), true);
        try (CheckProgress progress = CheckProgress.on(console, true)) {
            progress.accept(0.5);
        }
        assertEquals("", out.toString());
    }

    @Test
    void nothingIsShownWhereThereIsNoTerminal() throws InterruptedException {
        Console console = new Console(new PrintWriter(out), new PrintWriter(out), false);
        try (CheckProgress progress = CheckProgress.on(console, false)) {
            Thread.sleep(1100);
            progress.accept(0.5);
        }
        assertEquals("", out.toString());
    }
}
