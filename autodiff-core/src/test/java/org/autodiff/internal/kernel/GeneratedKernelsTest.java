package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is generated is what its template gives; with {@code -Dautodiff.write=true} it is written anew. */
class GeneratedKernelsTest {
    private static final Path KERNELS = Path.of("src", "main", "java", "org", "autodiff", "internal", "kernel");

    @ParameterizedTest
    @ValueSource(strings = {"VectorElementwise", "ScalarElementwise", "PackedTile", "RowsTile"})
    void theFileIsWhatItsTemplateGives(String name) throws IOException {
        Path file = KERNELS.resolve(name + ".java");
        String java = KernelTemplate.expand(name);
        if (Boolean.getBoolean("autodiff.write")) {
            Files.writeString(file, java);
        }
        assertEquals(java, Files.readString(file), "write it anew with -Dautodiff.write=true");
    }
}
