package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gate.Structure;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.PNorm;
import org.junit.jupiter.api.Test;

/**
 * {@code where(mask, f(x), 0)} has a gradient of exactly 0 where the mask is 0, whatever f does there - poles, NaN,
 * infinities - at first and second order, in both modes. And elsewhere it is as if nothing were there.
 */
class UnselectedBranchPropertyTest {
    private static final double[] AWKWARD = {
        0.0,
        -0.0,
        1,
        -1,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1e300,
        -1e300,
        1e-320,
        800,
        -800
    };

    /** Selected is, for each element of every input, 0 where it is in the branch that is not. */
    private static void check(String what, TensorFunction f, double[] selected, Tensor... x) {
        TensorFunction sum = xs -> f.apply(xs).sum();
        Tensor[] ones = Arrays.stream(x).map(t -> Tensor.ones(t.shape())).toArray(Tensor[]::new);
        for (int i = 0; i < x.length; i++) {
            int input = i;
            TensorFunction gradient =
                    xs -> Autodiff.valueAndGrad(sum, xs).gradients().get(input);
            zero(what + ": gradient " + i, selected, gradient.apply(x));
            zero(
                    what + ": forward over reverse " + i,
                    selected,
                    Autodiff.jvp(gradient, x, ones).tangent());
            for (Tensor h :
                    Autodiff.valueAndGrad(xs -> gradient.apply(xs).sum(), x).gradients()) {
                zero(what + ": reverse over reverse " + i, selected, h);
            }
        }
        zero(what + ": forward", selected, Autodiff.jvp(f, x, ones).tangent());
    }

    private static void zero(String what, double[] selected, Tensor t) {
        double[] g = t.toArray();
        for (int k = 0; k < g.length; k++) {
            if (selected[k] == 0) {
                assertEquals(0, g[k] + 0.0, what + " at an element that is not selected");
            } else {
                assertTrue(Double.isFinite(g[k]), what + ": " + g[k] + " at an element that is selected");
            }
        }
    }

    @Property(shrinking = ShrinkingMode.OFF, tries = 20)
    void elementwise(@ForAll long seed) {
        Draw d = new Draw(seed);
        for (Sample sample : Samples.all()) {
            Sample.On on = sample.draw().apply(d);
            if (on.gate().structure() != Structure.ELEMENTWISE
                    || !on.hasElements()
                    || !on.gate().differentiable(0)) {
                continue;
            }
            Shape shape = Tensor.apply(on.gate(), on.inputs()).shape();
            Tensor mask = d.integers(shape, 0, 1);
            Tensor[] x = Arrays.stream(on.inputs())
                    .map(t -> Tensor.where(
                            mask,
                            t.broadcastTo(shape),
                            Tensor.of(
                                    shape,
                                    IntStream.range(0, shape.size())
                                            .mapToDouble(i -> AWKWARD[d.integer(0, AWKWARD.length - 1)])
                                            .toArray())))
                    .toArray(Tensor[]::new);
            check(
                    on.gate().toString(),
                    xs -> Tensor.where(mask, Tensor.apply(on.gate(), xs), Tensor.of(0)),
                    mask.toArray(),
                    x);
        }
    }

    private static final Map<String, TensorFunction> REDUCTIONS = Map.ofEntries(
            Map.entry("sum", x -> x[0].sum(true, 1)),
            Map.entry("mean", x -> x[0].mean(true, 1)),
            Map.entry("prod", x -> x[0].prod(true, 1)),
            Map.entry("max", x -> x[0].max(true, 1)),
            Map.entry("min", x -> x[0].min(true, 1)),
            Map.entry("var", x -> x[0].var(true, 1)),
            Map.entry("std", x -> x[0].std(true, 1)),
            Map.entry("norm", x -> x[0].norm(true, 1)),
            Map.entry("norm(1)", x -> x[0].norm(PNorm.of(1), true, 1)),
            Map.entry("norm(1.5)", x -> x[0].norm(PNorm.of(1.5), true, 1)),
            Map.entry("norm(0.5)", x -> x[0].norm(PNorm.of(0.5), true, 1)),
            Map.entry("norm(-2)", x -> x[0].norm(PNorm.of(-2), true, 1)),
            Map.entry("norm(inf)", x -> x[0].norm(PNorm.of(Double.POSITIVE_INFINITY), true, 1)),
            Map.entry("logsumexp", x -> x[0].logsumexp(true, 1)),
            Map.entry("softmax", x -> x[0].softmax(1)),
            Map.entry("softmin", x -> x[0].softmin(1)),
            Map.entry("logSoftmax", x -> x[0].logSoftmax(1)),
            Map.entry("cumsum", x -> x[0].cumsum(1)),
            Map.entry("cumprod", x -> x[0].cumprod(1)),
            Map.entry("median", x -> x[0].median(true, 1)),
            Map.entry("sort", x -> x[0].sort(1)));

    /** The first row is ordinary and selected, the second is neither. */
    @Property(shrinking = ShrinkingMode.OFF, tries = 50)
    void reductions(@ForAll long seed) {
        Draw d = new Draw(seed);
        int n = d.integer(2, 4);
        double[] ordinary = d.awayFromZero(Shape.of(n), 0.2).toArray();
        double[] awkward = IntStream.range(0, n)
                .mapToDouble(i -> AWKWARD[d.integer(0, AWKWARD.length - 1)])
                .toArray();
        Tensor x = Tensor.of(new double[][] {ordinary, awkward});
        Tensor mask = Tensor.of(new double[][] {{1}, {0}});
        double[] selected = Stream.of(1, 0)
                .flatMapToDouble(s -> Arrays.stream(new double[n]).map(z -> s))
                .toArray();
        REDUCTIONS.forEach((name, f) -> check(name, xs -> Tensor.where(mask, f.apply(xs), Tensor.of(0)), selected, x));
    }

    /** Without the rule that 0 times anything is 0, this would not hold. */
    @Test
    void aProductInsteadOfTheChainRulesWouldFail() {
        Tensor x = Tensor.of(0.0);
        Tensor upstream = Tensor.of(0.0);
        assertTrue(Double.isNaN(upstream.mul(x.reciprocal()).item()));
        assertEquals(0, upstream.chain(x.reciprocal()).item());
    }
}
