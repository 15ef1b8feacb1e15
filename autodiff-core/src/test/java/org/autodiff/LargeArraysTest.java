package org.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** What holds for a small array holds for one that goes backward in chunks. */
class LargeArraysTest {
    private static final int N = 20_000;

    /** A run ends in a node that has a gradient with a tangent already. The Hessian of sum(x^2) is 2. */
    @Test
    void forwardOverReverse() {
        Tensor x = Tensor.of(new Random(1).doubles(N).toArray());
        Tensor v = Tensor.of(new Random(2).doubles(N).toArray());
        Tensor hv = Autodiff.hvp(t -> t.mul(2).add(3).neg().sum().add(t.square().sum()), x, v);
        assertArrayEquals(Arrays.stream(v.toArray()).map(d -> 2 * d).toArray(), hv.toArray());
    }

    /**
     * A rule that reads a value with a tangent does not go in chunks: of -sin(2 x), the second derivative is 4 sin(2
     * x).
     */
    @Test
    void forwardOverReverseThroughWhatARuleReads() {
        double[] at = new Random(1).doubles(N).toArray();
        Tensor hv = Autodiff.hvp(t -> t.mul(2).sin().neg().sum(), Tensor.of(at), Tensor.ones(Shape.of(N)));
        assertArrayEquals(Arrays.stream(at).map(d -> 4 * StrictMath.sin(2 * d)).toArray(), hv.toArray(), 1e-14);
        Tensor product = Autodiff.hvp(
                t -> t.mul(2).mul(t.mul(t)).neg().sum(), Tensor.of(at), Tensor.ones(Shape.of(N))); // -2 x^3
        assertArrayEquals(Arrays.stream(at).map(d -> -12 * d).toArray(), product.toArray(), 1e-13);
    }

    /** A walk that is recorded does not go in chunks either: its gradients have a history. */
    @Test
    void reverseOverReverse() {
        Tensor x = Tensor.variable(new Random(1).doubles(N).toArray());
        Tensor first =
                x.square().mul(x).sum().backward(Tensor.Backward.RECORDED).of(x);
        assertArrayEquals(
                Arrays.stream(x.toArray()).map(d -> 6 * d).toArray(),
                first.sum().backward().of(x).toArray(),
                1e-14);
    }

    /** The gradient of w needs x only; that w has other values now does not matter. */
    @Test
    void aStaleValueThatNobodyNeeds() {
        Parameter w = Parameter.of("w", Tensor.ones(Shape.of(N)));
        Tensor x = Tensor.variable(Tensor.ones(Shape.of(N)).value());
        Tensor loss = x.mul(w).neg().sum();
        w.assign(Tensor.zeros(Shape.of(N)));
        assertEquals(-1, loss.backward(w).of(w).toArray()[0]);
    }

    @Test
    void logsumexpKeepsNaN() {
        assertEquals(
                Double.NaN,
                Tensor.of(Double.NEGATIVE_INFINITY, Double.NaN).logsumexp(0).item());
    }
}
