package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.junit.jupiter.api.Test;

/** GraalVM's native image is told of each class that core looks up by name, or whose components it reads. */
class NativeImageTest {
    private static final String FILE = "/META-INF/native-image/org.autodiff/autodiff-core/reflect-config.json";

    private static final JavaClasses CORE = new ClassFileImporter()
            .importUrl(Tensor.class.getProtectionDomain().getCodeSource().getLocation());

    /** Looked up by their names, and made by their constructors; see the callers of Class.forName. */
    private static final List<String> LOOKED_UP = List.of(
            "org.autodiff.EngineAccess",
            "org.autodiff.internal.kernel.VectorKernels",
            "org.autodiff.internal.loops.LoopPerGate$OwnBinary",
            "org.autodiff.internal.loops.LoopPerGate$OwnUnary",
            "org.autodiff.internal.loops.LoopPerGate$BinaryTemplate",
            "org.autodiff.internal.loops.LoopPerGate$UnaryTemplate",
            "org.autodiff.internal.profile.Profile",
            "org.autodiff.ndarray.BackDoor");

    private static String expected() {
        TreeMap<String, String> entries = new TreeMap<>();
        LOOKED_UP.forEach(name -> entries.put(name, "\"allDeclaredConstructors\": true, \"allPublicMethods\": true"));
        CORE.stream()
                .filter(c -> c.isAssignableTo(Gate.class) && c.isRecord())
                .forEach(c -> entries.put(c.getName(), "\"allRecordComponents\": true, \"allDeclaredMethods\": true"));
        return entries.entrySet().stream()
                .map(e -> "  {\"name\": \"" + e.getKey() + "\", " + e.getValue() + "}")
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    /** If it fails because a gate is new, the expected text is what belongs into the file. */
    @Test
    void everyRecordIsListed() throws IOException {
        try (InputStream in = Tensor.class.getResourceAsStream(FILE)) {
            assertEquals(expected(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatIsLookedUpExists() {
        LOOKED_UP.forEach(name -> assertTrue(CORE.contain(name), name));
    }

    /** A new call of Class.forName must be thought of here. */
    @Test
    void nobodyElseLooksUp() {
        List<String> callers = CORE.stream()
                .filter(c -> c.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Class.class)
                                && call.getName().equals("forName")))
                .map(JavaClass::getSimpleName)
                .sorted()
                .toList();
        assertEquals(List.of("ArrayAccess", "KernelProvider", "Measuring", "Tensors", "VectorCompiler"), callers);
    }
}
