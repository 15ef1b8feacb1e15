package org.autodiff.laws;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.Shape;
import org.autodiff.options.Correction;
import org.autodiff.options.PNorm;

/** Reductions and scans that are compositions: gradients of both orders, along any axes. */
class ReductionGradientsPropertyTest {

    private static void check(TensorFunction f, Tensor x) {
        // Squared, so that operations that are linear have a second derivative to check.
        RandomPoint.check(GradCheck.of(xs -> f.apply(xs).square())
                .order(2)
                .maxCoordinates(8)
                .absoluteTolerance(1e-9)
                .input("x", x));
    }

    private static int[] some(Draw d, Shape shape) {
        Axes axes = d.axes(shape);
        return IntStream.range(0, axes.count())
                .map(i -> d.oneIn(2) ? axes.get(i) : axes.get(i) - shape.rank())
                .toArray();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void productsWithZeros(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shape = d.shape(1, 3);
        int[] axes = some(d, shape);
        boolean keep = d.oneIn(2);
        Tensor x = d.integers(shape, -1, 2); // many zeros
        // Shifted, so that the square of a product that is 0 has derivatives to check.
        check(xs -> xs[0].prod(keep, axes).add(1), x.add(0.5));
        RandomPoint.check(GradCheck.of(
                        xs -> xs[0].prod(keep, axes).add(xs[0].exp().sum(keep, axes)))
                .order(2)
                .input("x", x));
        int axis = axes[0];
        RandomPoint.check(GradCheck.of(xs -> xs[0].cumprod(axis).add(xs[0].exp()))
                .order(2)
                .maxCoordinates(8)
                .absoluteTolerance(1e-9)
                .input("x", x));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void extremes(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.distinct(d.shape(0, 3));
        int[] axes = some(d, x.shape());
        boolean keep = d.oneIn(2);
        check(xs -> xs[0].min(keep, axes), x);
        check(xs -> xs[0].max(keep, axes), x);
        check(xs -> xs[0].mean(keep, axes), x);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void spreads(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.distinct(d.ranked(d.integer(1, 3), 2));
        int[] axes = some(d, x.shape());
        boolean keep = d.oneIn(2);
        Correction correction = d.oneOf(Correction.NONE, Correction.BESSEL, Correction.of(0.5));
        check(xs -> xs[0].var(correction, keep, axes), x);
        check(xs -> xs[0].std(correction, keep, axes).add(1), x);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void norms(@ForAll long seed) {
        Draw d = new Draw(seed);
        Shape shape = d.shape(0, 3);
        double[] sizes = d.distinct(shape).exp().toArray(); // distinct also as sizes, for the largest and smallest
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] *= d.oneOf(-1, 1);
        }
        Tensor x = Tensor.of(shape, sizes);
        int[] axes = some(d, shape);
        boolean keep = d.oneIn(2);
        double inf = Double.POSITIVE_INFINITY;
        double p = d.oneOf(2.0, 1.0, 3.0, 1.5, 0.5, -1.0, inf, -inf);
        check(xs -> xs[0].norm(PNorm.of(p), keep, axes), x);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void scansAndExponentials(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor x = d.tensor(d.ranked(d.integer(1, 3), 2));
        int axis = d.integer(-x.rank(), x.rank() - 1);
        int[] axes = some(d, x.shape());
        check(xs -> xs[0].cumsum(axis), x);
        check(xs -> xs[0].diff(axis), x);
        check(xs -> xs[0].softmin(axis), x);
        check(xs -> xs[0].logsumexp(true, axes), x);
    }
}
