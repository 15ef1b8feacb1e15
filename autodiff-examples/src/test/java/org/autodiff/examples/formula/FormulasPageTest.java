package org.autodiff.examples.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The page of formulas lists the functions there are, and all formulas in its prose are such. With {@code
 * -Dautodiff.write=true} the table is written anew.
 */
class FormulasPageTest {
    private static final Path PAGE = Path.of("..", "docs", "formulas.md");
    private static final String HEAD = "| function | forms |\n| --- | --- |\n";

    private static String table() {
        return Formula.functions().stream()
                .collect(Collectors.groupingBy(s -> s.substring(0, s.indexOf('(')), TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(e -> "| `" + e.getKey() + "` | " + forms(e.getValue()) + " |\n")
                .collect(Collectors.joining());
    }

    /** A vertical bar would end the cell of the table. */
    private static String forms(List<String> signatures) {
        return signatures.stream().map(s -> "`" + s.replace("|", " or ") + "`").collect(Collectors.joining(", "));
    }

    @Test
    void thePageListsTheFunctionsThereAre() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf(HEAD) + HEAD.length();
        if (Boolean.getBoolean("autodiff.write")) {
            Files.writeString(PAGE, page.substring(0, start) + table());
            page = Files.readString(PAGE);
        }
        assertEquals(table(), page.substring(start));
    }

    /** In the prose, what has brackets, operators or several words is a formula; single words and names are not. */
    @Test
    void theFormulasOfThePageAreFormulas() throws IOException {
        String page = Files.readString(PAGE);
        String prose = page.substring(page.indexOf("## Operators"), page.indexOf(HEAD));
        List<String> formulas = Pattern.compile("`([^`]*)`")
                .matcher(prose)
                .results()
                .map((MatchResult m) -> m.group(1).replaceAll("\\s+", " "))
                .filter(s -> Pattern.compile("[\\w)\\]]").matcher(s).find())
                .filter(s -> !s.matches("autodiff .*|--.*|.*: .*|Formula\\..*|sum\\(x, axis=n\\)|f\\(x\\)"))
                .toList();
        assertTrue(formulas.size() > 50, "only " + formulas);
        for (String formula : formulas) {
            if (formula.startsWith("rand")) {
                Formula.constant(formula, 1);
            } else {
                String printed = Formula.parse(formula).toString();
                assertEquals(printed, Formula.parse(printed).toString());
            }
        }
    }
}
