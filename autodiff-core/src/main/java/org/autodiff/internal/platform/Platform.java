package org.autodiff.internal.platform;

import java.lang.System.Logger.Level;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What differs between a JDK and Android, which has neither modules nor their logger. Asked here, what is absent gives
 * an answer instead of a {@link LinkageError}.
 */
public final class Platform {
    private Platform() {}

    /** Marks code that Android cannot link; whoever calls it expects that. */
    @Retention(RetentionPolicy.CLASS)
    @Target({ElementType.TYPE, ElementType.METHOD})
    public @interface JdkOnly {}

    /** Whether the running Java has a module of this name. */
    public static boolean hasModule(String name) {
        try {
            return Jdk.hasModule(name);
        } catch (LinkageError e) {
            return false;
        }
    }

    /** Lets classes of this library use those of a module that is there. */
    @JdkOnly
    public static void readModule(String name) {
        Platform.class.getModule().addReads(ModuleLayer.boot().findModule(name).orElseThrow());
    }

    /** Tells whoever reads the program's log; nobody where there is none. */
    public static void log(Class<?> by, boolean warning, String message, Throwable cause) {
        try {
            Jdk.log(by, warning, message, cause);
        } catch (LinkageError e) {
            // Without a logger there is nobody to be told.
        }
    }

    /** Whether a class is that of a lambda or method reference: {@code Class.isHidden}, which Android does not have. */
    public static boolean isHidden(Class<?> type) {
        return type.getName().indexOf('/') >= 0;
    }

    /** Whether a class belongs to the JDK and not to the program. */
    public static boolean isOfJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getSystemClassLoader().getParent();
    }

    /** A class of its own, so that a missing type is met here at the first use and not before. */
    @JdkOnly
    private static final class Jdk {
        static boolean hasModule(String name) {
            return ModuleLayer.boot().findModule(name).isPresent();
        }

        static void log(Class<?> by, boolean warning, String message, Throwable cause) {
            System.getLogger(by.getPackageName()).log(warning ? Level.WARNING : Level.INFO, message, cause);
        }
    }
}
