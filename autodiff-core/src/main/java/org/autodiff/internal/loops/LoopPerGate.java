package org.autodiff.internal.loops;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.gate.UnaryGate;
import org.autodiff.internal.platform.Platform.JdkOnly;

/**
 * The loops of elementwise gates: one for each class of gates.
 *
 * <p>A loop that all of them shared would soon have called so many functions that the JVM could inline none, and be
 * five to ten times slower. So each class of gates gets a copy of the loop's class - a hidden class of the same bytes -
 * in which the JVM sees calls of this one function only, and compiles it into the loop. A gate that has a loop of its
 * own gets a copy that calls that: to ask each time whether there is one, by {@code instanceof}, costs the JVM more
 * than a short loop.
 */
public final class LoopPerGate {
    private LoopPerGate() {}

    /** The loop of a class of gates of one number. */
    public static Unary unary(Class<?> gate) {
        return copyOf(UnaryLoop.class.isAssignableFrom(gate) ? OwnUnary.class : UnaryTemplate.class, Unary.class);
    }

    /** The loop of a class of gates of two numbers. */
    public static Binary binary(Class<?> gate) {
        return copyOf(BinaryLoop.class.isAssignableFrom(gate) ? OwnBinary.class : BinaryTemplate.class, Binary.class);
    }

    /** Applies a function to each element. */
    public abstract static class Unary {
        /** See {@link UnaryLoop} and {@link BinaryLoop}. */
        public abstract void loop(UnaryGate f, double[] x, double[] y, int n);
    }

    /** Applies a function to a run of pairs; see {@link BinaryLoop}. */
    public abstract static class Binary {
        /** See {@link UnaryLoop} and {@link BinaryLoop}. */
        public abstract void loop(
                BinaryGate f, double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n);
    }

    /** For gates that have a loop of their own. */
    static final class OwnUnary extends Unary {
        @Override
        public void loop(UnaryGate f, double[] x, double[] y, int n) {
            ((UnaryLoop) f).loop(x, y, n);
        }
    }

    /** For gates of two numbers that have a loop of their own. */
    static final class OwnBinary extends Binary {
        @Override
        public void loop(
                BinaryGate f, double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            ((BinaryLoop) f).loop(a, ao, as, b, bo, bs, y, yo, n);
        }
    }

    static final class UnaryTemplate extends Unary {
        @Override
        public void loop(UnaryGate f, double[] x, double[] y, int n) {
            UnaryElementwise function = (UnaryElementwise) f;
            for (int i = 0; i < n; i++) {
                y[i] = function.apply(x[i]);
            }
        }
    }

    static final class BinaryTemplate extends Binary {
        @Override
        public void loop(
                BinaryGate f, double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            BinaryElementwise function = (BinaryElementwise) f;
            if (as == 1 && bs == 1) { // which the JVM can vectorise
                for (int i = 0; i < n; i++) {
                    y[yo + i] = function.apply(a[ao + i], b[bo + i]);
                }
                return;
            }
            for (int i = 0; i < n; i++) {
                y[yo + i] = function.apply(a[ao + as * i], b[bo + bs * i]);
            }
        }
    }

    /**
     * A copy of a loop; where an archive of the program has no class files, or the Java no hidden classes (Android),
     * the loop itself, which is slower.
     */
    private static <T> T copyOf(Class<? extends T> template, Class<T> type) {
        String file = template.getName().substring(template.getPackageName().length() + 1) + ".class";
        try (InputStream in = template.getResourceAsStream(file)) {
            Class<?> copy = in == null ? template : Copies.define(template, in.readAllBytes());
            return type.cast(copy.getDeclaredConstructor().newInstance());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a loop could not be made", e);
        }
    }

    @JdkOnly
    private static final class Copies {
        static Class<?> define(Class<?> template, byte[] classFile) throws IllegalAccessException {
            try {
                return MethodHandles.lookup().defineHiddenClass(classFile, true).lookupClass();
            } catch (NoSuchMethodError e) {
                return template;
            }
        }
    }
}
