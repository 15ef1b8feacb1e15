package org.autodiff.examples.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.autodiff.examples.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code autodiff check --class}: the forms that a class may have, and what it may do wrong. */
final class CheckClassTest {
    private static final String STATIC = """
            public static double value(double[] x) { return x[0] * x[0] * x[1]; }
            public static double[] gradient(double[] x) { return new double[] {2 * x[0] * x[1], FACTOR * x[0] * x[0]}; }
            """;

    @TempDir
    Path folder;

    /** Compiles a class org.example.MyFunction with this body, and checks it. */
    private CommandLineRun check(String kind, String body, String... options) throws IOException {
        Path source = folder.resolve("MyFunction.java");
        Files.writeString(source, """
                package org.example;
                import java.util.Map;
                import java.util.function.*;
                import org.autodiff.*;
                import org.autodiff.gradcheck.*;
                import org.autodiff.ndarray.*;
                import org.ejml.data.DMatrixRMaj;
                public class MyFunction %s {
                %s
                }
                """.formatted(kind, body));
        String[] arguments = {
            "-cp", System.getProperty("java.class.path"), "-proc:none", "-g", "-d", folder.toString(), source.toString()
        };
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments));
        String[] all = new String[options.length + 5];
        List<String> fixed = List.of("check", "--class", "org.example.MyFunction", "--classpath", folder.toString());
        fixed.toArray(all);
        System.arraycopy(options, 0, all, fixed.size(), options.length);
        return CommandLineRun.of(all);
    }

    /** [0.3, 2.0] as numpy.save writes it. */
    private Path point() throws IOException {
        byte[] header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n".getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length);
        bytes.put(header).putDouble(0.3).putDouble(2);
        return Files.write(folder.resolve("point.npy"), bytes.array());
    }

    @Test
    void staticMethodsAtAPointOfNumPy() throws IOException {
        CommandLineRun right = check("", STATIC.replace("FACTOR", "1"), "--at", point().toString());
        assertEquals(0, right.exitCode(), right.out() + right.err());
        assertTrue(right.out().contains("Meaning: the gradient of this class is right at this point."), right.out());
        CommandLineRun wrong = check("", STATIC.replace("FACTOR", "1.01"), "--at", point().toString());
        assertEquals(1, wrong.exitCode(), wrong.out() + wrong.err());
        assertTrue(wrong.out().contains("0.0909"), wrong.out()); // 1.01 * 0.3^2
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        implements ToDoubleFunction<double[]> | public double applyAsDouble(double[] x) { return x[0] * x[1]; } \
        public double[] gradient(double[] x) { return new double[] {x[1], F * x[0]}; }
        | public double[] value(double[] x) { return new double[] {x[0] * x[1], x[0]}; } \
        public double[][] jacobian(double[] x) { return new double[][] {{x[1], F * x[0]}, {1, 0}}; }
        | public static double value(DMatrixRMaj w) { return w.get(0) * w.get(1); } \
        public static DMatrixRMaj gradient(DMatrixRMaj w) { \
        return new DMatrixRMaj(2, 1, true, w.get(1), F * w.get(0)); }
        implements CheckedFunction | public NdArray value(Map<String, NdArray> at) { NdArray x = at.get("x"); \
        return NdArray.of(x.at(0) * x.at(1)); } \
        public Map<String, NdArray> vjp(Map<String, NdArray> at, NdArray u) { NdArray x = at.get("x"); \
        return Map.of("x", NdArray.of(u.item() * x.at(1), F * u.item() * x.at(0))); }
        """)
    void everyForm(String kind, String body) throws IOException {
        String implemented = kind == null ? "" : kind;
        CommandLineRun right = check(implemented, body.replace("F *", "1 *"), "--at", "x=[0.3,2]");
        assertEquals(0, right.exitCode(), right.out() + right.err());
        CommandLineRun wrong = check(implemented, body.replace("F *", "-1 *"), "--at", "x=[0.3,2]");
        assertEquals(1, wrong.exitCode(), wrong.out() + wrong.err());
    }

    @Test
    void aFunctionOfTensorsToOrder2() throws IOException {
        CommandLineRun run = check(
                "implements TensorFunction",
                "public Tensor apply(Tensor... xs) { return xs[0].matmul(xs[1]).tanh().sum(); }",
                "--at",
                "A=random(2,3),x=random(3)",
                "--order",
                "2");
        assertEquals(0, run.exitCode(), run.out() + run.err());
        assertTrue(run.out().contains("Hessian"), run.out());
    }

    @Test
    void aClassThatMakesItsOwnCheck() throws IOException {
        String body = "public static GradCheck check() {"
                + " return GradCheck.of(x -> x[0] * x[0], x -> new double[] {2 * x[0]}).at(3); }";
        CommandLineRun run = check("", body);
        assertEquals(0, run.exitCode(), run.out() + run.err());
        CommandLineRun withPoint = check("", body, "--at", "x=1");
        assertEquals(3, withPoint.exitCode());
        assertTrue(withPoint.err().contains("makes a GradCheck of its own, with its own point"), withPoint.err());
        CommandLineRun supplier = check(
                "implements Supplier<GradCheck>",
                "public GradCheck get() {"
                        + " return GradCheck.of(x -> x[0] * x[0], x -> new double[] {3 * x[0]}).at(3); }");
        assertEquals(1, supplier.exitCode(), supplier.out() + supplier.err());
    }

    @Test
    void aClassThatMakesNoCheckOrReturnsNoGradient() throws IOException {
        CommandLineRun none = check("", "public static GradCheck check() { return null; }");
        assertEquals(3, none.exitCode());
        assertEquals(
                "autodiff check: --class org.example.MyFunction: its method check() returned null"
                        + System.lineSeparator(),
                none.err());
        CommandLineRun noGradient = check(
                "",
                "public static double value(double[] x) { return x[0]; }"
                        + " public static double[] gradient(double[] x) { return null; }",
                "--at",
                "x=1");
        assertEquals(3, noGradient.exitCode());
        assertEquals(
                "autodiff check: gradcheck: the gradient returned null" + System.lineSeparator(), noGradient.err());
    }

    /** In a process of its own: the class prints as it is loaded, or ends the process. */
    private int inAProcess(String body, Path out) throws IOException, InterruptedException {
        check("", body, "--at", "no.npy"); // compiles it
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.autodiff.examples.Main",
                        "check",
                        "--json",
                        "--class",
                        "org.example.MyFunction",
                        "--classpath",
                        folder.toString(),
                        "--at",
                        "x=[0.3,2]")
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void whatItPrintsAsItIsLoadedIsNotPartOfTheJson() throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        String body = "static { System.out.println(\"loaded\"); } " + STATIC.replace("FACTOR", "1");
        assertEquals(0, inAProcess(body, out));
        assertTrue(Files.readString(out).startsWith("{"), Files.readString(out));
        assertFalse(Files.readString(out).contains("loaded"), Files.readString(out));
    }

    @Test
    void aClassThatEndsTheProcessHasNotPassed() throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        String body = "static { System.exit(0); } " + STATIC.replace("FACTOR", "1");
        assertEquals(3, inAProcess(body, out));
        assertEquals("", Files.readString(out));
    }

    @Test
    void aClassThatIsNoneOfThem() throws IOException {
        CommandLineRun run = check("", "public static double value(double[] x) { return 0; }", "--at", "x=1");
        assertEquals(3, run.exitCode());
        UserClass.FORMS.forEach(form -> assertTrue(run.err().contains(form), run.err()));
        assertTrue(run.err().contains("  double value(double[])"), run.err());
    }

    @Test
    void whatItThrowsIsShownWithItsLinesOnly() throws IOException {
        CommandLineRun run = check("", """
                public static double value(double[] x) { return new int[0][1].length + at(x, 5); }
                private static double at(double[] x, int i) {
                    return x[i];
                }
                public static double[] gradient(double[] x) { return x; }
                """, "--at", "x=[1,2]");
        assertEquals(3, run.exitCode());
        List<String> lines = run.err().lines().toList();
        assertTrue(
                lines.get(0)
                        .startsWith("autodiff check: --class org.example.MyFunction: threw"
                                + " java.lang.ArrayIndexOutOfBoundsException: Index 5"),
                run.err());
        assertTrue(lines.get(1).endsWith("org.example.MyFunction.at(MyFunction.java:11)"), run.err());
        assertTrue(lines.get(2).endsWith("org.example.MyFunction.value(MyFunction.java:9)"), run.err());
        assertEquals(3, lines.size(), run.err());
    }

    @Test
    void aCheckedExceptionAndItsCause() throws IOException {
        CommandLineRun run = check("", """
                public static double value(double[] x) throws Exception {
                    throw new java.io.IOException("no data", new IllegalStateException("closed"));
                }
                public static double[] gradient(double[] x) { return x; }
                """, "--at", "x=[1,2]");
        assertEquals(3, run.exitCode());
        assertTrue(run.err().contains("threw java.io.IOException: no data"), run.err());
        assertTrue(run.err().contains("caused by java.lang.IllegalStateException: closed"), run.err());
        assertFalse(run.err().contains("reflect"), run.err());
    }

    @Test
    void aStaticInitialiserThatThrows() throws IOException {
        CommandLineRun run = check("", "static final int N = Integer.parseInt(\"three\");", "--at", "x=1");
        assertEquals(3, run.exitCode());
        assertTrue(run.err().contains("its static initialiser threw java.lang.NumberFormatException"), run.err());
        assertTrue(run.err().contains("MyFunction.java:9"), run.err());
    }

    @Test
    void aJar() throws IOException {
        check("", STATIC.replace("FACTOR", "1"), "--at", "x=[0.3,2]");
        Path compiled = folder.resolve("org").resolve("example").resolve("MyFunction.class");
        Path jar = folder.resolve("my.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("org/example/MyFunction.class"));
            out.write(Files.readAllBytes(compiled));
            out.closeEntry();
        }
        Files.delete(compiled);
        CommandLineRun run = CommandLineRun.of(
                "check", "--class", "org.example.MyFunction", "--classpath", jar.toString(), "--at", "x=[0.3,2]");
        assertEquals(0, run.exitCode(), run.out() + run.err());
    }

    @Test
    void aClassThatIsElsewhere() throws IOException {
        check("", STATIC.replace("FACTOR", "1"), "--at", "x=[0.3,2]");
        CommandLineRun run = CommandLineRun.of(
                "check", "--class", "com.example.MyFunction", "--classpath", folder.toString(), "--at", "x=1");
        assertEquals(3, run.exitCode());
        assertTrue(run.err().contains("--class com.example.MyFunction: there is none in " + folder), run.err());
        assertTrue(run.err().contains("; there is " + folder.resolve("org")), run.err());
        CommandLineRun missing =
                CommandLineRun.of("check", "--class", "A", "--classpath", "no/such/place", "--at", "x=1");
        assertEquals(
                "autodiff check: --classpath no/such/place: no such directory or jar",
                missing.err().strip());
    }

    @Test
    void aPointThatDoesNotFit() throws IOException {
        CommandLineRun none = check("", STATIC.replace("FACTOR", "1"));
        assertTrue(none.err().contains("where? Give a point: --at x=[1,2,3]"), none.err());
        CommandLineRun matrix = check("", STATIC.replace("FACTOR", "1"), "--at", "x=[1,2;3,4]");
        assertTrue(matrix.err().contains("takes a double[], but the point has shape (2, 2)"), matrix.err());
        CommandLineRun two = check("", STATIC.replace("FACTOR", "1"), "--at", "x=1,y=2");
        assertTrue(two.err().contains("takes one array, but there are x, y"), two.err());
        assertEquals(List.of(3, 3, 3), List.of(none.exitCode(), matrix.exitCode(), two.exitCode()));
    }
}
