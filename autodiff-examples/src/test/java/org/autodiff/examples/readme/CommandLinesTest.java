package org.autodiff.examples.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.examples.CommandLineRun;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the command lines of the pages. Where a page shows what a command prints, it must print that; of the others, the
 * exit code must be that of success. Files that a command names are in a temporary folder.
 */
class CommandLinesTest {
    private static final Path ROOT = Path.of("..");

    /** A console block with one command, and what it prints. */
    private static final Pattern SHOWN =
            Pattern.compile("```console\n\\$ \\./autodiff ([^\n]*)\n(.*?)```", Pattern.DOTALL);

    /** A line of a block of commands; what follows two blanks is a remark, as is what follows a number sign. */
    private static final Pattern LISTED = Pattern.compile("^ {4}\\./autodiff (\\S.*?)(?: {2,}.*)?$", Pattern.MULTILINE);

    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|[^\\s\"])+");

    /** The exit codes of {@code check}, by the first word of its report. */
    private static final Map<String, Integer> EXIT_CODES = Map.of("PASS", 0, "WRONG", 1);

    /** Patterns of a usage line, and a class of the reader's own. */
    private static final Pattern NOT_A_COMMAND = Pattern.compile(".*(FORMULA|NAME|COMMAND|com\\.example).*");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> commandsPrintWhatThePageOfGradientCheckingSays() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/gradient-checking.md"));
        Matcher program = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertTrue(program.find());
        Files.writeString(folder.resolve("my_model.py"), program.group(1));
        List<DynamicTest> tests = SHOWN.matcher(page)
                .results()
                .map(m -> DynamicTest.dynamicTest(m.group(1), () -> prints(m.group(1), m.group(2))))
                .toList();
        assertEquals(3, tests.size());
        return tests.stream();
    }

    private void prints(String command, String expected) {
        String inFolder =
                command.replace("my_model.py", folder.resolve("my_model.py").toString());
        CommandLineRun run = CommandLineRun.of(words(inFolder));
        assertEquals("", run.err());
        assertEquals(expected, run.out().replace(System.lineSeparator(), "\n"));
        assertEquals(EXIT_CODES.get(expected.split("\\W")[0]), run.exitCode());
    }

    /** In the order of the page: later commands use what earlier ones have written. */
    @Test
    void theCommandsOfThePageOfTrainingSucceed() throws IOException {
        Files.writeString(folder.resolve("iris.csv"), flowers("setosa", "virginica"));
        Files.writeString(folder.resolve("new.csv"), "sepal,petal\n6.8,5.9\n5.1,1.5\n");
        List<String> commands = listed("docs/training.md");
        assertEquals(3, commands.size());
        for (String command : commands) {
            List<String> words = new ArrayList<>(List.of(words(command)));
            replaceFiles(words, List.of("iris.csv", "iris.st", "new.csv", "predicted.csv", "epochs.csv", "run"));
            int epochs = words.indexOf("--epochs");
            if (epochs >= 0) {
                words.set(epochs + 1, "2"); // 200 would take long
            }
            if (words.get(0).equals("train")) {
                words.addAll(List.of("--output", folder.toString()));
            }
            succeeds(words);
        }
        assertEquals(
                List.of("virginica", "setosa"),
                Files.readAllLines(folder.resolve("predicted.csv")).stream()
                        .skip(1)
                        .map(line -> line.split(",")[0])
                        .toList());
        assertTrue(Files.readString(folder.resolve("epochs.csv")).startsWith("epoch,"));
        assertTrue(Files.isDirectory(folder.resolve("run")));
    }

    /** Two kinds, far apart. */
    private static String flowers(String small, String large) {
        StringBuilder csv = new StringBuilder("sepal,petal,species\n");
        for (int i = 0; i < 60; i++) {
            double wobble = i % 7 / 10.0;
            csv.append(i % 2 == 0 ? 5 + wobble : 6.5 + wobble).append(',');
            csv.append(i % 2 == 0 ? 1.2 + wobble : 5.5 + wobble).append(',');
            csv.append(i % 2 == 0 ? small : large).append('\n');
        }
        return csv.toString();
    }

    @TestFactory
    Stream<DynamicTest> theCommandsOfThePageOnSeeingSucceed() throws IOException {
        return succeed(listed("docs/explain.md"), 3);
    }

    /** Those among the running text, too. */
    @TestFactory
    Stream<DynamicTest> theCommandsOfTheReadmeSucceed() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        List<String> commands = Pattern.compile("`\\./autodiff ([^`]*)`")
                .matcher(readme)
                .results()
                .map(m -> m.group(1).replaceAll("\\s+", " "))
                .collect(Collectors.toCollection(ArrayList::new));
        commands.addAll(listed("README.md"));
        assertTrue(commands.contains("train digits") && commands.contains("train xor"), commands.toString());
        commands.removeIf(command -> command.startsWith("train ")); // each has a test of its own
        return succeed(commands, 2);
    }

    private Stream<DynamicTest> succeed(List<String> commands, int count) {
        assertEquals(count, commands.size(), commands.toString());
        return commands.stream()
                .map(command -> DynamicTest.dynamicTest(command, () -> {
                    List<String> words = new ArrayList<>(List.of(words(command)));
                    replaceFiles(
                            words,
                            words.stream()
                                    .filter(word -> word.endsWith(".html"))
                                    .toList());
                    succeeds(words);
                }));
    }

    private static List<String> listed(String page) throws IOException {
        return LISTED.matcher(Files.readString(ROOT.resolve(page)))
                .results()
                .map(m -> m.group(1))
                .filter(command -> !NOT_A_COMMAND.matcher(command).matches())
                .toList();
    }

    private void replaceFiles(List<String> words, List<String> names) {
        Map<String, String> paths = new HashMap<>();
        names.forEach(name -> paths.put(name, folder.resolve(name).toString()));
        words.replaceAll(word -> paths.getOrDefault(word, word));
    }

    private static void succeeds(List<String> words) {
        CommandLineRun run = CommandLineRun.of(words.toArray(String[]::new));
        assertEquals(0, run.exitCode(), words + ": " + run.err());
        assertEquals("", run.err());
    }

    /** As a shell does it, as far as the pages need it. */
    private static String[] words(String command) {
        return WORD.matcher(command)
                .results()
                .map(m -> m.group().replace("\"", ""))
                .toArray(String[]::new);
    }
}
