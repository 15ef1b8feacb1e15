package org.autodiff.examples.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autodiff.examples.cli.UserError;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The protocol of {@code --cmd}, with programs that keep to it and programs that do not. */
final class ProgramTest {
    private static final Map<String, NdArray> POINT = Map.of("x", NdArray.of(3, 0.5, 0));
    private static final NdArray ONE = NdArray.of(1);

    private final StringWriter err = new StringWriter();

    private LineProcess start(String manner) {
        return new LineProcess(CommandWords.of(Answers.command(manner)), Duration.ofSeconds(30), new PrintWriter(err));
    }

    @ParameterizedTest
    @CsvSource({"right", "bare"})
    void aValueAndItsGradient(String manner) {
        try (LineProcess process = start(manner)) {
            Program program = new Program(process, Set.of("x"));
            assertEquals(NdArray.of(4.5), program.value(POINT));
            assertArrayEquals(
                    new double[] {3, 9, 1}, program.vjp(POINT, ONE).get("x").toArray());
            assertArrayEquals(
                    new double[] {6, 18, 2},
                    program.vjp(POINT, NdArray.of(2)).get("x").toArray());
            process.farewell();
        }
        assertEquals("loaded " + manner + System.lineSeparator(), err.toString());
    }

    @Test
    void aJacobianIsMultipliedFromTheLeft() {
        try (LineProcess process = start("jacobian")) {
            Program program = new Program(process, Set.of("x"));
            program.value(POINT);
            assertArrayEquals(new double[] {4.5, 9}, program.value(POINT).toArray());
            NdArray upstream = NdArray.of(10.0, 100);
            assertArrayEquals(
                    new double[] {330, 90, 10},
                    program.vjp(POINT, upstream).get("x").toArray());
        }
    }

    @ParameterizedTest
    @CsvSource({"nan", "null"})
    void notANumberIsAnAnswer(String manner) {
        try (LineProcess process = start(manner)) {
            Program program = new Program(process, Set.of("x"));
            program.value(POINT);
            assertEquals(Double.NaN, program.value(POINT).item());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        dying     | ended with exit code 7 before it answered line 2
        french    | answer 2 of the program is not JSON: 'une valeur'
        blank     | answer 2 of the program is an empty line
        failing   | the program reports an error in answer 2: "x[0] is too large"
        shapeless | answer 2 of the program has shape (2), where the first value had shape ()
        talkative | 'Loading the model ...'
        """)
    void aValueThatIsNone(String manner, String expected) {
        try (LineProcess process = start(manner)) {
            Program program = new Program(process, Set.of("x"));
            String message = assertThrows(UserError.class, () -> {
                        program.value(POINT);
                        program.value(POINT);
                        program.value(POINT);
                    })
                    .getMessage();
            assertTrue(message.startsWith("--cmd: "), message);
            assertTrue(message.contains(expected), message);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        short    | has a gradient of 'x' of shape (2): it must have the shape of that input, (3)
        misnamed | has a gradient of 'y', which is no input: the inputs are x
        empty    | has no gradient of 'x': write {"x": ...}, with zeros if there is none
        ragged   | is not what was asked for, x as a number or nested lists: its element [1] is not a number: [2]
        """)
    void aGradientThatIsNone(String manner, String expected) {
        try (LineProcess process = start(manner)) {
            Program program = new Program(process, Set.of("x"));
            program.value(POINT);
            String message =
                    assertThrows(UserError.class, () -> program.vjp(POINT, ONE)).getMessage();
            assertEquals("--cmd: answer 2 of the program " + expected, message);
        }
    }

    @Test
    void aProgramThatDoesNotAnswerIsGivenUp() {
        long start = System.nanoTime();
        try (LineProcess process = new LineProcess(
                CommandWords.of(Answers.command("silent")), Duration.ofSeconds(3), new PrintWriter(err))) {
            Program program = new Program(process, Set.of("x"));
            program.value(POINT);
            String message =
                    assertThrows(UserError.class, () -> program.value(POINT)).getMessage();
            assertTrue(message.contains("gave no answer to line 2 within 3.00 s: does it flush"), message);
        }
        assertTrue(System.nanoTime() - start < 30e9, "it was waited for");
    }

    @Test
    void aLineTooManyIsFoundAtTheEnd() {
        try (LineProcess process = start("twice")) {
            new Program(process, Set.of("x")).value(POINT);
            String message = assertThrows(UserError.class, process::farewell).getMessage();
            assertTrue(message.contains("printed a line that it was not asked for, after 1 answer: '3'"), message);
        }
    }

    @Test
    void aProgramThatDoesNotExist() {
        String message = assertThrows(
                        UserError.class,
                        () -> new LineProcess(List.of("no-such-program"), Duration.ofSeconds(1), new PrintWriter(err)))
                .getMessage();
        assertTrue(message.startsWith("--cmd: 'no-such-program' cannot be started: "), message);
    }

    @Test
    void anInputWithANameOfTheProtocolIsRefused() {
        try (LineProcess process = start("right")) {
            String message = assertThrows(UserError.class, () -> new Program(process, Set.of("want")))
                    .getMessage();
            assertTrue(message.contains("an input cannot be called 'want'"), message);
        }
    }

    @Test
    void wordsOfACommand() {
        assertEquals(
                List.of("python3", "my model.py", "C:\\x", ""), CommandWords.of(" python3 'my model.py'  C:\\x \"\""));
        assertThrows(UserError.class, () -> CommandWords.of("echo 'x"));
        assertThrows(UserError.class, () -> CommandWords.of("  "));
    }

    @Test
    void numbersAreWrittenWithAllDigits() {
        NdArray a = NdArray.of(Shape.of(2, 2), 0.1, 1.0 / 3, 1e300, -5e-324);
        assertEquals(
                "[[0.1,0.3333333333333333],[1.0E300,-4.9E-324]]",
                JsonArrays.write(a).toString());
        assertEquals(a, JsonArrays.read(JsonArrays.write(a)));
    }
}
