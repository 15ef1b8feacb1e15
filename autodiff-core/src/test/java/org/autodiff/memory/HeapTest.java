package org.autodiff.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** How much heap a computation needs: JVMs are started that have so much, and no more. */
@DisabledIfSystemProperty(
        named = "autodiff.kernels",
        matches = "vector",
        disabledReason = "the JVMs that are started are the same as without the property")
class HeapTest {
    private static final double DT = 1e-3;

    @TempDir
    Path directory;

    private record Ended(int code, double[] numbers, String said) {}

    private Ended start(String heap, String... arguments) throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                Simulation.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(300, TimeUnit.SECONDS), "does not end");
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        double[] numbers = said.lines()
                .filter(line -> line.startsWith("result "))
                .flatMap(line -> Arrays.stream(line.substring(7).split(" ")))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new Ended(process.exitValue(), numbers, said);
    }

    /** What the other JVM runs. */
    static final class Simulation {
        private Simulation() {}

        /** Semi-implicit Euler of an oscillator with stiffness k. */
        private static Tensor[] step(Tensor[] s, Tensor k) {
            Tensor p = s[1].sub(s[0].mul(k).mul(DT));
            return new Tensor[] {s[0].add(p.mul(DT)), p};
        }

        private static Tensor position(int n, Tensor q, Tensor p, Tensor k) {
            return Autodiff.loop(n, new Tensor[] {q, p}, (i, s) -> step(s, k))[0];
        }

        public static void main(String[] arguments) {
            int n = Integer.parseInt(arguments[1]);
            Tensor q = Tensor.variable(1);
            Tensor p = Tensor.variable(0);
            Tensor k = Tensor.variable(1.3);
            switch (arguments[0]) {
                case "loop" -> {
                    Gradients g = position(n, q, p, k).backward();
                    say(g.of(q), g.of(p), g.of(k));
                }
                case "hvp" -> say(Autodiff.hvp(t -> position(n, q, p, t), Tensor.of(1.3), Tensor.of(1)));
                case "jvp" ->
                    say(Autodiff.jvp(t -> position(n, q, p, t), Tensor.of(1.3), Tensor.of(1))
                            .tangent());
                case "tape" -> {
                    Tensor[] s = {q, p};
                    for (int i = 0; i < n; i++) {
                        s = step(s, k);
                    }
                    Gradients g = s[0].backward();
                    say(g.of(q), g.of(p), g.of(k));
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }

        private static void say(Tensor... numbers) {
            StringBuilder line = new StringBuilder("result");
            for (Tensor t : numbers) {
                line.append(' ').append(t.item());
            }
            System.out.println(line);
        }
    }

    // ---- the same without any derivative: the step is a matrix

    private static double[][] times(double[][] a, double[][] b) {
        return new double[][] {
            {a[0][0] * b[0][0] + a[0][1] * b[1][0], a[0][0] * b[0][1] + a[0][1] * b[1][1]},
            {a[1][0] * b[0][0] + a[1][1] * b[1][0], a[1][0] * b[0][1] + a[1][1] * b[1][1]}
        };
    }

    /** The matrix of n steps, by repeated squaring. */
    private static double[][] steps(int n, double k) {
        double[][] power = {{1 - k * DT * DT, DT}, {-k * DT, 1}};
        double[][] result = {{1, 0}, {0, 1}};
        for (int left = n; left > 0; left /= 2) {
            result = left % 2 == 1 ? times(result, power) : result;
            power = times(power, power);
        }
        return result;
    }

    /** First and second derivatives of the position with respect to k, by differences of fourth order. */
    private static double[] byStiffness(int n) {
        double h = 1e-3 / (n * DT);
        double[] f = new double[5];
        for (int i = 0; i < 5; i++) {
            f[i] = steps(n, 1.3 + (i - 2) * h)[0][0];
        }
        return new double[] {
            (f[0] - 8 * f[1] + 8 * f[3] - f[4]) / (12 * h),
            (-f[0] + 16 * f[1] - 30 * f[2] + 16 * f[3] - f[4]) / (12 * h * h)
        };
    }

    private static void assertGradients(int n, Ended ended) {
        assertEquals(0, ended.code(), ended::said);
        double[][] m = steps(n, 1.3);
        assertEquals(m[0][0], ended.numbers()[0], 1e-9);
        assertEquals(m[0][1], ended.numbers()[1], 1e-9);
        double expected = byStiffness(n)[0];
        assertEquals(expected, ended.numbers()[2], 1e-5 * Math.abs(expected));
    }

    @Test
    void aMillionStepsIn256Megabytes() throws IOException, InterruptedException {
        assertGradients(1_000_000, start("256m", "loop", "1000000"));
    }

    @Test
    void aTapeOfThemDoesNotFit() throws IOException, InterruptedException {
        Ended ended = start("256m", "tape", "1000000");
        assertNotEquals(0, ended.code(), ended::said);
        assertTrue(ended.said().contains("OutOfMemoryError"), ended.said());
    }

    @Test
    void twoMillionGatesInTwoGigabytes() throws IOException, InterruptedException {
        assertGradients(400_000, start("2g", "tape", "400000")); // of five gates each
    }

    @Test
    void forwardModeAndSecondDerivativesInLittleMemory() throws IOException, InterruptedException {
        int n = 100_000;
        double[] expected = byStiffness(n);
        Ended first = start("32m", "jvp", "" + n);
        assertEquals(expected[0], first.numbers()[0], 1e-5 * Math.abs(expected[0]), first::said);
        Ended second = start("48m", "hvp", "" + n);
        assertEquals(expected[1], second.numbers()[0], 1e-4 * Math.abs(expected[1]), second::said);
    }
}
