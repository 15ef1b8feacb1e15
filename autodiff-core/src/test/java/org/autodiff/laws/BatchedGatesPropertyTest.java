package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.LinearGate;
import org.autodiff.gate.Structure;
import org.autodiff.internal.engine.Batching;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Every gate over a batch is the loop over its examples: values, gradients and tangents, of batches of 0, 1 and 3,
 * where some inputs have an example each and others are the same for all.
 */
class BatchedGatesPropertyTest {
    private static final int[] SIZES = {0, 1, 3};

    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    void aBatchIsALoop(@ForAll long seed) {
        for (Sample sample : Samples.all()) {
            Sample.On on = sample.draw().apply(new Draw(seed));
            SplittableRandom random = new SplittableRandom(seed);
            Problem problem = Problem.of(on.gate(), on.inputs(), SIZES[random.nextInt(SIZES.length)], random);
            problem.check("values", xs -> Tensor.applyAll(on.gate(), xs));
            if (on.hasElements() && problem.hasDerivatives()) {
                problem.check("gradients", problem::gradients);
                problem.check("tangents", problem::tangents);
            }
        }
    }

    /** A gate, and inputs of which some have an example for each place of the batch. */
    private record Problem(Gate gate, Tensor[] inputs, boolean[] mapped, int size, int[] free, Tensor[] upstream) {
        static Problem of(Gate gate, Tensor[] inputs, int size, SplittableRandom random) {
            boolean[] mapped = new boolean[inputs.length];
            mapped[random.nextInt(inputs.length)] = true;
            Tensor[] xs = new Tensor[inputs.length];
            for (int i = 0; i < xs.length; i++) {
                mapped[i] |= random.nextBoolean();
                xs[i] = mapped[i] ? examples(inputs[i], size, gate.differentiable(i)) : inputs[i];
            }
            int[] free = IntStream.range(0, inputs.length)
                    .filter(gate::differentiable)
                    .toArray();
            Rng rng = Rng.of(random.nextLong());
            Tensor[] upstream = Arrays.stream(Tensor.applyAll(gate, inputs))
                    .map(y -> Tensor.of(rng.uniform(y.shape(), 0.5, 1.5)))
                    .toArray(Tensor[]::new);
            return new Problem(gate, xs, mapped, size, free, upstream);
        }

        /** Inputs near one that is inside the domain. */
        private static Tensor examples(Tensor x, int size, boolean differentiable) {
            if (size == 0) {
                return Tensor.zeros(Shape.of(0).concat(x.shape()));
            }
            return Tensor.stack(
                    0,
                    IntStream.range(0, size)
                            .mapToObj(e -> differentiable ? x.mul(1 + e * 0x1p-10) : x)
                            .toArray(Tensor[]::new));
        }

        boolean hasDerivatives() {
            return free.length > 0;
        }

        Tensor[] gradients(Tensor... xs) {
            Tensor[] moving = Arrays.stream(free).mapToObj(i -> xs[i]).toArray(Tensor[]::new);
            return Autodiff.valueAndGrad(zs -> product(xs, zs), moving)
                    .gradients()
                    .toArray(Tensor[]::new);
        }

        Tensor[] tangents(Tensor... xs) {
            Tensor[] moving = Arrays.stream(free).mapToObj(i -> xs[i]).toArray(Tensor[]::new);
            Tensor[] directions =
                    Arrays.stream(moving).map(x -> x.mul(0.5).add(0.25)).toArray(Tensor[]::new);
            return new Tensor[] {
                Autodiff.jvp(zs -> product(xs, zs), moving, directions).tangent()
            };
        }

        private Tensor product(Tensor[] xs, Tensor[] moving) {
            Tensor[] all = xs.clone();
            for (int k = 0; k < free.length; k++) {
                all[free[k]] = moving[k];
            }
            Tensor[] y = Tensor.applyAll(gate, all);
            Tensor sum = Tensor.of(0);
            for (int k = 0; k < y.length; k++) {
                sum = sum.add(y[k].mul(upstream[k]).sum());
            }
            return sum;
        }

        void check(String what, Function<Tensor[], Tensor[]> f) {
            Tensor[] actual = Batching.map(f, size, mapped, inputs);
            List<Tensor[]> loop = new ArrayList<>();
            for (int e = 0; e < size; e++) {
                int place = e;
                loop.add(f.apply(IntStream.range(0, inputs.length)
                        .mapToObj(i -> mapped[i] ? inputs[i].select(0, place) : inputs[i])
                        .toArray(Tensor[]::new)));
            }
            for (int k = 0; k < actual.length; k++) {
                int output = k;
                String name = what + " " + k + " of " + gate + " on "
                        + Arrays.stream(inputs).map(Tensor::shape).toList() + ", mapped " + Arrays.toString(mapped);
                assertEquals(size, actual[k].shape().dim(0), name);
                if (size > 0) {
                    Tensor[] expected = loop.stream().map(y -> y[output]).toArray(Tensor[]::new);
                    assertClose(name, Tensor.stack(0, expected).value(), actual[k].value(), reassociates());
                }
            }
        }

        /** Products of matrices add up in another order where several are one large product. */
        private boolean reassociates() {
            return gate.structure() == Structure.CONTRACT
                    || gate.getClass().getPackageName().endsWith(".linalg")
                    || gate.getClass().getPackageName().endsWith(".conv");
        }
    }

    private static void assertClose(String name, NdArray expected, NdArray actual, boolean reassociates) {
        assertEquals(expected.shape(), actual.shape(), name);
        double[] e = expected.toArray();
        double[] a = actual.toArray();
        double largest =
                Arrays.stream(e).map(Math::abs).filter(Double::isFinite).max().orElse(0);
        double tolerance = reassociates ? 1e-9 * (1 + largest) : 0;
        for (int i = 0; i < e.length; i++) {
            boolean same = e[i] == a[i] || (Double.isNaN(e[i]) && Double.isNaN(a[i]));
            if (!same && !(Math.abs(e[i] - a[i]) <= tolerance)) {
                throw new AssertionError(name + ": element " + i + " is " + a[i] + ", in the loop " + e[i]);
            }
        }
    }

    /** A gate that mixes up the places of a batch. */
    private record Reversed() implements LinearGate {
        @Override
        public Shape shape(Shape x) {
            return x;
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            y.fill(i -> x.at(x.size() - 1 - i));
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return new Reversed().on(upstream);
        }

        @Override
        public Gate behind(Shape batch) {
            return this; // wrong: it also reverses the places
        }
    }

    @Example
    void aGateThatMixesUpTheExamplesIsFound() {
        Problem problem = Problem.of(new Reversed(), new Tensor[] {Tensor.of(1, 2, 3)}, 3, new SplittableRandom(1));
        AssertionError e = assertThrows(
                AssertionError.class, () -> problem.check("values", xs -> Tensor.applyAll(new Reversed(), xs)));
        assertFalse(e.getMessage().isEmpty());
    }
}
