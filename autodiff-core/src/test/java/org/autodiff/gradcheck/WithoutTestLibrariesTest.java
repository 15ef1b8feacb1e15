package org.autodiff.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.UnaryElementwise;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

/** Core with EJML only on the class path: JUnit and jqwik are there for those who use the two adapters. */
class WithoutTestLibrariesTest {
    private static final List<String> ADAPTERS =
            List.of("org.autodiff.gradcheck.junit.", "org.autodiff.gradcheck.jqwik.");

    private static URL home(Class<?> c) {
        return c.getProtectionDomain().getCodeSource().getLocation();
    }

    private static URLClassLoader core() {
        URL[] path = {home(Tensor.class), home(DMatrixRMaj.class), home(CommonOps_DDRM.class)};
        return new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
    }

    private static List<String> classes() throws IOException {
        Path root = Path.of("target", "classes");
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(f -> root.relativize(f).toString())
                    .filter(f -> f.endsWith(".class") && !f.contains("kernel"))
                    .map(f -> f.substring(0, f.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
    }

    /** All of it, resolved down to the signatures: and the two adapters cannot be, so the loader does not cheat. */
    @Test
    void everyOtherClassLoads() throws Exception {
        int loaded = 0;
        try (URLClassLoader core = core()) {
            assertThrows(ClassNotFoundException.class, () -> core.loadClass("org.junit.jupiter.api.Test"));
            assertThrows(ClassNotFoundException.class, () -> core.loadClass("net.jqwik.api.ForAll"));
            for (String name : classes()) {
                if (ADAPTERS.stream().noneMatch(name::startsWith)) {
                    core.loadClass(name).getDeclaredMethods();
                    loaded++;
                }
            }
            assertThrows(
                    NoClassDefFoundError.class,
                    () -> core.loadClass("org.autodiff.gradcheck.junit.GradCheckTests")
                            .getDeclaredMethods());
            assertThrows(
                    NoClassDefFoundError.class, () -> core.loadClass("org.autodiff.gradcheck.jqwik.TensorProvider"));
        }
        assertTrue(loaded > 300, "only " + loaded + " classes");
    }

    /** A check runs, in a class that was compiled with JUnit about and runs without. */
    @Test
    void aGradientCheckRuns() throws Exception {
        URL[] path = {home(Tensor.class), home(DMatrixRMaj.class), home(CommonOps_DDRM.class), home(Program.class)};
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Object verdict =
                    loader.loadClass(Program.class.getName()).getMethod("run").invoke(null);
            assertEquals("PASS, and " + Arrays.asList("gradient"), verdict);
        }
    }

    /** Loaded by a loader that knows core only. */
    public static final class Program {
        private Program() {}

        public static String run() {
            GradCheckReport right =
                    GradCheck.of(xs -> xs[0].exp()).at(Tensor.of(0.5, 1)).report();
            GateLawsReport wrong =
                    GateLaws.of(WrongSquare::new).inputs(Tensor.of(0.5, 1)).report();
            return right.verdict() + ", and "
                    + wrong.broken().stream().map(Law::name).toList();
        }
    }

    private record WrongSquare() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return x * x;
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x;
        }
    }
}
