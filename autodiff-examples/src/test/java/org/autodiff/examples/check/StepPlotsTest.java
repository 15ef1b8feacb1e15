package org.autodiff.examples.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.autodiff.examples.CommandLineRun;
import org.autodiff.gradcheck.Coordinate;
import org.autodiff.gradcheck.Coordinate.Rung;
import org.autodiff.gradcheck.Coordinate.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code --plot}. */
final class StepPlotsTest {
    /** Differences of 2 with an error of h^2 and rounding of 1e-15 / h. */
    private static Coordinate coordinate(Status status, double claimed) {
        List<Rung> ladder = new ArrayList<>();
        for (int power = 1; power <= 10; power++) {
            double h = Math.pow(10, -power);
            double central = 2 + h * h + 1e-15 / h;
            ladder.add(new Rung(h, central, central, central));
        }
        ladder.add(new Rung(1, Double.NaN, Double.NaN, Double.NaN)); // beyond a wall
        return new Coordinate("x", 0, -1, "x[0]", 1, claimed, 2, 1e-10, 2e-6, 2, 2, status, "", ladder);
    }

    @Test
    void theSlopesOfTruncationAndRoundingAreMeasured() {
        StepErrors errors = StepErrors.of(coordinate(Status.PASS, 2));
        assertEquals(10, errors.rungs().size());
        assertEquals(1e-5, errors.rungs().get(errors.best()).step(), 1e-12);
        assertEquals(2, errors.truncation().orElseThrow(), 0.01);
        assertEquals(-1, errors.rounding().orElseThrow(), 0.01);
    }

    @Test
    void theSentenceSaysWhatOneSees() {
        String sentence = StepPlots.sentence(StepErrors.of(coordinate(Status.WRONG, 2.02)));
        assertEquals(
                "The differences lead to 2.0000000; they come nearest with h = 1.0e-05; yours is 2.0200000, which is"
                        + " 2.0e-02 away; 2.0e-06 was allowed: wrong. With larger steps the error grows as h^2.0"
                        + " (truncation: 2). With smaller ones it grows as h^-1.0 (rounding: -1).",
                sentence);
    }

    @Test
    void aPageWithACardForEachDerivativeAndTheWorstFirst(@TempDir Path folder) throws Exception {
        Path page = folder.resolve("new").resolve("out.html");
        CommandLineRun run = CommandLineRun.of(
                "check", "sum(x^3)", "--at", "x=[1,2,3]", "--grad", "x=[3,12,28]", "--plot", page.toString());
        assertEquals(1, run.exitCode(), run.out() + run.err());
        assertTrue(run.out().contains("plot: " + page), run.out());
        assertFalse(run.out().contains("--plot"), run.out());
        String html = Files.readString(page);
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        html.replace("<!DOCTYPE html>", "").getBytes(StandardCharsets.UTF_8)));
        List<String> cards = Pattern.compile("<h3>(.*?)</h3>")
                .matcher(html)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertEquals(3, cards.size());
        assertEquals("x[2]: WRONG", cards.get(0));
        assertTrue(html.contains("yours is 28.000000"), "the claim is in the sentence");
        List<String> charts = Pattern.compile("data:image/svg\\+xml;base64,([^\"]*)\"")
                .matcher(html)
                .results()
                .map(match -> new String(Base64.getDecoder().decode(match.group(1)), StandardCharsets.UTF_8))
                .toList();
        assertEquals(3, charts.size());
        assertTrue(charts.stream().allMatch(svg -> svg.contains("<svg ") && svg.contains("</svg>")));
        try (Stream<Path> files = Files.list(page.getParent())) {
            assertEquals(List.of(page), files.toList()); // nothing temporary stays
        }
    }

    @Test
    void aKinkShowsBothSlopes(@TempDir Path folder) throws Exception {
        Path page = folder.resolve("out.html");
        CommandLineRun run = CommandLineRun.of("check", "abs(x)+2*x", "--at", "0", "--plot", page.toString());
        assertEquals(2, run.exitCode(), run.out() + run.err());
        String html = Files.readString(page);
        assertTrue(
                html.contains("from the left the slope is 1.00000, from the right 3.00000"), html.substring(0, 3000));
    }

    @Test
    void aPageThatCannotBeWrittenIsRefusedBeforeTheCheck(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        CommandLineRun run = CommandLineRun.of(
                "check",
                "x^2",
                "--at",
                "x=1",
                "--plot",
                file.resolve("out.html").toString());
        assertEquals(3, run.exitCode());
        assertEquals("autodiff check: " + file + ": is not a directory" + System.lineSeparator(), run.err());
        assertEquals("", run.out());
    }
}
