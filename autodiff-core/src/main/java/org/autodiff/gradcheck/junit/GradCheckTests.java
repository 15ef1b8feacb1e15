package org.autodiff.gradcheck.junit;

import java.util.Collection;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.gradcheck.GateLaws;
import org.autodiff.gradcheck.GradCheck;
import org.junit.jupiter.api.DynamicTest;

/**
 * Makes tests of gradient checks, for a method with {@link GradCheckTest}; see there. In a plain {@code @TestFactory}
 * they work too, with what the checks themselves say.
 */
public final class GradCheckTests {
    private GradCheckTests() {}

    /** A test called {@code gradient}. */
    public static DynamicTest check(GradCheck check) {
        return check("gradient", check);
    }

    /** A test with a name. */
    public static DynamicTest check(String name, GradCheck check) {
        return DynamicTest.dynamicTest(name, new GradientExecutable(check));
    }

    /** A test of the laws of a gate, called {@code laws}. */
    public static DynamicTest check(GateLaws laws) {
        return check("laws", laws);
    }

    /** A test of the laws of a gate, with a name. */
    public static DynamicTest check(String name, GateLaws laws) {
        return DynamicTest.dynamicTest(name, new LawsExecutable(laws));
    }

    /**
     * A test for each {@link GradCheck} or {@link GateLaws} by its name, in the order of the map.
     *
     * @throws IllegalArgumentException if a value is neither
     */
    public static Stream<DynamicTest> checks(Map<String, ?> byName) {
        return byName.entrySet().stream().map(e -> any(e.getKey(), e.getValue()));
    }

    /**
     * A test for each {@link GradCheck} or {@link GateLaws}: {@code check 1}, {@code check 2}, ...
     *
     * @throws IllegalArgumentException if an element is neither
     */
    public static Stream<DynamicTest> checks(Collection<?> inOrder) {
        Object[] all = inOrder.toArray();
        return IntStream.range(0, all.length).mapToObj(i -> any("check " + (i + 1), all[i]));
    }

    private static DynamicTest any(String name, Object check) {
        if (check instanceof GradCheck gradient) {
            return check(name, gradient);
        }
        if (check instanceof GateLaws laws) {
            return check(name, laws);
        }
        throw new IllegalArgumentException("checks: '" + name + "' is "
                + (check == null ? "null" : "a " + check.getClass().getName()) + ": must be a GradCheck or GateLaws");
    }
}
