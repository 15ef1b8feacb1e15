package org.autodiff.examples.check;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.autodiff.examples.cli.UserError;

/** Calls methods of the user, and shows what they throw with the lines of the user. */
final class UserCode {
    private static final int LINES = 12;
    private static final List<String> OURS = List.of("org.autodiff.gradcheck.", "org.autodiff.examples.check.");

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

    /** An exception with its causes, and of each the lines above those of the checker. */
    static String trace(Throwable thrown) {
        Throwable e =
                thrown instanceof Thrown || thrown instanceof ExceptionInInitializerError ? thrown.getCause() : thrown;
        StringBuilder text = new StringBuilder(e.toString());
        List<StackTraceElement> lines = Arrays.stream(e.getStackTrace())
                .takeWhile(line -> OURS.stream().noneMatch(line.getClassName()::startsWith))
                .filter(line -> !line.getClassName().startsWith("jdk.internal.reflect.")
                        && !line.getClassName().startsWith("java.lang.reflect."))
                .toList();
        for (StackTraceElement line : lines.subList(0, Math.min(LINES, lines.size()))) {
            text.append(System.lineSeparator()).append("    at ").append(line);
        }
        if (lines.size() > LINES) {
            text.append(System.lineSeparator())
                    .append("    ... ")
                    .append(lines.size() - LINES)
                    .append(" more");
        }
        if (e.getCause() != null && e.getCause() != e) {
            text.append(System.lineSeparator()).append("caused by ").append(trace(e.getCause()));
        }
        return text.toString();
    }
}
