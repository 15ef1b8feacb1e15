package org.autodiff.internal.kernel;

import java.lang.reflect.Proxy;
import java.util.Optional;
import org.autodiff.internal.platform.Platform;

/**
 * Chooses the kernels of this process, the way Lucene's {@code VectorizationProvider} does.
 *
 * <p>{@code jdk.incubator.vector} is an incubator module: it is there only when the command line says
 * {@code --add-modules jdk.incubator.vector}, and no manifest can ask for it. So {@link VectorKernels} is looked
 * up by its name; without the module it is never loaded. It is chosen where its vectors are wide and the JVM has a
 * {@link VectorCompiler} for them. The system property {@value #PROPERTY} forces a choice.
 */
final class KernelProvider {

    static final String PROPERTY = "autodiff.kernels";

    private static final String MODULE = "jdk.incubator.vector";

    private KernelProvider() {}

    /** A class of its own, so that the choice is made at the first use and not when {@link Kernels} is loaded. */
    private static final class Holder {
        static final Kernels ACTIVE = activeOrRefusing();
    }

    static Kernels active() {
        return Holder.ACTIVE;
    }

    /**
     * The kernels of this process. If the command line is wrong, such as refuse everything: gates take their kernels
     * when their classes are loaded, and an exception there would be seen once, and be a NoClassDefFoundError ever
     * after.
     */
    private static Kernels activeOrRefusing() {
        try {
            Parallel.requireThreads();
            return chooseAndReport();
        } catch (IllegalArgumentException | IllegalStateException e) {
            return refusing(e);
        }
    }

    private static Kernels refusing(RuntimeException cause) {
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    throw cause instanceof IllegalArgumentException
                            ? new IllegalArgumentException(cause.getMessage())
                            : new IllegalStateException(cause.getMessage());
                });
    }

    private static Kernels chooseAndReport() {
        Kernels chosen = choose(System.getProperty(PROPERTY));
        if (chosen != ScalarKernels.INSTANCE) {
            doubts(chosen).ifPresent(why -> log(true, chosen + " kernels, slower than the scalar ones: " + why, null));
        }
        log(false, chosen + " kernels" + (chosen == ScalarKernels.INSTANCE ? whyScalar() : ""), null);
        return chosen;
    }

    private static void log(boolean warning, String message, Throwable cause) {
        Platform.log(Kernels.class, warning, message, cause);
    }

    private static String whyScalar() {
        if (System.getProperty(PROPERTY) != null) {
            return "";
        }
        return vectorModulePresent()
                ? vector().flatMap(KernelProvider::doubts)
                        .map(why -> ": " + why)
                        .orElse("")
                : "; for the fast ones start Java with --add-modules " + MODULE;
    }

    /**
     * The kernels that {@code property} asks for, or the best available when it is null.
     *
     * @throws IllegalArgumentException if it is neither null nor a known name
     * @throws IllegalStateException if it asks for the vector kernels and they cannot be had
     */
    static Kernels choose(String property) {
        if (property == null) {
            return vector().filter(v -> doubts(v).isEmpty()).orElse(ScalarKernels.INSTANCE);
        }
        return switch (property) {
            case "scalar" -> ScalarKernels.INSTANCE;
            case "vector" ->
                vector().orElseThrow(() -> new IllegalStateException(
                        "-D" + PROPERTY + "=vector needs the Vector API: start Java with --add-modules " + MODULE));
            default ->
                throw new IllegalArgumentException("-D" + PROPERTY + "=" + property + ": must be scalar or vector");
        };
    }

    /** Why the vector kernels are slower than the scalar ones here; empty if they are faster. */
    static Optional<String> doubts(Kernels vector) {
        Optional<String> missing = VectorCompiler.missing();
        return missing.isPresent() || pays(vector) ? missing : Optional.of("vectors of 128 bits are boxed");
    }

    /** The cast loads the class, so this is for those who hold an instance of it. */
    static boolean pays(Kernels vector) {
        return ((VectorKernels) vector).pays();
    }

    static boolean vectorModulePresent() {
        return Platform.hasModule(MODULE);
    }

    /** The vector kernels, or nothing where the module is absent or not the API that they were compiled against. */
    static Optional<Kernels> vector() {
        if (!vectorModulePresent()) {
            return Optional.empty();
        }
        try {
            Platform.readModule(MODULE);
            Class<?> type = Class.forName(KernelProvider.class.getPackageName() + ".VectorKernels");
            return Optional.of((Kernels) type.getDeclaredConstructor().newInstance());
        } catch (LinkageError | ReflectiveOperationException e) {
            log(true, MODULE + " is present but its kernels do not load", e);
            return Optional.empty();
        }
    }
}
