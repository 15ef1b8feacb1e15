package org.autodiff.examples.cli;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;

/**
 * Where a command writes to.
 *
 * @param out results and progress
 * @param err errors, one line each
 * @param live whether {@code out} is a terminal that can overwrite a line; otherwise it gets plain lines only
 */
public record Console(PrintWriter out, PrintWriter err, boolean live) {

    /** The console of this process. */
    public static Console system() {
        return new Console(new PrintWriter(System.out, true), new PrintWriter(System.err, true), isLive());
    }

    /** Prints a formatted line. */
    public void print(String pattern, Object... arguments) {
        out.println(Text.format(pattern, arguments));
    }

    private static boolean isLive() {
        String terminal = System.getenv("TERM");
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        boolean capable = terminal == null ? windows : !terminal.equals("dumb");
        return capable && isTerminal(System.console());
    }

    /**
     * Up to Java 21 there is no console if input or output is redirected; from 22 on there always is one, and it must
     * be asked.
     */
    private static boolean isTerminal(java.io.Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
