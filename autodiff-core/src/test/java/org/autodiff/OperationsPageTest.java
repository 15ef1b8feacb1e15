package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.stats.Estimation;
import org.autodiff.stats.Kalman;
import org.junit.jupiter.api.Test;

/** The list of operations is complete, and names none that is not there. */
class OperationsPageTest {

    @Test
    void thePageListsTheOperationsThereAre() throws IOException {
        Set<String> operations = Arrays.stream(Tensor.class.getInterfaces())
                .flatMap(i -> Arrays.stream(i.getDeclaredMethods()))
                .filter(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic())
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> listed = Files.readAllLines(Path.of("..", "docs", "operations.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(1, line.indexOf('|', 1)))
                .flatMap(cell ->
                        Pattern.compile("`(\\w+)`").matcher(cell).results().map(r -> r.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(operations, listed);
    }

    @Test
    void thePageListsTheFunctionsOfLinearAlgebra() throws IOException {
        Set<String> functions = Stream.of(Linalg.class, Estimation.class, Kalman.class)
                .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
                .filter(m -> Modifier.isPublic(m.getModifiers()))
                .map(m -> m.getDeclaringClass().getSimpleName() + "." + m.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> listed = Files.readAllLines(Path.of("..", "docs", "operations.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(1, line.indexOf('|', 1)))
                .flatMap(cell -> Pattern.compile("`([A-Z]\\w+\\.\\w+)`")
                        .matcher(cell)
                        .results()
                        .map(r -> r.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(functions, listed);
    }
}
