package org.autodiff.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No line of the project is longer than 120 columns: sources of all modules, and the prose of all Markdown pages. The
 * formatter breaks code, but neither comments nor long strings.
 */
final class LineLengthTest {
    private static final int LONGEST = 120;
    private static final Path CHECKOUT = Path.of("..");
    private static final List<String> MODULES =
            List.of("autodiff-core", "autodiff-nn", "autodiff-examples", "autodiff-benchmarks");

    @Test
    void noLineIsTooLong() throws IOException {
        List<String> found = new ArrayList<>();
        for (String file : files()) {
            found.addAll(tooLong(file, Files.readAllLines(CHECKOUT.resolve(file))));
        }
        assertEquals(List.of(), found);
    }

    @Test
    void allModulesAndPagesAreLookedAt() throws IOException {
        List<String> files = files();
        for (String module : MODULES) {
            assertTrue(files.stream().anyMatch(f -> f.startsWith(module + "/src/main/java/")), module);
        }
        for (String page : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/networks.md")) {
            assertTrue(files.contains(page), page);
        }
        assertTrue(files.stream().anyMatch(f -> f.startsWith("docs/adr/")), "docs/adr");
    }

    @Test
    void aLongLineOfASourceIsFound() {
        String longest = "// " + "x".repeat(117);
        List<String> lines = List.of("package a;", longest, longest + "x", "", "    " + longest);
        assertEquals(List.of("A.java:3: 121 columns", "A.java:5: 124 columns"), tooLong("A.java", lines));
    }

    @Test
    void aLongLineOfProseIsFound() {
        String prose = "many words ".repeat(11);
        List<String> lines = List.of(prose, "- an item", "    " + prose, "", "```", "code", "```", prose);
        assertEquals(
                List.of("a.md:1: 121 columns", "a.md:3: 125 columns", "a.md:8: 121 columns"), tooLong("a.md", lines));
    }

    @Test
    void tablesCodeAndLinksOfAPageMayBeLonger() {
        String words = "many words ".repeat(11);
        List<String> lines = List.of(
                "| " + words + " |",
                "```text",
                words,
                "```",
                "",
                "    " + words,
                "    " + words,
                "",
                link(),
                "- " + link());
        assertEquals(List.of(), tooLong("a.md", lines));
    }

    private static String link() {
        return "[page](https://example.org/" + "x".repeat(LONGEST) + ")";
    }

    /** The files that are looked at, by their paths in the checkout. */
    private static List<String> files() throws IOException {
        List<String> files = new ArrayList<>();
        for (String module : MODULES) {
            files.addAll(below(Path.of(module, "src"), ".java"));
            files.addAll(below(Path.of(module, "src"), ".py"));
            files.addAll(below(Path.of(module, "src"), ".md"));
        }
        files.addAll(below(Path.of("docs"), ".md"));
        try (Stream<Path> pages = Files.list(CHECKOUT)) {
            pages.map(page -> page.getFileName().toString())
                    .filter(name -> name.endsWith(".md"))
                    .sorted()
                    .forEach(files::add);
        }
        return files;
    }

    private static List<String> below(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(CHECKOUT.resolve(directory))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .map(file -> CHECKOUT.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    /** The lines that are too long, each as {@code file:line: columns}. */
    private static List<String> tooLong(String file, List<String> lines) {
        boolean isPage = file.endsWith(".md");
        List<String> found = new ArrayList<>();
        boolean fenced = false;
        boolean indented = false; // indented code, which begins after an empty line
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean fence = line.strip().startsWith("```");
            fenced ^= fence;
            indented = line.startsWith("    ")
                    && (indented || i == 0 || lines.get(i - 1).isBlank());
            boolean mayBeLong = isPage && (fenced || fence || indented || !canBeWrapped(line));
            if (line.length() > LONGEST && !mayBeLong) {
                found.add(file + ":" + (i + 1) + ": " + line.length() + " columns");
            }
        }
        return found;
    }

    /** Rows of tables and single words, such as links, have to stay on one line. */
    private static boolean canBeWrapped(String line) {
        return !line.startsWith("|")
                && line.replaceFirst("^\\s*[-*] ", "").strip().contains(" ");
    }
}
