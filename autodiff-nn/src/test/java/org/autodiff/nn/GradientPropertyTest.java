package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Arrays;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.init.Initializer;
import org.autodiff.nn.loss.CrossEntropy;
import org.autodiff.nn.loss.Loss;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.loss.Reduction;

/** Every layer and every loss passes the gradient check to the second order, over random shapes. */
class GradientPropertyTest {
    /** A layer, made for a number of features. */
    private enum LayerCase {
        LINEAR((in, rng) -> Linear.of(in, 1 + rng.nextInt(4), rng)),
        LINEAR_WITHOUT_BIAS((in, rng) -> Linear.withoutBias(in, 1 + rng.nextInt(4), Initializer.heNormal(), rng)),
        TANH((in, rng) -> Activation.tanh()),
        SIGMOID((in, rng) -> Activation.sigmoid()),
        RELU((in, rng) -> Activation.relu()),
        OWN((in, rng) -> Activation.of("swish", x -> x.mul(x.sigmoid()))),
        SEQUENTIAL((in, rng) ->
                Sequential.of(Activation.tanh(), Linear.of(in, 3, rng), Activation.sigmoid(), Activation.tanh()));

        private final BiFunction<Integer, Rng, Layer> make;

        LayerCase(BiFunction<Integer, Rng, Layer> make) {
            this.make = make;
        }
    }

    private static Shape shape(int rank, Rng rng) {
        return Shape.of(rng.ints(rank, 1, 4).toArray());
    }

    /** Numbers of both signs, none near 0, and the first above it: so that relu has a derivative other than 0. */
    private static NdArray awayFromTheKink(Shape shape, Rng rng) {
        return NdArray.build(shape, data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = (i == 0 || rng.nextBoolean() ? 1 : -1) * (0.2 + 2 * rng.nextDouble());
            }
        });
    }

    @Property(tries = 40)
    void layers(@ForAll LayerCase one, @ForAll @IntRange(min = 1, max = 3) int rank, @ForAll long seed) {
        Rng rng = Rng.of(seed);
        Shape shape = shape(rank, rng);
        Layer layer = one.make.apply(shape.dim(-1), rng);
        Tensor x = Tensor.of(awayFromTheKink(shape, rng));
        GradCheck.of(xs -> layer.apply(xs[0]).square()) // squared, so that there is a second derivative
                .input("x", x)
                .parameters(layer.parameters())
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
    void noLayerIsForgotten() {
        Set<String> covered = Stream.of(LayerCase.values())
                .map(c -> c.make.apply(2, Rng.of(0)).getClass().getName())
                .collect(Collectors.toSet());
        assertEquals(concrete(Layer.class), covered);
    }

    @Example
    void noLossIsForgotten() {
        assertEquals(concrete(Loss.class), Set.of(Mse.class.getName(), CrossEntropy.class.getName()));
    }
}
