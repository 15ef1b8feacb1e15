package org.autodiff.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Help, version, and mistakes in the options. */
final class CommandLineTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --help                 | Usage: autodiff [-hV] COMMAND
        train --help           | Usage: autodiff train [-hV] MODEL
        train digits --help    | Usage: autodiff train digits
        train digits --help    | --csv=FILE
        predict --help         | Usage: autodiff predict
        explain --help         | Usage: autodiff explain
        train digits --help    | target/digits, below
        --version              | autodiff 0.
        train digits --version | Java
        """)
    void helpAndVersionGoToStandardOutput(String arguments, String expected) {
        CommandLineRun run = CommandLineRun.of(arguments.split(" "));
        assertEquals(0, run.exitCode());
        assertTrue(run.out().contains(expected), run.out());
        assertEquals("", run.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        trian                  | autodiff              | unknown command 'trian'; did you mean train?
        train digit            | autodiff train        | unknown command 'digit'; did you mean digits?
        train                  | autodiff train        | no model given
        train digits --epoch 3 | autodiff train digits | unknown option '--epoch'; did you mean --epochs?
        train digits now       | autodiff train digits | unexpected argument 'now'
        train digits --csv     | autodiff train digits | Missing required parameter for option '--csv' (FILE)
        """)
    void aMistakeInTheOptionsIsOneLineAndExitCode2(String arguments, String command, String message) {
        CommandLineRun run = CommandLineRun.of(arguments.split(" "));
        assertEquals(command + ": " + message + " (help: " + command + " --help)" + System.lineSeparator(), run.err());
        assertEquals(2, run.exitCode());
        assertEquals("", run.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        --epochs    | 0          | must be a whole number from 1 to 2147483647
        --epochs    | 2147483648 | must be a whole number from 1 to 2147483647
        --batch     | -3         | must be a whole number from 1 to 2147483647
        --batch     | 1e3        | must be a whole number from 1 to 2147483647
        --hidden    | 64,0       | must be whole numbers from 1 on, separated by commas, such as 64 or 64,32
        --lr        | NaN        | must be a positive, finite number
        --lr        | 0          | must be a positive, finite number
        --lr        | Infinity   | must be a positive, finite number
        --noise     | -1         | must be a finite number, 0 or more
        --optimizer | adan       | must be one of sgd, momentum, adam
        --seed      | 1.5        | must be a whole number of 64 bits
        """)
    void aValueThatAnOptionDoesNotTakeIsOneLineAndExitCode2(String option, String value, String rule) {
        CommandLineRun run = CommandLineRun.of("train", "digits", option, value);
        String expected = "autodiff train digits: Invalid value for option '" + option + "': " + rule + ", got '"
                + value + "' (help: autodiff train digits --help)";
        assertEquals(expected + System.lineSeparator(), run.err());
        assertEquals(2, run.exitCode());
        assertEquals("", run.out());
    }

    @Test
    void noCommandIsAMistake() {
        CommandLineRun run = CommandLineRun.of();
        assertEquals(2, run.exitCode());
        assertEquals("autodiff: no command given (help: autodiff --help)" + System.lineSeparator(), run.err());
    }

    @Test
    void aModelThatDoesNotFitInMemoryIsRefused() {
        CommandLineRun run = CommandLineRun.of("train", "digits", "--hidden", "1000000,1000000");
        assertEquals(2, run.exitCode());
        assertTrue(
                run.err()
                        .startsWith("autodiff train digits: the model 64 -> 1000000 -> 1000000 -> 10 has"
                                + " 1,000,076,000,010 parameters and needs about 64,004.9 GB to train, but Java has "),
                run.err());
        assertEquals(1, run.err().lines().count());
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedBeforeTraining(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        CommandLineRun run = CommandLineRun.of("train", "digits", "--output", file.toString());
        assertEquals(2, run.exitCode());
        assertEquals("autodiff train digits: " + file + ": is not a directory" + System.lineSeparator(), run.err());
        assertEquals("", run.out());
    }
}
