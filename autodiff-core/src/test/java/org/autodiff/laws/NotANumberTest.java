package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.OrderOps.Interpolation;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Structure;
import org.autodiff.internal.gates.elementwise.Activations;
import org.autodiff.internal.gates.elementwise.Arithmetic;
import org.autodiff.internal.gates.elementwise.Comparison;
import org.autodiff.internal.gates.elementwise.Powers;
import org.autodiff.internal.gates.elementwise.Special;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Correction;
import org.autodiff.options.PNorm;
import org.autodiff.options.Pool1d;
import org.junit.jupiter.api.Test;

/**
 * Where a value is NaN, so is the derivative; unless the operation is linear in that input, for then its derivative
 * does not look at it. So a loss that is NaN does not hand back a gradient of zero.
 */
class NotANumberTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final double[] AWKWARD = {NAN, INF, -INF, -3, -1.5, -1, -0.5, -0.0, 0, 0.5, 1, 2};

    /** Linear in the named input: the derivative is a constant, or another input. */
    private static boolean linear(Gate gate, int input) {
        boolean both = gate instanceof Arithmetic.Add
                || gate instanceof Arithmetic.Sub
                || gate instanceof Arithmetic.Neg
                || gate instanceof Arithmetic.Mul
                || gate instanceof Arithmetic.Chain
                || gate instanceof Comparison.Where
                || gate instanceof Arithmetic.Lerp
                || gate instanceof Arithmetic.Distance
                || gate instanceof Powers.Pow pow && pow.exponent() == 1;
        return both
                || gate instanceof Arithmetic.Div && input == 0
                || gate instanceof Activations.Prelu && input == 1
                || gate.structure() == Structure.MOVE;
    }

    /** The gates of the samples that work by element, with every attribute that some draws give. */
    private static Set<Gate> elementwise() {
        Set<Gate> gates = new LinkedHashSet<>();
        for (Sample sample : Samples.all()) {
            for (long seed = 0; seed < 20; seed++) {
                Gate gate = sample.draw().apply(new Draw(seed)).gate();
                if (gate.structure() == Structure.ELEMENTWISE) {
                    gates.add(gate);
                }
            }
        }
        return gates;
    }

    private static int inputs(Gate gate) {
        return Samples.all().stream()
                .filter(s -> s.type() == gate.getClass())
                .findFirst()
                .orElseThrow()
                .draw()
                .apply(new Draw(0))
                .inputs()
                .length;
    }

    private static double slope(Gate gate, int input, double... x) {
        return Autodiff.grad(t -> Tensor.apply(gate, with(input, t, x)), Tensor.of(x[input]))
                .item();
    }

    private static Tensor[] with(int input, Tensor t, double... x) {
        return IntStream.range(0, x.length)
                .mapToObj(i -> i == input ? t : Tensor.of(x[i]))
                .toArray(Tensor[]::new);
    }

    /** At every point where a gate is NaN, inside and outside of its domain, and for each input. */
    @Test
    void everyElementwiseGate() {
        Set<String> wrong = new TreeSet<>();
        int looked = 0;
        for (Gate gate : elementwise()) {
            int k = inputs(gate);
            for (int p = 0; p < Math.pow(AWKWARD.length, k); p++) {
                double[] x = new double[k];
                for (int i = 0, q = p; i < k; i++, q /= AWKWARD.length) {
                    x[i] = AWKWARD[q % AWKWARD.length];
                }
                if (!Double.isNaN(Tensor.apply(gate, with(-1, null, x)).item())) {
                    continue;
                }
                for (int i = 0; i < k; i++) {
                    if (gate.differentiable(i) && !linear(gate, i) && !declaredOtherwise(gate, x)) {
                        looked++;
                        double slope = slope(gate, i, x);
                        if (!Double.isNaN(slope)) {
                            wrong.add(gate + " at " + Arrays.toString(x) + ", input " + i + ": " + slope);
                        }
                    }
                }
            }
        }
        assertEquals(Set.of(), wrong);
        assertTrue(looked > 500, "only " + looked);
    }

    /** Points at which a gate is linear, and poles of digamma, where the sides disagree but the slope is infinite. */
    private static boolean declaredOtherwise(Gate gate, double... x) {
        return gate instanceof Special.Polygamma && x[0] == Math.rint(x[0])
                || gate instanceof Powers.Power && x[1] == 1
                || gate instanceof Powers.PowerDerivative slope && slope.k() == 0 && x[1] == slope.n() + 1
                || gate instanceof Activations.Prelu && x[0] <= 0;
    }

    @Test
    void whatIsLinearDoesNotLook() {
        for (Gate gate : elementwise()) {
            for (int i = 0; i < inputs(gate); i++) {
                if (gate.differentiable(i) && linear(gate, i)) {
                    double[] x = new double[inputs(gate)];
                    Arrays.fill(x, 0.5);
                    double elsewhere = slope(gate, i, x);
                    x[i] = NAN;
                    assertEquals(elsewhere, slope(gate, i, x), gate + ", input " + i);
                }
            }
        }
    }

    private static final Map<String, UnaryOperator<Tensor>> REDUCTIONS = Map.ofEntries(
            Map.entry("max", x -> x.max(1)),
            Map.entry("min", x -> x.min(1)),
            Map.entry("var", x -> x.var(1)),
            Map.entry("std", x -> x.std(1)),
            Map.entry("logsumexp", x -> x.logsumexp(1)),
            Map.entry("softmax", x -> x.softmax(1).square()),
            Map.entry("softmin", x -> x.softmin(1).square()),
            Map.entry("logSoftmax", x -> x.logSoftmax(1).square()),
            Map.entry("norm", x -> x.norm(PNorm.of(2), 1)),
            Map.entry("norm(1)", x -> x.norm(PNorm.of(1), 1)),
            Map.entry("norm(1.5)", x -> x.norm(PNorm.of(1.5), 1)),
            Map.entry("norm(0.5)", x -> x.norm(PNorm.of(0.5), 1)),
            Map.entry("norm(-2)", x -> x.norm(PNorm.of(-2), 1)),
            Map.entry("norm(inf)", x -> x.norm(PNorm.of(INF), 1)),
            Map.entry("norm(-inf)", x -> x.norm(PNorm.of(-INF), 1)),
            Map.entry("logcumsumexp", x -> x.logcumsumexp(1)),
            Map.entry("cummax", x -> x.cummax(1).values()),
            Map.entry("cummin", x -> x.cummin(1).values()),
            Map.entry("cosineSimilarity", x -> x.cosineSimilarity(1, Tensor.of(1, 2, 3))),
            Map.entry("cdist", x -> x.cdist(Tensor.of(new double[][] {{1, 2, 3}}))),
            Map.entry("maxout", x -> x.maxout(1, 3)));

    /** One row has a NaN, the other has none: there nothing changes. */
    @Test
    void everyReduction() {
        Tensor x = Tensor.of(new double[][] {{1, NAN, -2}, {1, 3, -2}});
        REDUCTIONS.forEach((name, f) -> {
            double[] y = Autodiff.grad(t -> f.apply(t).sum(), x).toArray();
            double[] ordinary =
                    Autodiff.grad(t -> f.apply(t).sum(), x.slice(0, 1, 2)).toArray();
            assertTrue(Double.isNaN(y[1]), name + ": " + Arrays.toString(y));
            assertArrayEquals(ordinary, Arrays.copyOfRange(y, 3, 6), name);
        });
    }

    private static double[] gradient(UnaryOperator<Tensor> f, double... x) {
        return Autodiff.grad(t -> f.apply(t).sum(), Tensor.of(x)).toArray();
    }

    /** Sums and moves are linear, and products are in each factor: they pass on what they are given. */
    @Test
    void sumsMovesAndProductsPassOn() {
        assertArrayEquals(new double[] {1, 1}, gradient(Tensor::sum, NAN, 1));
        assertArrayEquals(new double[] {0.5, 0.5}, gradient(Tensor::mean, NAN, 1));
        assertArrayEquals(new double[] {2, 1}, gradient(x -> x.cumsum(0), NAN, 1));
        assertArrayEquals(new double[] {1, 1}, gradient(x -> x.sort(0), NAN, 1));
        assertArrayEquals(new double[] {1, 0}, gradient(x -> x.topK(0, 1).values(), NAN, 1));
        assertArrayEquals(new double[] {0, 1, 0}, gradient(Tensor::median, 2, NAN, 1));
        assertArrayEquals(new double[] {0, 1, 0}, gradient(x -> x.quantile(0, Interpolation.LOWER), 2, NAN, 1));
        assertArrayEquals(
                new double[] {0, 2, 0},
                gradient(x -> x.reshape(1, 3).maxPool1d(Pool1d.of(2).stride(1)), 2, NAN, 1));
        assertArrayEquals(new double[] {1 + 2, NAN}, gradient(x -> x.cumprod(0), NAN, 2));
        assertArrayEquals(new double[] {6, NAN, NAN}, gradient(Tensor::prod, NAN, 2, 3));
    }

    // ---- no value at all

    private static void nanOfEveryOrder(String what, UnaryOperator<Tensor> f, Tensor x) {
        for (double y : f.apply(x).toArray()) {
            assertTrue(Double.isNaN(y), what + " is " + y);
        }
        UnaryOperator<Tensor> first = t -> Autodiff.grad(s -> f.apply(s).sum(), t);
        UnaryOperator<Tensor> second = t -> Autodiff.grad(s -> first.apply(s).sum(), t);
        Tensor[] ones = {Tensor.ones(x.shape())};
        List<Tensor> all = List.of(
                first.apply(x),
                second.apply(x),
                Autodiff.grad(s -> second.apply(s).sum(), x),
                Autodiff.jvp(s -> f.apply(s[0]), new Tensor[] {x}, ones).tangent(),
                Autodiff.jvp(s -> first.apply(s[0]), new Tensor[] {x}, ones).tangent());
        for (int i = 0; i < all.size(); i++) {
            for (double g : all.get(i).toArray()) {
                assertTrue(Double.isNaN(g), what + ": derivative " + i + " is " + g);
            }
        }
    }

    @Test
    void spreadOfTooFew() {
        nanOfEveryOrder("var", Tensor::var, Tensor.of(3));
        nanOfEveryOrder("std", Tensor::std, Tensor.of(3));
        nanOfEveryOrder("var of 0", Tensor::var, Tensor.of(new double[] {0}));
        nanOfEveryOrder("var, correction 2", x -> x.var(Correction.of(2)), Tensor.of(3, 4));
        nanOfEveryOrder("std, correction 5", x -> x.std(Correction.of(5), true, 1), Tensor.of(new double[][] {
            {3, 4}, {0, 0}
        }));
        nanOfEveryOrder("var of columns", x -> x.var(0), Tensor.of(new double[][] {{3, 4, 0}}));
        nanOfEveryOrder("std of rows", x -> x.std(-1), Tensor.of(new double[][] {{3}, {4}}));
        assertEquals(Shape.of(1, 3), Tensor.zeros(Shape.of(1, 3)).var(true, 0).shape());
    }

    @Test
    void aSlopeThatIsNotANumber() {
        assertArrayEquals(
                new double[] {NAN, 1}, gradient(x -> x.swish(Tensor.of(NAN, 0)).mul(2), 0, 3));
        assertArrayEquals(
                new double[] {NAN, 4.5}, gradient(b -> Tensor.of(0, 3).swish(b).mul(2), NAN, 0));
    }

    // ---- where nothing flows

    @Test
    void zeroUpstreamStaysZero() {
        for (Gate gate : elementwise()) {
            double[] x = new double[inputs(gate)];
            Arrays.fill(x, NAN);
            for (int i = 0; i < x.length; i++) {
                int input = i;
                if (gate.differentiable(i)) {
                    double g = Autodiff.grad(
                                    t -> Tensor.where(
                                            Tensor.of(0), Tensor.apply(gate, with(input, t, x)), Tensor.of(1)),
                                    Tensor.of(NAN))
                            .item();
                    assertEquals(0, g + 0, gate + ", input " + i);
                }
            }
        }
    }

    @Test
    void whatIsPiecewiseConstantIsNotOnTheTape() {
        Tensor x = Tensor.variable(NAN, 1);
        List.of(x.floor(), x.ceil(), x.round(), x.sign(), x.greater(0), x.isNaN(), x.countNonzero())
                .forEach(y -> assertFalse(y.requiresGrad(), y::toString));
    }
}
