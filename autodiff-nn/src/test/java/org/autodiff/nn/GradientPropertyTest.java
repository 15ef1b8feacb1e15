package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.autodiff.Rng;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.gradcheck.GradCheckReport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model passes the gradient check to the second order, over random shapes. */
class GradientPropertyTest {
    @Provide
    Arbitrary<ModelSample> samples() {
        return Arbitraries.of(ModelSamples.all());
    }

    @Property
    void models(@ForAll("samples") ModelSample sample, @ForAll long seed) {
        GradCheckReport report = check(sample, seed).report();
        Assume.that(report.verdict() != Verdict.INCONCLUSIVE); // beside a kink, for example: another point is drawn
        report.assertPasses();
    }

    static List<ModelSample> each() {
        return ModelSamples.all();
    }

    /** The property draws some of the samples; here each is checked. */
    @ParameterizedTest
    @MethodSource("each")
    void everyModelOnce(ModelSample sample) {
        check(sample, sample.name().hashCode()).assertPasses();
    }

    private static GradCheck check(ModelSample sample, long seed) {
        ModelSample.Case drawn = sample.make(Rng.of(seed));
        // squared, so that there is a second derivative; moved, so that there is a first one where the value is 0
        GradCheck check = GradCheck.of(xs -> drawn.apply().apply(xs).add(0.7).square());
        for (int i = 0; i < drawn.inputs().size(); i++) {
            check = check.input("x" + i, drawn.inputs().get(i));
        }
        return check.parameters(drawn.model().parameters())
                .maxCoordinates(12)
                .absoluteTolerance(1e-9)
                .order(2);
    }

    private static Set<String> concrete(Class<?> type) {
        return MainClasses.all().stream()
                .filter(c -> c.isAssignableTo(type)
                        && !c.isInterface()
                        && !c.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    }

    @Example
    void noModelIsForgotten() {
        Set<String> covered = ModelSamples.all().stream()
                .map(s -> s.make(Rng.of(0)).model().getClass().getName())
                .collect(Collectors.toSet());
        Set<String> forgotten = new TreeSet<>(concrete(Model.class));
        forgotten.removeAll(covered);
        assertEquals(Set.of(), forgotten);
    }
}
