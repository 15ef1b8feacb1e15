package org.autodiff.laws;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.NdArray;

/** Einsum of random equations against loops over all indices. */
class EinsumPropertyTest {
    private static final double ROUNDING = 1e-14;

    private static void assertNear(RandomEquation e, Tensor[] xs, NdArray expected, NdArray actual) {
        double[] sizes = e.naive(true, xs).toArray();
        NdArray tolerance = NdArray.of(
                expected.shape(), Arrays.stream(sizes).map(s -> ROUNDING * s).toArray());
        Naive.assertNear(expected, tolerance, actual);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void values(@ForAll long seed) {
        Draw d = new Draw(seed);
        for (int i = 0; i < 5; i++) {
            RandomEquation e = RandomEquation.draw(d, 4, 0);
            Tensor[] xs = e.tensors(d);
            try {
                assertNear(
                        e, xs, e.naive(false, xs), Tensor.einsum(e.text(), xs).value());
            } catch (AssertionError wrong) {
                throw new AssertionError(e + ": " + wrong.getMessage(), wrong);
            }
        }
    }

    /** More operands than all orders are compared for. */
    @Property(shrinking = ShrinkingMode.OFF, tries = 20)
    void manyOperands(@ForAll long seed) {
        Draw d = new Draw(seed);
        RandomEquation e = RandomEquation.draw(d, 12, 0);
        Tensor[] xs = e.tensors(d);
        assertNear(e, xs, e.naive(false, xs), Tensor.einsum(e.text(), xs).value());
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void gradients(@ForAll long seed) {
        Draw d = new Draw(seed);
        RandomEquation e = RandomEquation.draw(d, 4, 1);
        GradCheck check = GradCheck.of(xs -> Tensor.einsum(e.text(), xs).square())
                .maxCoordinates(4)
                .absoluteTolerance(1e-9)
                .order(2);
        Tensor[] xs = e.tensors(d);
        for (int i = 0; i < xs.length; i++) {
            check.input("x" + i, xs[i]);
        }
        try {
            RandomPoint.check(check);
        } catch (AssertionError wrong) {
            throw new AssertionError(e + ": " + wrong.getMessage(), wrong);
        }
    }

    /**
     * It is linear in each operand, so the tangent is the sum of einsums with one of them replaced by its own tangent.
     */
    @Property(shrinking = ShrinkingMode.OFF)
    void tangents(@ForAll long seed) {
        Draw d = new Draw(seed);
        RandomEquation e = RandomEquation.draw(d, 4, 0);
        Tensor[] xs = e.tensors(d);
        Tensor[] vs = e.tensors(d);
        NdArray expected = e.naive(false, xs);
        double[] sum = new double[expected.size()];
        double[] tolerance = new double[expected.size()];
        for (int k = 0; k < xs.length; k++) {
            Tensor[] moved = xs.clone();
            moved[k] = vs[k];
            double[] part = e.naive(false, moved).toArray();
            double[] size = e.naive(true, moved).toArray();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += part[i];
                tolerance[i] += ROUNDING * size[i];
            }
        }
        Tensor tangent = Autodiff.jvp(ys -> Tensor.einsum(e.text(), ys), xs, vs).tangent();
        Naive.assertNear(NdArray.of(expected.shape(), sum), NdArray.of(expected.shape(), tolerance), tangent.value());
    }
}
