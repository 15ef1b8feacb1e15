package org.autodiff.transforms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Autodiff.ValueAndGrad;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.custom.CustomFunction;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Derivatives prepared for arguments of one shape. */
class PreparedTest {
    private static Tensor cubes(Tensor x) {
        return x.pow(3).sum();
    }

    private static void assertNumbers(Tensor actual, double... expected) {
        assertArrayEquals(expected, actual.toArray(), 1e-12, actual::toString);
    }

    @Test
    void theGradientAtManyPoints() {
        Prepared<ValueAndGrad> gradient = Autodiff.prepareGradient(PreparedTest::cubes, Tensor.of(1, 1));
        assertNumbers(gradient.at(Tensor.of(2, 3)).value(), 35);
        assertNumbers(gradient.at(Tensor.of(2, 3)).gradient(), 12, 27);
        assertNumbers(gradient.at(Tensor.of(-1, 0)).gradient(), 3, 0);
        assertEquals("gradient for shape (2)", gradient.toString());
    }

    @Test
    void largeArraysAreRecycledAndResultsStay() {
        int n = 5000;
        Prepared<ValueAndGrad> gradient = Autodiff.prepareGradient(PreparedTest::cubes, Tensor.zeros(Shape.of(n)));
        assertEquals("gradient for shape (5000), recycling memory", gradient.toString());
        List<Tensor> kept = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            kept.add(gradient.at(Tensor.full(Shape.of(n), i)).gradient());
        }
        for (int i = 0; i < 20; i++) {
            double[] g = kept.get(i).toArray();
            assertEquals(3.0 * i * i, g[0], 1e-9);
            assertEquals(3.0 * i * i, g[n - 1], 1e-9);
        }
    }

    @Test
    void severalArguments() {
        Prepared<Autodiff.ValueAndGrads> gradients =
                Autodiff.prepareGradient(xs -> xs[0].mul(xs[1]).sum(), Tensor.of(1, 1), Tensor.of(1));
        assertNumbers(gradients.at(Tensor.of(2, 3), Tensor.of(5)).gradients().get(0), 5, 5);
        assertNumbers(gradients.at(Tensor.of(2, 3), Tensor.of(5)).gradients().get(1), 5);
        assertThrows(IllegalArgumentException.class, () -> gradients.at(Tensor.of(2, 3)));
    }

    @Test
    void jacobianHessianAndHvp() {
        Tensor like = Tensor.of(1, 1);
        Prepared<Tensor> wide = Autodiff.prepareJacobian(x -> x.square().sum(true, 0), like);
        assertEquals(Shape.of(1, 2), wide.at(Tensor.of(2, 3)).shape());
        assertNumbers(wide.at(Tensor.of(2, 3)), 4, 6);
        Prepared<Tensor> tall = Autodiff.prepareJacobian(x -> Tensor.concat(0, x, x.square()), like);
        assertNumbers(tall.at(Tensor.of(2, 3)), 1, 0, 0, 1, 4, 0, 0, 6);
        Prepared<Tensor> hessian = Autodiff.prepareHessian(PreparedTest::cubes, like);
        assertNumbers(hessian.at(Tensor.of(2, 3)), 12, 0, 0, 18);
        Prepared<Tensor> hvp = Autodiff.prepareHvp(PreparedTest::cubes, like);
        assertNumbers(hvp.at(Tensor.of(2, 3), Tensor.of(1, 10)), 12, 180);
    }

    /** The way that the function takes may change: it is run, not replayed. */
    @Test
    void controlFlowMayChange() {
        Prepared<ValueAndGrad> gradient =
                Autodiff.prepareGradient(x -> x.item() > 0 ? x.square() : x.neg(), Tensor.of(1));
        assertNumbers(gradient.at(Tensor.of(3)).gradient(), 6);
        assertNumbers(gradient.at(Tensor.of(-3)).gradient(), -1);
    }

    @Test
    void aForwardJacobianRunsTheFunctionOnce() {
        AtomicInteger runs = new AtomicInteger();
        Prepared<Tensor> jacobian = Autodiff.prepareJacobian(
                x -> {
                    runs.incrementAndGet();
                    return Tensor.concat(0, x, x, x);
                },
                Tensor.of(1, 1));
        int prepared = runs.get();
        jacobian.at(Tensor.of(2, 3));
        assertEquals(1, prepared);
        assertEquals(2, runs.get());
    }

    @Test
    void theModeIsThatOfFewerRuns() {
        BinaryOperator<double[]> wrongMode = (x, v) -> {
            throw new AssertionError("the other mode");
        };
        CustomFunction tall = Autodiff.custom(3, x -> new double[] {x[0], x[1], x[0] + x[1]}, wrongMode, (x, v) ->
                new double[] {v[0], v[1], v[0] + v[1]});
        assertNumbers(Autodiff.prepareJacobian(tall, Tensor.of(1, 1)).at(Tensor.of(2, 3)), 1, 0, 0, 1, 1, 1);
        CustomFunction wide = Autodiff.custom(
                1, x -> new double[] {x[0] * x[1]}, (x, u) -> new double[] {u[0] * x[1], u[0] * x[0]}, wrongMode);
        assertNumbers(Autodiff.prepareJacobian(wide, Tensor.of(1, 1)).at(Tensor.of(2, 3)), 3, 2);
    }

    @Test
    void anotherShapeIsRefused() {
        Prepared<ValueAndGrad> gradient = Autodiff.prepareGradient(PreparedTest::cubes, Tensor.of(1, 1));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> gradient.at(Tensor.of(1, 2, 3)));
        assertEquals("gradient: prepared for shape (2), got (3): prepare it for that shape", e.getMessage());
        assertThrows(NullPointerException.class, () -> gradient.at((Tensor) null));
        assertThrows(IllegalArgumentException.class, () -> Autodiff.prepareGradient(x -> x.square(), Tensor.of(1, 2)));
        assertThrows(IllegalArgumentException.class, () -> Autodiff.prepareHessian(x -> x.square(), Tensor.of(1, 2)));
    }

    @Test
    void nothingIsLostSilently() {
        Prepared<ValueAndGrad> gradient = Autodiff.prepareGradient(PreparedTest::cubes, Tensor.of(1, 1));
        Tensor x = Tensor.variable(1, 2);
        assertNumbers(gradient.at(x).gradient(), 3, 12); // a variable is a point like any other
        assertFalse(gradient.at(x).gradient().requiresGrad());
        assertThrows(IllegalArgumentException.class, () -> gradient.at(x.mul(2)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Autodiff.grad(t -> gradient.at(t).gradient().sum(), Tensor.of(1, 2)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Autodiff.jvp(t -> gradient.at(t).gradient().sum(), Tensor.of(1, 2), Tensor.of(1, 1)));
        for (int n : new int[] {2, 5000}) { // without and with recycling
            Tensor at = Tensor.full(Shape.of(n), 2);
            assertThrows(
                    IllegalStateException.class,
                    () -> Autodiff.grad(
                            w -> Autodiff.prepareGradient(t -> t.square().sum().mul(w), at)
                                    .at(at)
                                    .gradient()
                                    .sum(),
                            Tensor.of(1)));
        }
        Parameter w = Parameter.of("w", Tensor.of(5));
        Tensor g = Autodiff.prepareGradient(t -> t.square().mul(w), Tensor.of(3))
                .at(Tensor.of(3))
                .gradient();
        assertNumbers(g, 30);
        assertFalse(g.requiresGrad());
    }

    @Test
    void sharedBetweenThreads() {
        Prepared<ValueAndGrad> gradient = Autodiff.prepareGradient(PreparedTest::cubes, Tensor.zeros(Shape.of(3000)));
        boolean all = IntStream.range(0, 200)
                .parallel()
                .allMatch(i -> IntStream.range(0, 5).allMatch(k -> {
                    double[] g = gradient.at(Tensor.full(Shape.of(3000), i))
                            .gradient()
                            .toArray();
                    return g[0] == 3.0 * i * i && g[2999] == 3.0 * i * i;
                }));
        assertTrue(all);
    }
}
