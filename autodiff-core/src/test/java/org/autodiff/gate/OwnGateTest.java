package org.autodiff.gate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GateLaws;
import org.autodiff.gradcheck.GradCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate that docs/how-it-works.md shows to those who write their own: compiled from the page, and checked. */
class OwnGateTest {
    private static final Pattern PROGRAM =
            Pattern.compile("```java\n(.*?(/\\*\\* The E with.*?)\npublic class Orbit.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private String record;
    private URLClassLoader loader;
    private BinaryElementwise kepler;

    @BeforeEach
    void compileThePage() throws Exception {
        Matcher page = PROGRAM.matcher(Files.readString(Path.of("..", "docs", "how-it-works.md")));
        assertTrue(page.find(), "the page shows no gate");
        record = page.group(2).strip();
        Path file = folder.resolve("Orbit.java");
        Files.writeString(file, page.group(1));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString(), "-proc:none");
            assertTrue(
                    compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
                            .call(),
                    messages::toString);
        }
        loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
        Constructor<?> constructor = loader.loadClass("Kepler").getDeclaredConstructor();
        constructor.setAccessible(true);
        kepler = (BinaryElementwise) constructor.newInstance();
    }

    @AfterEach
    void close() throws IOException {
        loader.close();
    }

    @Test
    void twelveLinesAreEnough() {
        assertTrue(record.lines().count() <= 12, record);
    }

    /** By 40 digits of mpmath's root finder. */
    @Test
    void itSolvesTheEquation() {
        Tensor m = Tensor.variable(1, 2.5, -1, 0.1);
        Tensor e = Tensor.variable(0.3, 0.9, 0.2, 0.9);
        Tensor y = kepler.on(m, e);
        Gradients g = y.sum().backward();
        double[] angles = {1.2880913132118376858, 2.8008058643031318262, -1.185324203861338565, 0.63084352756315349932};
        double[] byM = {1.0913293011504175398, 0.54105445725172672385, 1.0813140972948689667, 3.6600171286016320436};
        double[] byE = {1.0480083050499362826, 0.1808359484985194937, -1.0019683710260678449, 2.1587737816538381303};
        assertArrayEquals(angles, y.toArray(), 3e-15);
        assertArrayEquals(byM, g.of(m).toArray(), 1e-14);
        assertArrayEquals(byE, g.of(e).toArray(), 1e-14);
    }

    @Test
    void itObeysTheLaws() {
        GateLaws.of(kepler)
                .inputs(Tensor.of(-2, 0.2, 1, 4), Tensor.of(0.5, 0.1, 0.3, 0.8))
                .assertPasses();
    }

    @Test
    void itPassesTheChecker() {
        GradCheck.of(xs -> kepler.on(xs[0].square(), xs[1].sigmoid()))
                .input("m", Tensor.of(0.7, 1.5))
                .input("e", Tensor.of(-1))
                .order(2)
                .assertPasses();
    }

    /** The second derivative of the equation itself: {@code -e sin E / (1 - e cos E)^3}. */
    @Test
    void secondDerivativesComeWithIt() {
        Tensor e = Tensor.of(0.3);
        double at = 1.2880913132118376858;
        double expected = -0.3 * Math.sin(at) / Math.pow(1 - 0.3 * Math.cos(at), 3);
        double second = Autodiff.grad(Autodiff.grad(m -> kepler.on(m, e)))
                .apply(Tensor.of(1))
                .item();
        assertEquals(expected, second, 1e-14);
    }
}
