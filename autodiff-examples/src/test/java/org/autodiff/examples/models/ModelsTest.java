package org.autodiff.examples.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.autodiff.examples.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The short programs learn what they claim to, and are as short as promised. */
class ModelsTest {
    private static String printed(Runnable program) {
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static List<Double> numbers(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult r) -> Double.parseDouble(r.group(1)))
                .toList();
    }

    @Test
    void exclusiveOr() {
        String text =
                printed(() -> assertEquals(0, CommandLineRun.of("train", "xor").exitCode()));
        List<Double> answers = numbers("\\[(-?[0-9][^\\]]*)\\]", text);
        double[] expected = {0, 1, 1, 0};
        assertEquals(4, answers.size(), text);
        for (int i = 0; i < 4; i++) {
            assertEquals(expected[i], answers.get(i), 0.05, text);
        }
    }

    @Test
    void theResidualNetworkReadsTheDigits() {
        List<Double> right = numbers("epoch \\d: ([0-9.]+) %", printed(() -> DigitsCnn.main(new String[0])));
        assertEquals(8, right.size());
        assertTrue(right.get(7) > 95, () -> "right " + right);
    }

    @Test
    void theLstmKnowsThePoem() {
        assertEquals(128, CharacterLstm.TEXT.length());
        String text = printed(() -> CharacterLstm.main(new String[0])).replace(System.lineSeparator(), "\n");
        assertTrue(text.contains(CharacterLstm.TEXT), text);
    }

    /** Ten points of a wave say little before the step, much after it, and more after more steps. */
    @Test
    void aStepFindsTheWave() {
        List<Double> losses = numbers("steps: ([0-9.]+)", printed(() -> MamlSine.main(new String[0])));
        assertEquals(3, losses.size());
        assertTrue(losses.get(0) > 0.4 && losses.get(1) < 0.2 && losses.get(2) < 0.1, () -> "" + losses);
    }

    @ParameterizedTest
    @CsvSource({"Xor, 20", "DigitsCnn, 60", "CharacterLstm, 60", "MamlSine, 70"})
    void areShort(String program, int most) throws IOException {
        Path source = Path.of("src/main/java/org/autodiff/examples/models/" + program + ".java");
        long lines = Files.readAllLines(source).size();
        assertTrue(lines <= most, program + " has " + lines + " lines");
    }
}
