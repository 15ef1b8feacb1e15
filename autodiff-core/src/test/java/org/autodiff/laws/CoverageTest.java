package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.gate.Gate;
import org.autodiff.internal.gates.linalg.Matmul;
import org.junit.jupiter.api.Test;

/** No gate escapes its laws: the table of samples is held against the compiled classes. */
class CoverageTest {
    private static final String PACKAGE = "org.autodiff.internal.gates";

    /** The names of all classes of the package that are gates. */
    private static Set<String> gates() throws IOException, URISyntaxException {
        Path folder = Path.of(Matmul.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(PACKAGE.replace('.', '/'));
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(f -> folder.relativize(f).toString())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .map(name -> PACKAGE + "." + name.replace(File.separatorChar, '.'))
                    .filter(CoverageTest::isGate)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static boolean isGate(String name) {
        try {
            Class<?> type = Class.forName(name, false, Matmul.class.getClassLoader());
            return Gate.class.isAssignableFrom(type) && !type.isInterface();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyGateHasSamples() throws Exception {
        Set<String> sampled =
                Samples.all().stream().map(s -> s.type().getName()).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(gates(), sampled);
    }

    @Test
    void theScanFindsGates() throws Exception {
        assertTrue(gates().size() > 30, "found only " + gates());
        assertTrue(gates().contains(PACKAGE + ".elementwise.Exponential$Exp"), "no nested gates in " + gates());
    }

    @Test
    void everyGateIsARecord() {
        for (Sample s : Samples.all()) {
            assertTrue(s.type().isRecord(), s.type() + " is not a record: equality and printing depend on it");
        }
    }

    @Test
    void samplesDrawTheGateTheyAreListedFor() {
        for (Sample s : Samples.all()) {
            for (long seed = 0; seed < 20; seed++) {
                assertEquals(s.type(), s.draw().apply(new Draw(seed)).gate().getClass());
            }
        }
    }
}
