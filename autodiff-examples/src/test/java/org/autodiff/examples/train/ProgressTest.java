package org.autodiff.examples.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.TerminalLine;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private static final Epoch EPOCH =
            new Epoch(3, new Epoch.Score(0.25, 3, 4), new Epoch.Score(0.5, 97, 100), 12345.4);

    @Test
    void plainProgressIsALineForEachEpochWithoutControlCharacters() {
        StringWriter out = new StringWriter();
        Console console = new Console(new PrintWriter(out), new PrintWriter(new StringWriter()), false);
        try (Progress progress = Progress.on(console, 20, 4)) {
            progress.batch(4, 0.3);
            progress.epoch(EPOCH);
        }
        assertEquals(
                "epoch  3/20  train loss 0.2500 accuracy  75.0 %  validation loss 0.5000 accuracy  97.0 %"
                        + "     12,345 samples/s" + System.lineSeparator(),
                out.toString());
    }

    @Test
    void liveProgressOverwritesOneLineAndLeavesItEmpty() {
        StringWriter out = new StringWriter();
        try (Progress progress = new LiveProgress(new TerminalLine(new PrintWriter(out), 120), 20, 4)) {
            progress.batch(4, 0.75);
            progress.epoch(EPOCH);
        }
        String text = out.toString();
        assertTrue(text.contains("]   5 %  epoch 4/20  loss 0.7500  accuracy 97.0 %  "), text);
        assertFalse(text.contains("\n"), text);
        String[] written = text.split("\r");
        for (String line : written) {
            assertTrue(line.isEmpty() || line.length() == 120, line);
        }
        assertTrue(written[written.length - 1].isBlank(), text);
        assertTrue(text.endsWith("\r"), text);
    }
}
