package org.autodiff.examples.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autodiff.examples.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code autodiff check} of formulas: verdicts, exit codes, messages. */
final class CheckCommandTest {
    private static CommandLineRun check(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "check";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandLineRun.of(all);
    }

    private static String lastLine(CommandLineRun run) {
        List<String> lines = run.out().lines().toList();
        return lines.get(lines.size() - 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        relu(w*x + b)^2   | w=1,x=2,b=0                  | 1
        log(sum(exp(A @ x))) | A=random(3,4),x=[1,2,3,4] | 2
        -x^2              | 3                            | 2
        -hypot(x, y)      | x=3,y=4                      | 1
        """)
    void theEnginesGradientOfAFormulaPasses(String formula, String at, String order) {
        CommandLineRun run = check(formula, "--at", at, "--order", order);
        assertEquals(0, run.exitCode(), run.out() + run.err());
        assertTrue(run.out().startsWith("PASS: "), run.out());
        assertEquals("", run.err());
        assertTrue(
                lastLine(run).startsWith("Meaning: the engine's gradient of this formula is right at this point."),
                run.out());
    }

    @Test
    void aClaimedGradient() {
        CommandLineRun run = check(
                "exp(-x^2)*sin(y)",
                "--at",
                "x=0.3,y=2",
                "--grad",
                "x=-2*x*exp(-x^2)*sin(y)",
                "--grad",
                "y=exp(-x^2)*cos(y)");
        assertEquals(0, run.exitCode(), run.out() + run.err());
        assertTrue(lastLine(run).startsWith("Meaning: the gradient that you claim is right at this point."), run.out());
    }

    @Test
    void aWrongClaimOfOneInputIsFoundAndTheOtherIsHeldFixed() {
        CommandLineRun run = check("exp(-x^2)*sin(y)", "--at", "x=0.3,y=2", "--grad", "y=exp(-x^2)*sin(y)");
        assertEquals(1, run.exitCode(), run.out() + run.err());
        assertTrue(run.out().contains("held fixed, as there is no --grad of it: x"), run.out());
        // exp(-0.09) sin 2 is claimed, exp(-0.09) cos 2 is right
        assertTrue(run.out().contains("0.8310352751  -0.3803295716"), run.out());
        assertTrue(lastLine(run).startsWith("Meaning: the gradient that you claim is wrong here."), run.out());
    }

    @Test
    void aClaimThatIsRightAtEqualInputsOnly() {
        CommandLineRun run = check("x^2*y", "--at", "x=1,y=1", "--grad", "x=2*x*x", "--grad", "y=x*x");
        assertEquals(1, run.exitCode(), run.out() + run.err());
        assertTrue(run.out().startsWith("WRONG NEARBY: "), run.out());
        assertTrue(lastLine(run).endsWith("It shows at random numbers: --at x=randn(),y=randn()."), run.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        sum(abs(x)) | x=[0,1]  | KINK    | Move the point a little off the kink.
        relu(x)^2   | x=[-1,-2] | VACUOUS | Try a point where the function moves: --at x=randn(2).
        """)
    void whatIsNotDecidedEndsWithExitCode2(String formula, String at, String verdict, String advice) {
        CommandLineRun run = check(formula, "--at", at);
        assertEquals(2, run.exitCode(), run.out() + run.err());
        assertTrue(run.out().startsWith(verdict + ": "), run.out());
        assertTrue(lastLine(run).endsWith(advice), run.out());
    }

    @Test
    void jsonAndNothingElse() {
        CommandLineRun run = check("x^2", "--at", "x=3", "--grad", "x=x", "--json", "--seed", "7");
        assertEquals(1, run.exitCode(), run.err());
        JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
        assertEquals("WRONG", report.get("verdict").getAsString());
        assertEquals(7, report.get("seed").getAsLong());
        JsonObject x = report.getAsJsonArray("coordinates").get(0).getAsJsonObject();
        assertEquals(3, x.get("yours").getAsDouble());
        assertEquals(6, x.get("numeric").getAsDouble(), 1e-8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        x --at x=1 --ordr 2             | unknown option '--ordr'; did you mean --order?
        --at x=1                        | nothing to check: give a formula, --class or --cmd
        x y --at x=1                    | unexpected argument 'y'
        x --cmd true --at x=1           | a formula, --class and --cmd exclude each other
        --cmd true                      | --cmd needs a point: --at x=[1,2,3]
        --cmd true --at x=1 --grad x=1  | --grad goes with a formula; --class and --cmd have a gradient of their own
        x --at x=1 --classpath .        | --classpath goes with --class
        --cmd true --at x=1 --timeout 0 | --timeout must be more than 0 and at most 1000000 seconds, got 0.0
        x --at x=1 --grad x=1 --order 2 | --order 2 needs a function of the engine: a formula without --grad, \
        or a class that is a TensorFunction; a Hessian of your own is checked as the Jacobian of a gradient
        """)
    void aMistakeInTheOptionsIsOneLineAndExitCode3(String arguments, String message) {
        CommandLineRun run = check(arguments.split(" "));
        assertEquals(
                "autodiff check: " + message + " (help: autodiff check --help)" + System.lineSeparator(), run.err());
        assertEquals(3, run.exitCode());
        assertEquals("", run.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        x+z --at x=1                    | no value of z: add --at z=...
        x --at x=1,y=2                  | --at: y is not in the formula, which has x
        3 --at x=1                      | the formula has no variables: there is nothing to differentiate
        x --at x=1,x=2                  | --at: there are two values of x
        x+y --at 1,2                    | --at: '1' has no name: write NAME=VALUE
        x --at x=1/0                    | --at x: element 0 is Infinity: a gradient is checked where
        x --at x=no.npy                 | no.npy: no such file
        x --at x=1 --grad y=2           | --grad: y is not in the formula, which has x
        x --at x=1 --grad 2             | --grad '2': write NAME=FORMULA
        x --at x=1 --grad x=z           | --grad x: z is not in the formula, which has x
        x --at x=1 --grad x=1 --grad x=2 | --grad: there are two claims of x
        x --at x=[1,2] --grad x=1       | --grad: the formula has shape (2): a gradient is that of one number
        sum(x) --at x=[1,2] --grad x=1  | --grad x: has shape (), but x has shape (2)
        x --at x=1 --tolerance 1        | gradcheck.tolerance: must be in (0, 0.01], got 1.0
        x --at x=1 --plot /             | --plot /: is a directory
        x --at x=1 --order 3            | gradcheck.order: must be 1 or 2, got 3
        x --at x=1 --max-coordinates 0  | gradcheck.maxCoordinates: must be positive, got 0
        """)
    void aMistakeInWhatTheyNameIsExitCode3(String arguments, String message) {
        CommandLineRun run = check(arguments.split(" "));
        assertTrue(run.err().startsWith("autodiff check: " + message), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals(3, run.exitCode());
        assertEquals("", run.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        rleu(x)+1    | x=1              | formula: unknown function 'rleu': did you mean 'relu'?  | rleu(x)+1  | 0
        x @ x        | x=[1,2,3;4,5,6]  | formula: matmul: inner dimensions differ                | x @ x      | 2
        x            | x=rand(2)        | --at x: unknown function 'rand'                         | rand(2)    | 0
        """)
    void aMistakeInAFormulaIsShownInIt(String formula, String at, String message, String text, int column) {
        CommandLineRun run = check(formula, "--at", at);
        List<String> lines = run.err().lines().toList();
        assertEquals(3, run.exitCode());
        assertTrue(lines.get(0).startsWith("autodiff check: " + message), run.err());
        assertEquals("  " + text, lines.get(1));
        assertEquals(" ".repeat(2 + column) + "^", lines.get(2));
    }

    @Test
    void filesOfNumbers(@TempDir Path folder) throws Exception {
        Path csv = Files.writeString(folder.resolve("x.csv"), "1,2\n3,4\n");
        Path json = Files.writeString(folder.resolve("point.json"), "{\"A\": [[1, 2], [3, 4]], \"b\": [0.5, 2]}");
        CommandLineRun rows = check("sum(x^2)", "--at", csv.toString(), "--json");
        assertEquals(0, rows.exitCode(), rows.err());
        var coordinates = JsonParser.parseString(rows.out()).getAsJsonObject().getAsJsonArray("coordinates");
        assertEquals(4, coordinates.size());
        assertEquals(8, coordinates.get(3).getAsJsonObject().get("yours").getAsDouble());
        assertEquals("x[1, 1]", coordinates.get(3).getAsJsonObject().get("name").getAsString());
        CommandLineRun named = check("sum(A @ b)*c", "--at", "c=3," + json);
        assertEquals(0, named.exitCode(), named.out() + named.err());
        assertFalse(named.out().contains("held fixed"), named.out());
    }

    @Test
    void aSpreadsheetsMarkOfUnicodeIsNoNumber(@TempDir Path folder) throws Exception {
        Path csv = Files.writeString(folder.resolve("x.csv"), "\ufeff1,2\n");
        CommandLineRun run = check("sum(x^2)", "--at", csv.toString());
        assertEquals(0, run.exitCode(), run.out() + run.err());
        assertTrue(run.out().startsWith("PASS: 2 "), run.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        [1,2         | not JSON, at line 1 column 5
        [1,2] // two | not JSON, at line 1 column 8
        ~ ~          | is empty: needs a number, lists of numbers, or an object of them
        """)
    void aFileThatIsNoJson(String text, String message, @TempDir Path folder) throws Exception {
        Path json = Files.writeString(folder.resolve("x.json"), text);
        CommandLineRun run = check("sum(x^2)", "--at", json.toString());
        assertEquals("autodiff check: " + json + ": " + message + System.lineSeparator(), run.err());
        assertEquals(3, run.exitCode());
    }

    @Test
    void aDirectoryThatIsCalledCsv(@TempDir Path folder) throws Exception {
        Path csv = Files.createDirectory(folder.resolve("x.csv"));
        CommandLineRun run = check("sum(x^2)", "--at", csv.toString());
        assertEquals(3, run.exitCode());
        assertTrue(run.err().contains("directory"), run.err());
    }

    @Test
    void theFunctionsOfFormulas() {
        CommandLineRun run = check("--functions");
        assertEquals(0, run.exitCode());
        assertTrue(run.out().lines().anyMatch(line -> line.startsWith("logsumexp(")), run.out());
        assertTrue(run.out().lines().anyMatch(line -> line.startsWith("relu(")), run.out());
    }

    @Test
    void randomNumbersOfTwoInputsDiffer() {
        CommandLineRun run = check("sum(a*b)", "--at", "a=random(2),b=random(2)", "--json", "--seed", "3");
        var coordinates = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonArray("coordinates");
        double a = coordinates.get(0).getAsJsonObject().get("yours").getAsDouble(); // b[0]
        double b = coordinates.get(2).getAsJsonObject().get("yours").getAsDouble(); // a[0]
        assertTrue(a != b && a > 0 && b > 0 && a < 1 && b < 1, a + " " + b);
    }
}
