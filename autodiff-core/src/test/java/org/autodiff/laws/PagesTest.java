package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the pages link exists, and so does every class and method that they name. */
class PagesTest {
    private static final Path CHECKOUT = Path.of("..");

    /** {@code [text](target)} and {@code [text]: target}. */
    private static final Pattern LINK =
            Pattern.compile("\\]\\(([^)\\s]+)\\)|^\\[[^\\]]+\\]: (\\S+)$", Pattern.MULTILINE);

    /** {@code `Engine`}, {@code `Engine.apply`}, {@code `Engine.apply(...)`}. */
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?(?:\\([^`]*\\))?`");

    /** {@code Engine.apply} in an indented block. */
    private static final Pattern NAME_IN_BLOCK =
            Pattern.compile("(?<=^ {4}.{0,80})(?<!-)\\b([A-Z]\\w*[a-z]\\w*)\\.(\\w+)", Pattern.MULTILINE);

    private static final Pattern DECLARATION =
            Pattern.compile("\\b(?:class|interface|record|enum|@interface) ([A-Z]\\w*)");

    /** Names of other people's classes. */
    private static final Set<String> FOREIGN = Set.of(
            "ForkJoinTask",
            "StrictMath",
            "Math",
            "List",
            "Map",
            "ClassValue",
            "System",
            "Files",
            "Arrays",
            "AssertionError",
            "IllegalArgumentException",
            "ArithmeticException",
            "TestFactory",
            "NaN",
            "Integer",
            "Double",
            "Path",
            "Locale",
            "AveragedModel",
            "Infinity");

    /** Pages that list other people's names, and are held to the code by tests of their own. */
    private static final Set<String> WITH_FOREIGN_NAMES = Set.of("operations.md", "networks.md");

    /** The text of the files that declare a class of this name. */
    private static final Map<String, String> CLASSES = new HashMap<>();

    @BeforeAll
    static void readSources() throws IOException {
        try (Stream<Path> files = Files.walk(CHECKOUT)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> !f.toString().contains("target"))
                    .toList()) {
                String text = Files.readString(file);
                CLASSES.merge(file.getFileName().toString().replace(".java", ""), text, String::concat);
                DECLARATION.matcher(text).results().forEach(d -> CLASSES.merge(d.group(1), text, String::concat));
            }
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(CHECKOUT.resolve("README.md"), CHECKOUT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.walk(CHECKOUT.resolve("docs"))) {
            docs.filter(f -> f.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            dead.addAll(dead(page, Files.readString(page)));
        }
        assertEquals(List.of(), dead);
    }

    private static List<String> dead(Path page, String text) throws IOException {
        List<String> dead = new ArrayList<>();
        for (Matcher m = LINK.matcher(text); m.find(); ) {
            String target = m.group(1) == null ? m.group(2) : m.group(1);
            if (!target.contains("://") && !leads(page, target)) {
                dead.add(page.getFileName() + ": " + target);
            }
        }
        return dead;
    }

    private static boolean leads(Path page, String target) throws IOException {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        if (!Files.exists(file)) {
            return false;
        }
        return parts.length == 1
                || Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("#"))
                        .map(PagesTest::anchor)
                        .anyMatch(parts[1]::equals);
    }

    private static String anchor(String heading) {
        return heading.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w\\- ]", "")
                .replace(' ', '-');
    }

    @Test
    void everyClassThatIsNamedExists() throws IOException {
        List<String> unknown = new ArrayList<>();
        for (Path page : pages()) {
            if (!WITH_FOREIGN_NAMES.contains(page.getFileName().toString())) {
                unknown.addAll(unknown(page, Files.readString(page)));
            }
        }
        assertEquals(List.of(), unknown);
    }

    private static List<String> unknown(Path page, String text) {
        return Stream.concat(
                        NAME.matcher(text).results(),
                        NAME_IN_BLOCK.matcher(text).results())
                .filter(m -> !FOREIGN.contains(m.group(1)) && !text.contains("public class " + m.group(1) + " "))
                .filter(m -> {
                    String source = CLASSES.getOrDefault(m.group(1), CLASSES.get(m.group(1) + "Benchmark"));
                    return source == null
                            || (m.group(2) != null
                                    && !Pattern.compile("\\b" + m.group(2) + "\\b")
                                            .matcher(source)
                                            .find());
                })
                .map(m -> page.getFileName() + ": " + m.group())
                .distinct()
                .toList();
    }

    @Test
    void whatIsNotThereIsFound() throws IOException {
        Path page = CHECKOUT.resolve("docs").resolve("page.md");
        String text =
                "[a](nowhere.md) [b](how-it-works.md) [c](how-it-works.md#nowhere) `Engine` `Engin` `Engine.fly`\n"
                        + "[`d`]: ../nowhere.java\n\n    then Compute.output, Compute.nothing\n";
        assertEquals(
                List.of("page.md: nowhere.md", "page.md: how-it-works.md#nowhere", "page.md: ../nowhere.java"),
                dead(page, text));
        assertEquals(
                List.of("page.md: `Engin`", "page.md: `Engine.fly`", "page.md: Compute.nothing"), unknown(page, text));
    }

    @Test
    void theSourcesAreRead() {
        assertTrue(CLASSES.size() > 500, "found only " + CLASSES.size());
    }
}
