package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import org.autodiff.custom.CustomFunction;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Sums and multiples of gradients, against sums of arrays. */
class GradientSumsTest {
    private final Rng rng = Rng.of(8);
    private final Parameter w = Parameter.of("w", rng.normal(Shape.of(5, 3), 0, 1));
    private final Parameter b = Parameter.of("b", rng.normal(Shape.of(3), 0, 1));
    private final Tensor[] parts = {part(), part(), part(), part()};

    private Tensor part() {
        return Tensor.of(rng.normal(Shape.of(7, 5), 0, 1));
    }

    private Tensor loss(Tensor x) {
        return x.matmul(w).add(b).tanh().square().sum();
    }

    private double[] sum(Parameter p) {
        double[] sum = null;
        for (Tensor part : parts) {
            double[] g = loss(part).backward().of(p).toArray();
            for (int i = 0; sum != null && i < g.length; i++) {
                g[i] = sum[i] + g[i];
            }
            sum = g;
        }
        return sum;
    }

    @Test
    void sumsAreThoseOfTheArraysBitForBit() {
        Gradients total = null;
        for (Tensor part : parts) {
            Gradients g = loss(part).backward();
            total = total == null ? g : total.plus(g);
        }
        assertArrayEquals(sum(w), total.of(w).toArray());
        assertArrayEquals(sum(b), total.of(b).toArray());
        assertEquals(2, total.size());
    }

    @Test
    void sumsOfStepsThatRecycleTheirMemory() {
        double[] expectedW = sum(w);
        double[] expectedB = sum(b);
        for (int repeat = 0; repeat < 5; repeat++) {
            Gradients total = null;
            for (Tensor part : parts) {
                Gradients g = Autodiff.step(() -> loss(part).backward());
                total = total == null ? g : total.plus(g);
            }
            Autodiff.step(() -> loss(parts[0]).mul(3).backward()); // would write over what is recycled
            assertArrayEquals(expectedW, total.of(w).toArray());
            assertArrayEquals(expectedB, total.of(b).toArray());
        }
    }

    @Test
    void sumsMadeInsideOfSteps() {
        Gradients[] total = {null};
        for (Tensor part : parts) {
            total[0] = Autodiff.step(() -> {
                Gradients g = loss(part).backward();
                return total[0] == null ? g : total[0].plus(g);
            });
        }
        assertArrayEquals(sum(w), total[0].of(w).toArray());
        assertArrayEquals(sum(b), total[0].of(b).toArray());
    }

    @Test
    void multiplesOfGradients() {
        Gradients g = loss(parts[0]).backward();
        double[] quarter = g.of(w).toArray();
        for (int i = 0; i < quarter.length; i++) {
            quarter[i] *= 0.3;
        }
        assertArrayEquals(quarter, g.times(0.3).of(w).toArray());
        double[] inStep = Autodiff.step(() -> g.times(0.3)).of(w).toArray();
        assertArrayEquals(quarter, inStep);
    }

    @Test
    void whatOnlyOneOutputDependsOnIsThatGradient() {
        Gradients ofW = w.square().sum().backward();
        Gradients ofB = b.mul(3).sum().backward();
        Gradients sum = ofW.plus(ofB);
        assertArrayEquals(w.mul(2).toArray(), sum.of(w).toArray());
        assertArrayEquals(new double[] {3, 3, 3}, sum.of(b).toArray());
        Parameter other = Parameter.of("other", NdArray.of(1));
        assertFalse(sum.times(2).contains(other));
        assertThrows(IllegalArgumentException.class, () -> sum.of(other));
    }

    @Test
    void aTensorThatNoPathReachesStaysZeroAndKnown() {
        CustomFunction step = Autodiff.custom(xs -> xs[0].sign(), (xs, y, u) -> new Tensor[] {null});
        Gradients none = step.apply(w).sum().backward();
        assertTrue(none.contains(w));
        assertArrayEquals(new double[15], none.plus(none).times(7).of(w).toArray());
        Gradients one = w.sum().backward();
        assertEquals(15, none.plus(one).of(w).sum().item());
        assertEquals(15, one.plus(none).of(w).sum().item());
    }

    @Test
    void gradientsThatWereNotAskedForHaveNoSum() {
        Gradients all = loss(parts[0]).backward();
        Gradients some = loss(parts[1]).backward(w);
        String message = assertThrows(IllegalArgumentException.class, () -> all.plus(some))
                .getMessage();
        assertTrue(message.contains("'b' of shape (3)"), message);
        assertThrows(IllegalArgumentException.class, () -> some.plus(all));
        Gradients same = some.plus(loss(parts[0]).backward(w));
        assertArrayEquals(all.of(w).add(some.of(w)).toArray(), same.of(w).toArray(), 0); // addition commutes exactly
        assertThrows(IllegalArgumentException.class, () -> same.ofOrZero(b));
    }

    @Test
    void sumsOfRecordedPassesCanBeDifferentiated() {
        Tensor x = Tensor.variable(NdArray.of(2, -1));
        Gradients cubes = x.pow(3).sum().backward(Tensor.Backward.RECORDED);
        Gradients squares = x.square().sum().backward(Tensor.Backward.RECORDED);
        Tensor sum = cubes.plus(squares).times(0.5).of(x); // (3 x^2 + 2 x) / 2
        assertArrayEquals(new double[] {7, -2}, sum.sum().backward().of(x).toArray());
    }

    @Test
    void sumsKeepNoGraph() {
        Tensor[] hidden = {parts[0].matmul(w)};
        WeakReference<Tensor> graph = new WeakReference<>(hidden[0]);
        Gradients sum =
                hidden[0].exp().sum().backward().plus(loss(parts[1]).backward()).times(0.5);
        assertFalse(sum.of(w).requiresGrad());
        hidden[0] = null;
        assertTrue(Collected.isGone(graph));
        assertTrue(sum.contains(w));
    }
}
