package org.autodiff.examples.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.examples.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code autodiff explain}. */
final class ExplainCommandTest {
    private static CommandLineRun explain(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "explain";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandLineRun.of(all);
    }

    /** CS231n's first circuit: f = (x + y) max(y, z). */
    @Test
    void aTable() {
        CommandLineRun run = explain("(x + y) * max(y, z)", "--at", "x=1,y=2,z=0");
        assertEquals(0, run.exitCode(), run.err());
        assertEquals("""
                x = input             value 1                                   gradient 2
                y = input             value 2                                   gradient 5
                z = input             value 0                                   gradient 0
                v3 = add(x, y)        value 3   local d/dx = 1, d/dy = 1        gradient 2
                v4 = maximum(y, z)    value 2   local d/dy = 1, d/dz = 0        gradient 3
                v5 = mul(v3, v4)      value 6   local d/dv3 = 2, d/dv4 = 3      gradient 1
                """.replace("  ", " ").replaceAll(" +", " "), run.out().replaceAll(" +", " "));
    }

    @Test
    void everyStep() {
        CommandLineRun run = explain("x*x", "--at", "3", "--step");
        assertEquals(0, run.exitCode(), run.err());
        assertEquals("""
                forward   x = 3
                forward   v1 = x * x = 3 * 3 = 9
                seed      the gradient of v1 is 1
                done      the gradient of v1 is 1
                multiply  v1 -> x: 1 x 3 = 3
                add       to the gradient of x: 3
                multiply  v1 -> x: 1 x 3 = 3
                add       to the gradient of x: 3 + 3 = 6
                done      the gradient of x is 6
                """, run.out().replace("\r\n", "\n"));
    }

    @Test
    void aPage(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("page.html");
        CommandLineRun run = explain("sin(x) * y", "--at", "x=1,y=2", "--html", file.toString());
        assertEquals(0, run.exitCode(), run.err());
        String page = Files.readString(file);
        assertTrue(page.contains("<h1>sin(x) * y</h1>"), page.substring(0, 400));
        assertTrue(page.contains("\"live\":\"yes\""));
    }

    /** Formulas with markup in them, and the end of a script in a name. */
    @Test
    void whatIsTypedIsText(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("page.html");
        explain("if(x < 2, x^2, x)", "--at", "x=1", "--html", file.toString());
        assertTrue(Files.readString(file).contains("<h1>if(x &lt; 2, x^2, x)</h1>"));
    }

    @Test
    void forGraphviz() {
        CommandLineRun run = explain("x^2", "--at", "3", "--dot");
        assertTrue(run.out().startsWith("digraph trace {"), run.out());
    }

    /** A class of the user, with names. */
    public static final class Neuron implements TensorFunction {
        @Override
        public Tensor apply(Tensor... in) {
            return in[0].mul(in[1]).named("net").tanh();
        }
    }

    @Test
    void aClass() {
        CommandLineRun run = explain("--class", Neuron.class.getName(), "--at", "w=0.5", "--at", "x=0");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("net = mul(w, x)"), run.out());
    }

    @Test
    void mistakes() {
        assertMistake("nothing to explain: give a formula or --class", explain("--at", "x=1"));
        assertMistake("a formula and --class exclude each other", explain("x", "--class", "y", "--at", "x=1"));
        assertMistake("no value of y: add --at y=...", explain("x*y", "--at", "x=1"));
        assertMistake("--at: z is not in the formula, which has x", explain("x", "--at", "x=1,z=2"));
        assertMistake("explain: the output must be a single number", explain("x*2", "--at", "x=[1,2]"));
        assertMistake("implement it, Tensor apply(Tensor... inputs)", explain("--class", "java.lang.String"));
        assertMistake("--dot and --step exclude each other", explain("x", "--at", "1", "--dot", "--step"));
    }

    private static void assertMistake(String message, CommandLineRun run) {
        assertEquals(2, run.exitCode(), run.out());
        assertTrue(run.err().contains(message), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }
}
