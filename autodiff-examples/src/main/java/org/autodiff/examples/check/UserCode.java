package org.autodiff.examples.check;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;

/** Calls methods of the user, and shows what they throw with the lines of the user. */
final class UserCode {
    private static final int LINES = 12;
    private static final List<String> OURS = List.of("org.autodiff.gradcheck.", "org.autodiff.examples.check.");

    private static final List<String> REFLECTION = List.of("jdk.internal.reflect.", "java.lang.reflect.");

    private UserCode() {}

    /** An exception that a method of the user declares; what is unchecked passes by itself. */
    static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Thrown(Throwable cause) {
            super(cause);
        }
    }

    /** Calls a method; what it throws is passed on. */
    static Object call(Method method, Object receiver, Object... arguments) {
        try {
            return method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new Thrown(e.getCause());
        } catch (IllegalAccessException e) {
            throw new UserError("--class: " + method + " cannot be called: " + e.getMessage(), e);
        }
    }

    /**
     * An exception with its causes, and of each the lines that matter: where it was thrown and those of the user; if
     * his class is on the class path of this program, all above those of the checker.
     */
    static String trace(Throwable thrown) {
        Throwable e =
                thrown instanceof Thrown || thrown instanceof ExceptionInInitializerError ? thrown.getCause() : thrown;
        String newLine = System.lineSeparator();
        StringBuilder text = new StringBuilder(e.toString());
        List<StackTraceElement> lines = lines(e);
        for (StackTraceElement line : lines.subList(0, Math.min(LINES, lines.size()))) {
            text.append(newLine).append("    at ").append(place(line));
        }
        if (lines.size() > LINES) {
            text.append(newLine).append(Text.format("    ... %d more", lines.size() - LINES));
        }
        if (e.getCause() != null) {
            text.append(newLine).append("caused by ").append(trace(e.getCause()));
        }
        return text.toString();
    }

    private static List<StackTraceElement> lines(Throwable e) {
        List<StackTraceElement> above = Arrays.stream(e.getStackTrace())
                .takeWhile(line -> OURS.stream().noneMatch(line.getClassName()::startsWith))
                .toList();
        boolean known = above.stream().anyMatch(UserCode::isOfTheUser);
        return above.stream()
                .filter(line -> !known || isOfTheUser(line) || line == above.get(0))
                .filter(line -> REFLECTION.stream().noneMatch(line.getClassName()::startsWith))
                .toList();
    }

    private static boolean isOfTheUser(StackTraceElement line) {
        return ClassPath.LOADER.equals(line.getClassLoaderName());
    }

    private static String place(StackTraceElement line) {
        String file = line.getFileName() == null ? "unknown source" : line.getFileName() + ":" + line.getLineNumber();
        return line.getClassName() + "." + line.getMethodName() + "(" + file + ")";
    }
}
