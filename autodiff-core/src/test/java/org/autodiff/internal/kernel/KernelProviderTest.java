package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class KernelProviderTest {

    @Test
    void scalarCanBeForced() {
        assertSame(Kernels.scalar(), KernelProvider.choose("scalar"));
        assertEquals("scalar", Kernels.scalar().name());
    }

    @Test
    void theVectorKernelsAreChosenWhereTheModuleIsAndVectorsAreWideAndCompiled() {
        boolean pays = VectorCompiler.missing().isEmpty()
                && KernelProvider.vector().map(KernelProvider::pays).orElse(false);
        String best = pays ? "vector" : "scalar";
        assertEquals(best, KernelProvider.choose(null).name());
    }

    @Test
    void vectorForcedWithoutTheModuleSaysHowToGetIt() {
        Assumptions.assumeFalse(KernelProvider.vectorModulePresent());
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> KernelProvider.choose("vector"));
        assertTrue(e.getMessage().contains("--add-modules jdk.incubator.vector"), e.getMessage());
    }

    @Test
    void anyOtherNameIsAnError() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> KernelProvider.choose("fast"));
        assertEquals("-Dautodiff.kernels=fast: must be scalar or vector", e.getMessage());
    }

    @Test
    void theChoiceIsMadeOnce() {
        assertSame(Kernels.active(), Kernels.active());
    }
}
