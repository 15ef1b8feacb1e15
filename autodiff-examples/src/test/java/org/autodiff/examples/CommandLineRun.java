package org.autodiff.examples;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.autodiff.examples.cli.Console;

/** The result of a run of the command line: exit code, standard output and standard error. */
public record CommandLineRun(int exitCode, String out, String err) {

    /** Runs the command line as a process would, with plain output. */
    public static CommandLineRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(new Console(new PrintWriter(out), new PrintWriter(err), false), arguments);
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }
}
