package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.optim.Rule;
import org.autodiff.nn.schedule.Schedule;
import org.junit.jupiter.api.Test;

/** The page of networks lists all that exists. */
class NetworksPageTest {
    private static Set<String> words() throws IOException {
        return Pattern.compile("`([^`]*)`")
                .matcher(Files.readString(Path.of("..", "docs", "networks.md")))
                .results()
                .flatMap(r -> Stream.of(r.group(1).split("\\W+")))
                .collect(Collectors.toSet());
    }

    private static void assertListed(Stream<String> names) throws IOException {
        Set<String> missing = names.collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(words());
        assertEquals(Set.of(), missing);
    }

    private static Stream<JavaClass> publicClasses() {
        return MainClasses.all().stream()
                .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC) && !c.isNestedClass() && !c.isInterface());
    }

    @Test
    void listsEveryLayerAndModel() throws IOException {
        assertListed(publicClasses()
                .filter(c -> c.isAssignableTo(Model.class)
                        && !Set.of("Cell", "GraphModel", "Recurrent").contains(c.getSimpleName()))
                .map(JavaClass::getSimpleName));
    }

    @Test
    void listsEveryLossRuleAndSchedule() throws IOException {
        assertListed(publicClasses()
                .filter(c -> c.getPackageName().endsWith(".loss") && !c.isEnum())
                .map(JavaClass::getSimpleName));
        assertListed(publicClasses()
                .filter(c -> c.isAssignableTo(Rule.class) || c.isAssignableTo(Schedule.class))
                .map(JavaClass::getSimpleName));
    }

    @Test
    void listsEveryInitialiserAndSchedule() throws IOException {
        assertListed(Stream.of(Initializer.class, Schedule.class)
                .flatMap(c -> Arrays.stream(c.getMethods()))
                .filter(m -> java.lang.reflect.Modifier.isStatic(m.getModifiers()))
                .map(java.lang.reflect.Method::getName));
    }
}
