package org.autodiff.examples.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Prints an error as one line that begins with the command's name; with a stack trace only if it is a fault of the
 * program. The exit code is the one that the command declares for mistakes of the user, or for a job that failed.
 */
public final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String message = e instanceof UnmatchedArgumentException unmatched
                ? unmatched(command, unmatched)
                : Text.oneLine(e.getMessage());
        print(command, message + " (help: " + name(command) + " --help)");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String unmatched(CommandLine command, UnmatchedArgumentException e) {
        String argument = e.getUnmatched().get(0);
        boolean isCommand = !e.isUnknownOption() && !command.getSubcommands().isEmpty();
        String kind = e.isUnknownOption() ? "unknown option " : isCommand ? "unknown command " : "unexpected argument ";
        List<String> suggestions = e.isUnknownOption() || isCommand ? e.getSuggestions() : List.of();
        return kind
                + Text.quote(argument)
                + (suggestions.isEmpty() ? "" : "; did you mean " + String.join(", ", suggestions.subList(0, 1)) + "?");
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) throws Exception {
        if (e instanceof UserError) {
            print(command, e.getMessage());
            return command.getCommandSpec().exitCodeOnInvalidInput();
        }
        if (e instanceof JobFailure) {
            print(command, e.getMessage());
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        throw e;
    }

    private static void print(CommandLine command, String message) {
        PrintWriter err = command.getErr();
        err.println(name(command) + ": " + message);
        err.flush();
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }
}
