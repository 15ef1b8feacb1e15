package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.loss.CrossEntropy;
import org.autodiff.nn.loss.Loss;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.loss.Reduction;

/** Every layer and every loss passes the gradient check to the second order, over random shapes. */
class GradientPropertyTest {
    private static Shape shape(int rank, Rng rng) {
        return Shape.of(rng.ints(rank, 1, 4).toArray());
    }

    @Provide
    Arbitrary<ModelSample> samples() {
        return Arbitraries.of(ModelSamples.all());
    }

    @Property
    void models(@ForAll("samples") ModelSample sample, @ForAll long seed) {
        ModelSample.Case drawn = sample.make(Rng.of(seed));
        GradCheck check = GradCheck.of(xs -> drawn.apply().apply(xs).square()); // so that there is a second derivative
        for (int i = 0; i < drawn.inputs().size(); i++) {
            check = check.input("x" + i, drawn.inputs().get(i));
        }
        check.parameters(drawn.model().parameters())
                .maxCoordinates(12)
                .order(2)
                .check()
                .assertPasses();
    }

    @Property(tries = 25)
    void mse(@ForAll Reduction reduction, @ForAll @IntRange(min = 0, max = 3) int rank, @ForAll long seed) {
        Rng rng = Rng.of(seed);
        Shape shape = shape(rank, rng);
        GradCheck.of(xs -> new Mse(reduction).apply(xs[0], xs[1]))
                .input("prediction", Tensor.of(rng.normal(shape, 0, 1)))
                .input("target", Tensor.of(rng.normal(shape, 0, 1)))
                .order(2)
                .check()
                .assertPasses();
    }

    @Property(tries = 25)
    void crossEntropyOfLabels(
            @ForAll Reduction reduction, @ForAll @IntRange(min = 0, max = 2) int rank, @ForAll long seed) {
        Rng rng = Rng.of(seed);
        Shape samples = shape(rank, rng);
        int classes = 2 + rng.nextInt(4);
        int[] labels = new int[samples.size()];
        Arrays.setAll(labels, i -> rng.nextInt(classes));
        GradCheck.of(xs -> new CrossEntropy(reduction).apply(xs[0], Index.of(samples, labels)))
                .input("logits", Tensor.of(rng.normal(samples.concat(Shape.of(classes)), 0, 1)))
                .order(2)
                .check()
                .assertPasses();
    }

    @Property(tries = 25)
    void crossEntropyOfProbabilities(
            @ForAll Reduction reduction, @ForAll @IntRange(min = 1, max = 3) int rank, @ForAll long seed) {
        Rng rng = Rng.of(seed);
        Shape shape = shape(rank, rng).with(-1, 2 + rng.nextInt(4));
        GradCheck.of(xs -> new CrossEntropy(reduction).apply(xs[0], xs[1]))
                .input("logits", Tensor.of(rng.normal(shape, 0, 1)))
                .input("probabilities", Tensor.of(rng.normal(shape, 0, 1)).softmax(-1))
                .order(2)
                .check()
                .assertPasses();
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

    @Example
    void noLossIsForgotten() {
        assertEquals(concrete(Loss.class), Set.of(Mse.class.getName(), CrossEntropy.class.getName()));
    }
}
