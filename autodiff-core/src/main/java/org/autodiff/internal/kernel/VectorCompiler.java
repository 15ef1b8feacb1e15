package org.autodiff.internal.kernel;

import java.util.Optional;
import java.util.function.Function;

/**
 * Whether this JVM turns the Vector API into vector instructions. HotSpot's C2 does. In an interpreter, in C1 (to which
 * {@code -XX:TieredStopAtLevel=1} limits HotSpot, an option that IDEs like to set), in OpenJ9 and in Graal's compiler
 * every vector is an object, and the vector kernels are 12 to 90 times slower than plain Java.
 *
 * <p>The options of the JVM are asked for by reflection: the module {@code java.management} may be absent, in which
 * case the system properties have to do.
 */
final class VectorCompiler {
    private VectorCompiler() {}

    /** Why there is no such compiler in this JVM; empty if there is. */
    static Optional<String> missing() {
        return missing(System::getProperty, VectorCompiler::option);
    }

    /** The same for a JVM with given system properties, and options as far as they are known. */
    static Optional<String> missing(Function<String, String> properties, Function<String, Optional<String>> options) {
        String name = properties.apply("java.vm.name");
        String info = properties.apply("java.vm.info");
        if (name == null || !name.endsWith("Server VM")) {
            return Optional.of("this JVM is " + name + ", not HotSpot with C2");
        }
        if (info != null && info.contains("interpreted mode")) {
            return Optional.of("this JVM only interprets");
        }
        if (info != null && info.contains("emulated-client")) {
            return Optional.of("this JVM is limited to C1 (-XX:TieredStopAtLevel=1 or the like)");
        }
        if (is(options, "UseCompiler", false)) {
            return Optional.of("this JVM does not compile (-XX:TieredStopAtLevel=0 or the like)");
        }
        String level = options.apply("TieredStopAtLevel").orElse("4");
        if (!level.equals("4") && is(options, "TieredCompilation", true)) {
            return Optional.of("this JVM is limited to C1 (-XX:TieredStopAtLevel=" + level + ")");
        }
        if (is(options, "EnableVectorSupport", false)) {
            return Optional.of("this JVM was started with -XX:-EnableVectorSupport");
        }
        // Not to be seen, or locked: then what JVMs that come with Graal call themselves.
        String graal = options.apply("UseJVMCICompiler").orElse(String.valueOf(isJvmci(properties)));
        return Boolean.parseBoolean(graal)
                ? Optional.of("this JVM compiles with Graal, not with C2")
                : Optional.empty();
    }

    private static boolean isJvmci(Function<String, String> properties) {
        return String.valueOf(properties.apply("java.vm.version")).contains("jvmci");
    }

    private static boolean is(Function<String, Optional<String>> options, String option, boolean value) {
        return options.apply(option).equals(Optional.of(String.valueOf(value)));
    }

    /** An option of this JVM; empty if it has none of that name, or does not say. */
    private static Optional<String> option(String name) {
        try {
            Class<?> type = Class.forName("com.sun.management.HotSpotDiagnosticMXBean");
            Object bean = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getPlatformMXBean", Class.class)
                    .invoke(null, type);
            Object option = type.getMethod("getVMOption", String.class).invoke(bean, name);
            return Optional.of((String) option.getClass().getMethod("getValue").invoke(option));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return Optional.empty();
        }
    }
}
