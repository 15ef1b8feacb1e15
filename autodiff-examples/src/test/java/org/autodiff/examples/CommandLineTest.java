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
        train digits --help    | (default: target/digits,
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
        trian                           | autodiff: unknown command 'trian'; did you mean train? (help: autodiff --help)
        train digit                     | autodiff train: unknown command 'digit'; did you mean digits? (help: autodiff train --help)
        train                           | autodiff train: no model given (help: autodiff train --help)
        train digits --epoch 3          | autodiff train digits: unknown option '--epoch'; did you mean --epochs? (help: autodiff train digits --help)
        train digits now                | autodiff train digits: unexpected argument 'now' (help: autodiff train digits --help)
        train digits --epochs 0         | autodiff train digits: Invalid value for option '--epochs': must be a whole number from 1 to 2147483647, got '0' (help: autodiff train digits --help)
        train digits --epochs 2147483648 | autodiff train digits: Invalid value for option '--epochs': must be a whole number from 1 to 2147483647, got '2147483648' (help: autodiff train digits --help)
        train digits --batch -3         | autodiff train digits: Invalid value for option '--batch': must be a whole number from 1 to 2147483647, got '-3' (help: autodiff train digits --help)
        train digits --batch 1e3        | autodiff train digits: Invalid value for option '--batch': must be a whole number from 1 to 2147483647, got '1e3' (help: autodiff train digits --help)
        train digits --hidden 64,0      | autodiff train digits: Invalid value for option '--hidden': must be whole numbers from 1 on, separated by commas, such as 64 or 64,32, got '64,0' (help: autodiff train digits --help)
        train digits --lr NaN           | autodiff train digits: Invalid value for option '--lr': must be a positive, finite number, got 'NaN' (help: autodiff train digits --help)
        train digits --lr 0             | autodiff train digits: Invalid value for option '--lr': must be a positive, finite number, got '0' (help: autodiff train digits --help)
        train digits --lr Infinity      | autodiff train digits: Invalid value for option '--lr': must be a positive, finite number, got 'Infinity' (help: autodiff train digits --help)
        train digits --noise -1         | autodiff train digits: Invalid value for option '--noise': must be a finite number, 0 or more, got '-1' (help: autodiff train digits --help)
        train digits --optimizer adan   | autodiff train digits: Invalid value for option '--optimizer': must be one of sgd, momentum, adam, got 'adan' (help: autodiff train digits --help)
        train digits --seed 1.5         | autodiff train digits: Invalid value for option '--seed': must be a whole number of 64 bits, got '1.5' (help: autodiff train digits --help)
        train digits --csv              | autodiff train digits: Missing required parameter for option '--csv' (FILE) (help: autodiff train digits --help)
        """)
    void aMistakeInTheOptionsIsOneLineAndExitCode2(String arguments, String expected) {
        CommandLineRun run = CommandLineRun.of(arguments.split(" "));
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
