package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.autodiff.Rng;
import org.junit.jupiter.api.Test;

/**
 * All layers are made in one way: {@code X.of(sizes, rng)} with the usual options, and
 * {@code X.builder(sizes).option(..).build(rng)} with others.
 */
class ConstructionTest {
    /** Forms of a layer that are not options of another: each says in its name what it is. */
    private static final Set<String> FORMS = Set.of("Dropout.keeping", "Dropout.classic", "Prelu.along");

    private static List<Class<?>> layers() {
        List<Class<?>> layers = new ArrayList<>();
        for (JavaClass c : MainClasses.all()) {
            Set<JavaModifier> modifiers = c.getModifiers();
            if (modifiers.contains(JavaModifier.PUBLIC) && !modifiers.contains(JavaModifier.ABSTRACT)) {
                Class<?> type = c.reflect();
                if (Model.class.isAssignableFrom(type)) {
                    layers.add(type);
                }
            }
        }
        return layers;
    }

    private static Stream<Method> statics(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && Modifier.isStatic(m.getModifiers()));
    }

    private static List<Class<?>> withBuilder() {
        return layers().stream()
                .filter(type -> statics(type).anyMatch(m -> m.getName().equals("builder")))
                .toList();
    }

    @Test
    void layersAreMadeByOfOrABuilder() {
        List<Class<?>> layers = layers();
        assertTrue(layers.size() > 50, layers.size() + " layers");
        Set<String> breaking = new TreeSet<>();
        for (Class<?> type : layers) {
            if (type.getConstructors().length > 0) {
                breaking.add(type.getSimpleName() + " has a public constructor");
            }
            statics(type).filter(m -> m.getReturnType() == type).forEach(m -> {
                String name = type.getSimpleName() + "." + m.getName();
                boolean usual = m.getName().startsWith("of") || type == Activation.class || FORMS.contains(name);
                if (!usual) {
                    breaking.add(name);
                }
                if (Arrays.stream(m.getParameterTypes())
                        .anyMatch(p -> p.getSimpleName().endsWith("Options"))) {
                    breaking.add(name + " takes options: write a builder");
                }
            });
        }
        assertEquals(Set.of(), breaking);
    }

    /** An option changes the builder and gives it back; only {@code build} and {@code buildCell} make something. */
    @Test
    void buildersHaveOptionsAndBuild() throws ReflectiveOperationException {
        List<Class<?>> types = withBuilder();
        assertTrue(types.size() > 25, types.size() + " layers with a builder");
        Set<String> breaking = new TreeSet<>();
        for (Class<?> type : types) {
            Class<?> builder = Class.forName(type.getName() + "$Builder");
            assertEquals(0, builder.getConstructors().length, builder.getName());
            for (Method m : builder.getMethods()) {
                boolean own = m.getDeclaringClass() != Object.class && !m.isBridge();
                boolean makes = Set.of("build", "buildCell").contains(m.getName());
                boolean option = m.getReturnType().isAssignableFrom(builder) && m.getReturnType() != Object.class;
                if (own && (makes ? !Model.class.isAssignableFrom(m.getReturnType()) : !option)) {
                    breaking.add(builder.getName() + "." + m.getName());
                }
            }
        }
        assertEquals(Set.of(), breaking);
    }

    /** {@code of(sizes, rng)} takes what {@code builder(sizes)} takes, and the generator that {@code build} takes. */
    @Test
    void ofTakesTheSizesOfTheBuilder() throws ReflectiveOperationException {
        for (Class<?> type : withBuilder()) {
            Class<?> builder = Class.forName(type.getName() + "$Builder");
            boolean random = Arrays.stream(builder.getMethods())
                    .anyMatch(m -> m.getName().equals("build")
                            && List.of(m.getParameterTypes()).contains(Rng.class));
            boolean matched = statics(type)
                    .filter(m -> m.getName().equals("builder"))
                    .anyMatch(m -> hasOf(type, m.getParameterTypes(), random));
            assertTrue(matched, type + " has no of(...) with the sizes of its builder");
        }
    }

    private static boolean hasOf(Class<?> type, Class<?>[] sizes, boolean random) {
        Class<?>[] all = Arrays.copyOf(sizes, sizes.length + (random ? 1 : 0));
        if (random) {
            all[sizes.length] = Rng.class;
        }
        return statics(type).anyMatch(m -> m.getName().equals("of") && Arrays.equals(m.getParameterTypes(), all));
    }
}
