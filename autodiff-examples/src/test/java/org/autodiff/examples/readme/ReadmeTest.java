package org.autodiff.examples.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs every program of the README and of other pages, and compares what it prints with the page. */
class ReadmeTest {
    private static final Pattern PROGRAM =
            Pattern.compile("```java\n(.*?public class (\\w+).*?)```\\s*```text\n(.*?)```", Pattern.DOTALL);
    private static final Path README = Path.of("..", "README.md");
    private static final Path NETWORKS = Path.of("..", "docs", "networks.md");
    private static final Path HOW_IT_WORKS = Path.of("..", "docs", "how-it-works.md");

    private static final Path DERIVATIVES = Path.of("..", "docs", "derivatives.md");
    private static final Path GRADIENT_CHECKING = Path.of("..", "docs", "gradient-checking.md");
    private static final Path FORMULAS = Path.of("..", "docs", "formulas.md");
    private static final Path DATA = Path.of("..", "docs", "data.md");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> theProgramsOfThePageOnSeeing() throws IOException {
        return programsPrintWhatIsSaid(Path.of("..", "docs", "explain.md"), 1);
    }

    @TestFactory
    Stream<DynamicTest> programsPrintWhatThePageOfTrainingSays() throws IOException {
        return programsPrintWhatIsSaid(Path.of("..", "docs", "training.md"), 1);
    }

    @TestFactory
    Stream<DynamicTest> programsPrintWhatThePageOfSavingSays() throws IOException {
        return programsPrintWhatIsSaid(Path.of("..", "docs", "saving.md"), 3);
    }

    @TestFactory
    Stream<DynamicTest> programsPrintWhatTheReadmeSays() throws IOException {
        return programsPrintWhatIsSaid(README, 2);
    }

    @TestFactory
    Stream<DynamicTest> programsPrintWhatThePageOfNetworksSays() throws IOException {
        return programsPrintWhatIsSaid(NETWORKS, 1);
    }

    @TestFactory
    Stream<DynamicTest> programsPrintWhatHowItWorksSays() throws IOException {
        return programsPrintWhatIsSaid(HOW_IT_WORKS, 1);
    }

    @TestFactory
    Stream<DynamicTest> programsPrintWhatThePageOfDerivativesSays() throws IOException {
        return programsPrintWhatIsSaid(
                DERIVATIVES, Files.readString(DERIVATIVES).split("public class ").length - 1);
    }

    @TestFactory
    Stream<DynamicTest> programsPrintWhatThePageOfGradientCheckingSays() throws IOException {
        return programsPrintWhatIsSaid(GRADIENT_CHECKING, 3);
    }

    @TestFactory
    Stream<DynamicTest> programsPrintWhatThePageOfFormulasSays() throws IOException {
        return programsPrintWhatIsSaid(FORMULAS, 1);
    }

    @TestFactory
    Stream<DynamicTest> programsPrintWhatThePageOfDataSays() throws IOException {
        return programsPrintWhatIsSaid(DATA, 1);
    }

    private Stream<DynamicTest> programsPrintWhatIsSaid(Path page, int count) throws IOException {
        List<MatchResult> programs =
                PROGRAM.matcher(Files.readString(page)).results().toList();
        assertEquals(count, programs.size());
        return programs.stream()
                .map(p -> DynamicTest.dynamicTest(
                        p.group(2), () -> assertEquals(p.group(3), run(p.group(2), p.group(1)))));
    }

    private String run(String name, String source) throws Exception {
        Path file = folder.resolve(name + ".java");
        Files.writeString(file, source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString(), "-proc:none");
            boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
            assertTrue(compiled, messages.toString());
        }
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        Locale locale = Locale.getDefault();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            Locale.setDefault(Locale.ROOT);
            loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(out);
            Locale.setDefault(locale);
        }
        return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void programsAreAsShortAsPromised() throws IOException {
        List<MatchResult> programs =
                PROGRAM.matcher(Files.readString(README)).results().toList();
        assertTrue(programs.get(0).group(1).lines().count() <= 15, "the quickstart has at most 15 lines");
        long model =
                programs.get(1).group(1).lines().filter(line -> !line.isBlank()).count();
        assertTrue(model <= 25, "the model has at most 25 lines of code, has " + model);
    }

    @Test
    void theTestCommandIsTheOneThatCiRuns() throws IOException {
        assertTrue(Files.readString(README).contains("mvn verify"));
        String ci = Files.readString(Path.of("..", ".ci", "run"));
        assertTrue(ci.lines().anyMatch(line -> line.startsWith("run ") && line.contains("verify")), ci);
    }
}
