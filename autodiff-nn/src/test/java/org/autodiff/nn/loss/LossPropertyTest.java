package org.autodiff.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.autodiff.nn.MainClasses;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every loss passes the gradient check to the second order, over random shapes and options. */
class LossPropertyTest {
    @Provide
    Arbitrary<LossSample> samples() {
        return Arbitraries.of(LossSamples.all());
    }

    @Property
    void losses(@ForAll("samples") LossSample sample, @ForAll Reduction reduction, @ForAll long seed) {
        GradCheckReport report = check(sample, reduction, seed).report();
        Assume.that(report.verdict() != Verdict.INCONCLUSIVE); // beside a kink, for example: another point is drawn
        report.assertPasses();
    }

    static Stream<Arguments> each() {
        return LossSamples.all().stream()
                .flatMap(sample -> Stream.of(Reduction.values()).map(reduction -> Arguments.of(sample, reduction)));
    }

    /** The property draws some of the samples; here each is checked. */
    @ParameterizedTest
    @MethodSource("each")
    void everyLossOnce(LossSample sample, Reduction reduction) {
        check(sample, reduction, sample.name().hashCode()).assertPasses();
    }

    private static GradCheck check(LossSample sample, Reduction reduction, long seed) {
        LossSample.Case drawn = sample.make(Rng.of(seed), reduction);
        // squared, so that there is a second derivative
        GradCheck check = GradCheck.of(xs -> drawn.apply().apply(xs).square());
        for (int i = 0; i < drawn.inputs().size(); i++) {
            check = check.input("x" + i, drawn.inputs().get(i));
        }
        return check.maxCoordinates(12).absoluteTolerance(1e-9).order(2);
    }

    /** The public classes of the package, without interfaces, enumerations and nested classes. */
    @Example
    void noLossIsForgotten() {
        Set<String> losses = MainClasses.all().stream()
                .filter(c -> c.getPackageName().equals(Loss.class.getPackageName()))
                .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC) && !c.isInterface() && !c.isEnum())
                .filter(c -> !c.isNestedClass())
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> covered = LossSamples.all().stream()
                .map(s -> s.loss().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(losses, covered);
    }
}
