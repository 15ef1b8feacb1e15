package org.autodiff.examples.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.autodiff.examples.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code autodiff check --cmd}: programs in Java and in Python. */
final class CheckCmdTest {
    private static final String PYTHON = """
            import json, math, sys

            for line in sys.stdin:
                question = json.loads(line)
                a, x = question["a"], question["x"]
                e = [math.exp(a * v) for v in x]
                if question["want"] == "value":
                    answer = math.log(sum(e))
                else:
                    p = [v / sum(e) for v in e]
                    answer = {"x": [a * v for v in p], "a": sum(v * w for v, w in zip(p, x))}
                print(json.dumps(answer), flush=True)
            """;

    private static CommandLineRun java(String manner, String... options) {
        String[] all = new String[options.length + 5];
        System.arraycopy(new String[] {"check", "--cmd", Answers.command(manner), "--at", "x=[3,0.5,1]"}, 0, all, 0, 5);
        System.arraycopy(options, 0, all, 5, options.length);
        return CommandLineRun.of(all);
    }

    @ParameterizedTest
    @CsvSource({"right, 0", "bare, 0", "wrong, 1"})
    void aProgramInJava(String manner, int exitCode) {
        CommandLineRun run = java(manner);
        assertEquals(exitCode, run.exitCode(), run.out() + run.err());
        assertEquals("loaded " + manner, run.err().strip());
        if (exitCode == 1) {
            assertTrue(run.out().contains("WRONG: 1 of 3 derivatives"), run.out());
            assertTrue(run.out().matches("(?s).*x\\[1] +9\\.09 +9 .*WRONG.*"), run.out());
            assertTrue(run.out().contains("Meaning: the gradient of this program is wrong here."), run.out());
        }
    }

    @Test
    void digitsThatAreCutOffAreNoiseAndNoMistake() {
        CommandLineRun run = java("six-digits");
        assertEquals(2, run.exitCode(), run.out() + run.err());
        assertTrue(run.out().contains("Does the program print all 17 digits"), run.out());
    }

    @ParameterizedTest
    @CsvSource({"dying, exit code 7", "french, is not JSON: 'une valeur'", "short, of shape (2)", "twice, not asked"})
    void aProgramThatBreaksTheProtocolIsAFailure(String manner, String message) {
        CommandLineRun run = java(manner, "--json");
        assertEquals(3, run.exitCode(), run.out() + run.err());
        assertEquals("", run.out());
        assertTrue(run.err().contains("autodiff check: --cmd: "), run.err());
        assertTrue(run.err().contains(message), run.err());
    }

    @Test
    void aProgramInPython(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(hasPython(), "python3 is not on this machine");
        Path right = Files.writeString(folder.resolve("right model.py"), PYTHON);
        CommandLineRun run = CommandLineRun.of("check", "--cmd", "python3 '" + right + "'", "--at", "a=0.7,x=[1,2,3]");
        assertEquals(0, run.exitCode(), run.out() + run.err());

        Path wrong = Files.writeString(folder.resolve("wrong.py"), PYTHON.replace("[a * v for", "[v for"));
        CommandLineRun found =
                CommandLineRun.of("check", "--cmd", "python3 '" + wrong + "'", "--at", "a=0.7,x=[1,2,3]", "--json");
        assertEquals(1, found.exitCode(), found.out() + found.err());
        var report = JsonParser.parseString(found.out()).getAsJsonObject();
        long wrongOnes = report.getAsJsonArray("coordinates").asList().stream()
                .filter(c -> c.getAsJsonObject().get("verdict").getAsString().equals("WRONG"))
                .peek(c -> assertEquals("x", c.getAsJsonObject().get("block").getAsString()))
                .count();
        assertEquals(3, wrongOnes, found.out());
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version").start().waitFor(20, TimeUnit.SECONDS);
        } catch (IOException e) {
            return false;
        }
    }
}
