package org.autodiff.transforms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.custom.CustomFunction;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** A function at a point, and its Jacobian there as a linear map. */
class LinearizationTest {
    /** (x y, sin x, y^2): Jacobian ((y, x), (cos x, 0), (0, 2 y)). */
    private static Tensor f(Tensor t) {
        Tensor x = t.select(0, 0);
        Tensor y = t.select(0, 1);
        return Tensor.stack(0, x.mul(y), x.sin(), y.square());
    }

    private static void assertNumbers(Tensor actual, double... expected) {
        assertArrayEquals(expected, actual.toArray(), 1e-13, actual::toString);
    }

    @Test
    void valueAndProducts() {
        Linearization at = Autodiff.linearize(LinearizationTest::f, Tensor.of(2, 3));
        double c = Math.cos(2);
        for (int i = 0; i < 2; i++) { // again and again
            assertNumbers(at.value(), 6, Math.sin(2), 9);
            assertNumbers(at.jvp(Tensor.of(1, 10)), 3 + 20, c, 60);
            assertNumbers(at.vjp(Tensor.of(1, 10, 100)), 3 + 10 * c, 2 + 600);
            assertNumbers(at.jvp(Tensor.of(0, 0)), 0, 0, 0);
        }
        assertEquals("linearization of a function of 1 argument with a value of shape (3)", at.toString());
    }

    @Test
    void theFunctionRunsOnce() {
        AtomicInteger runs = new AtomicInteger();
        Linearization at = Autodiff.linearize(
                x -> {
                    runs.incrementAndGet();
                    return f(x);
                },
                Tensor.of(2, 3));
        at.jvp(Tensor.of(1, 0));
        at.jvp(Tensor.of(0, 1));
        at.vjp(Tensor.of(1, 1, 1));
        assertEquals(1, runs.get());
    }

    @Test
    void severalArguments() {
        Tensor a = Tensor.of(new double[][] {{1, 2}, {3, 4}});
        Tensor b = Tensor.of(5, 6);
        Linearization at = Autodiff.linearize(xs -> xs[0].matmul(xs[1]), a, b);
        Tensor da = Tensor.of(new double[][] {{1, 0}, {0, 2}});
        assertNumbers(at.jvp(da, Tensor.of(1, -1)), 5 - 1, 12 - 1); // da b + a db
        List<Tensor> u = at.vjps(Tensor.of(1, 10));
        assertNumbers(u.get(0), 5, 6, 50, 60);
        assertNumbers(u.get(1), 31, 42);
        assertThrows(IllegalArgumentException.class, () -> at.vjp(Tensor.of(1, 10)));
    }

    /** On random compositions: J' u . v = u . J v, and J v is a difference quotient. */
    @Test
    void theProductsAreAdjoint() {
        Rng rng = Rng.of(7);
        for (int k = 0; k < 20; k++) {
            Tensor w = Tensor.of(rng.normal(Shape.of(4, 3), 0, 1));
            Tensor x = Tensor.of(rng.normal(Shape.of(3), 0, 1));
            Tensor v = Tensor.of(rng.normal(Shape.of(3), 0, 1));
            Tensor u = Tensor.of(rng.normal(Shape.of(4), 0, 1));
            java.util.function.UnaryOperator<Tensor> f =
                    t -> w.matmul(t).tanh().mul(t.square().sum().exp()).softmax(0);
            Linearization at = Autodiff.linearize(f, x);
            double left = at.vjp(u).mul(v).sum().item();
            assertEquals(left, at.jvp(v).mul(u).sum().item(), 1e-12 * (1 + Math.abs(left)));
            double h = 1e-6;
            Tensor difference =
                    f.apply(x.add(v.mul(h))).sub(f.apply(x.sub(v.mul(h)))).div(2 * h);
            assertArrayEquals(difference.toArray(), at.jvp(v).toArray(), 1e-7);
        }
    }

    @Test
    void resultsAreConstantsUnlessSomethingElseIsThere() {
        Linearization at = Autodiff.linearize(LinearizationTest::f, Tensor.of(2, 3));
        assertFalse(at.value().requiresGrad());
        assertFalse(at.jvp(Tensor.of(1, 0)).requiresGrad());
        assertFalse(at.vjp(Tensor.of(1, 0, 0)).requiresGrad());
        Tensor v = Tensor.variable(1, 10);
        assertNumbers(at.jvp(v).sum().backward().of(v), 3 + Math.cos(2), 2 + 6); // column sums
        Tensor u = Tensor.variable(1, 10, 100);
        assertNumbers(at.vjp(u).sum().backward().of(u), 3 + 2, Math.cos(2), 6);
    }

    @Test
    void productsAreDifferentiatedWithRespectToTheRest() {
        Parameter w = Parameter.of("w", Tensor.of(5));
        Linearization at = Autodiff.linearize(x -> x.square().mul(w), Tensor.of(3));
        assertNumbers(at.value().backward().of(w), 9);
        assertNumbers(at.jvp(Tensor.of(1)).backward().of(w), 6); // d/dw 2 w x
        assertNumbers(at.vjp(Tensor.of(1)).backward().of(w), 6);
        // And to the point: d/dx 2 w x v.
        for (boolean forward : new boolean[] {true, false}) {
            assertNumbers(
                    Autodiff.grad(
                            x -> {
                                Linearization l =
                                        Autodiff.linearize(t -> t.square().mul(w), x);
                                return forward ? l.jvp(Tensor.of(7)) : l.vjp(Tensor.of(7));
                            },
                            Tensor.of(3)),
                    70);
            assertNumbers(
                    Autodiff.jvp(
                                    x -> {
                                        Linearization l = Autodiff.linearize(
                                                t -> t.square().mul(w), x);
                                        return forward ? l.jvp(Tensor.of(7)) : l.vjp(Tensor.of(7));
                                    },
                                    Tensor.of(3),
                                    Tensor.of(2))
                            .tangent(),
                    140);
        }
    }

    @Test
    void aFirstOrderBlackBoxIsLinearised() {
        CustomFunction f = Autodiff.custom(x -> x[0] * x[0] * x[1], x -> new double[] {2 * x[0] * x[1], x[0] * x[0]});
        Linearization at = Autodiff.linearize(x -> f.apply(x).sin(), Tensor.of(3, 5));
        assertNumbers(at.jvp(Tensor.of(1, -2)), 12 * Math.cos(45));
        assertNumbers(at.vjp(Tensor.of(2)), 60 * Math.cos(45), 18 * Math.cos(45));
    }

    @Test
    void inBatches() {
        Linearization at = Autodiff.linearize(LinearizationTest::f, Tensor.of(2, 3));
        double c = Math.cos(2);
        assertNumbers(Autodiff.vmap(at::vjp).apply(Tensor.eye(3)), 3, 2, c, 0, 0, 6); // the rows of the Jacobian
        assertNumbers(Autodiff.vmap((Tensor v) -> at.jvp(v)).apply(Tensor.eye(2)), 3, c, 0, 2, 0, 6);
        Tensor each = Autodiff.vmap((Tensor x) ->
                        Autodiff.linearize(LinearizationTest::f, x).jvp(Tensor.of(1, 10)))
                .apply(Tensor.of(new double[][] {{2, 3}, {0, 1}}));
        assertNumbers(each, 23, c, 60, 1, 1, 20);
    }

    @Test
    void withinStepsAndNoGrad() {
        Linearization at = Autodiff.linearize(x -> x.square(), Tensor.full(Shape.of(3000), 2));
        Tensor v = Tensor.full(Shape.of(3000), 3);
        for (int i = 0; i < 3; i++) {
            double sum = Autodiff.step(() -> at.jvp(v).sum().item()); // the record of it is first made in here
            assertEquals(3000 * 12, sum);
        }
        try (NoGrad scope = NoGrad.open()) {
            Linearization inside = Autodiff.linearize(LinearizationTest::f, Tensor.of(2, 3));
            assertNumbers(inside.jvp(Tensor.of(0, 1)), 2, 0, 6);
            assertNumbers(inside.vjp(Tensor.of(0, 0, 1)), 0, 6);
        }
    }

    @Test
    void onManyThreadsTheSameBits() {
        Linearization at = Autodiff.linearize(x -> x.sin().cumsum(0).exp(), Tensor.linspace(0, 1, 50));
        double[] once = at.jvp(Tensor.linspace(1, 2, 50)).toArray();
        IntStream.range(0, 200).parallel().forEach(i -> {
            assertArrayEquals(once, at.jvp(Tensor.linspace(1, 2, 50)).toArray());
        });
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Linearization at = Autodiff.linearize(LinearizationTest::f, Tensor.of(2, 3));
        assertThrows(IllegalArgumentException.class, () -> at.jvp(Tensor.of(1, 2, 3)));
        assertThrows(IllegalArgumentException.class, () -> at.jvp(Tensor.of(1, 2), Tensor.of(1, 2)));
        assertThrows(IllegalArgumentException.class, () -> at.vjp(Tensor.of(1, 2)));
        assertThrows(NullPointerException.class, () -> at.vjp(null));
        assertThrows(IllegalArgumentException.class, () -> Autodiff.linearize(xs -> xs[0], new Tensor[0]));
        Tensor w = Tensor.variable("w", 1);
        Linearization other = Autodiff.linearize(x -> w.mul(2), w);
        String message = assertThrows(IllegalArgumentException.class, () -> other.vjp(Tensor.of(1)))
                .getMessage();
        assertTrue(message.contains("'w'"), message);
        assertThrows(IllegalArgumentException.class, () -> other.jvp(Tensor.of(1)));
        Linearization constant = Autodiff.linearize(x -> Tensor.of(7), Tensor.of(1, 2));
        assertNumbers(constant.jvp(Tensor.of(1, 1)), 0);
        assertNumbers(constant.vjp(Tensor.of(1)), 0, 0);
    }

    @Test
    void anAssignedParameterIsAnError() {
        Parameter w = Parameter.of("w", Tensor.of(5));
        Linearization at = Autodiff.linearize(x -> x.mul(w), Tensor.of(3));
        w.assign(Tensor.of(6));
        String message = assertThrows(IllegalStateException.class, () -> at.jvp(Tensor.of(1)))
                .getMessage();
        assertTrue(message.contains("'w'"), message);
    }

    // ---- within others

    /** A recording must know that the argument comes from its own input, also where no gradient goes that way. */
    @Test
    void aRecordingReplaysItAtAnotherPoint() {
        Tensor v = Tensor.of(1, 10);
        Function<Tensor, Tensor> f = z -> z.square().mul(z);
        for (boolean detached : List.of(false, true)) {
            Tape value = Tape.record(
                    xs -> Autodiff.linearize(f, detached ? xs[0].detach() : xs[0])
                            .value(),
                    Tensor.of(1, 2));
            assertArrayEquals(
                    new double[] {27, 64}, value.replay(Tensor.of(3, 4)).toArray());
            Tape forward = Tape.record(
                    xs -> Autodiff.linearize(f, detached ? xs[0].detach() : xs[0])
                            .jvp(v),
                    Tensor.of(1, 2));
            assertArrayEquals(
                    new double[] {27, 480}, forward.replay(Tensor.of(3, 4)).toArray());
            Tape back = Tape.record(
                    xs -> Autodiff.linearize(f, detached ? xs[0].detach() : xs[0])
                            .vjp(v),
                    Tensor.of(1, 2));
            assertArrayEquals(
                    new double[] {27, 480}, back.replay(Tensor.of(3, 4)).toArray());
        }
    }

    @Test
    void withinCheckpointsAndLoops() {
        Tensor x = Tensor.of(0.5, -0.7);
        Tensor v = Tensor.of(3, 4);
        Tensor w = Tensor.variable(2, -1);
        Function<Tensor, Tensor> product =
                z -> Autodiff.linearize(t -> t.sin().mul(w), z).jvp(v);
        double[] expected = {2 * 3 * Math.cos(0.5), -4 * Math.cos(0.7)};
        assertArrayEquals(expected, Autodiff.checkpoint(product, x).toArray(), 1e-15);
        assertArrayEquals(
                expected, Autodiff.loop(1, x, (i, z) -> product.apply(z)).toArray(), 1e-15);
        assertArrayEquals( // the sum's derivative by x is that of v w cos(x)
                new double[] {-2 * 3 * Math.sin(0.5), -4 * Math.sin(0.7)},
                Autodiff.grad(z -> Autodiff.checkpoint(product, z).sum(), x).toArray(),
                1e-15);
        assertArrayEquals(
                new double[] {3 * Math.cos(0.5), 4 * Math.cos(0.7)},
                Autodiff.checkpoint(product, x).sum().backward().of(w).toArray(),
                1e-15);
    }

    @Test
    void madeOutsideOfACheckpointItSaysThatItCannot() {
        Linearization at = Autodiff.linearize(Tensor::sin, Tensor.of(0.5, -0.7));
        String message = assertThrows(
                        IllegalStateException.class, () -> Autodiff.checkpoint(z -> at.jvp(z), Tensor.of(3, 4)))
                .getMessage();
        assertTrue(message.contains("outside of a checkpoint"), message);
    }

    @Test
    void madeWithinATransformItEndsWithIt() {
        Linearization[] kept = new Linearization[1];
        Tensor v = Tensor.of(3, 4);
        Autodiff.grad(
                z -> {
                    kept[0] = Autodiff.linearize(Tensor::sin, z);
                    return kept[0].jvp(v).sum();
                },
                Tensor.of(0.5, -0.7));
        String message =
                assertThrows(IllegalStateException.class, () -> kept[0].jvp(v)).getMessage();
        assertTrue(message.contains("transform"), message);
        assertThrows(IllegalStateException.class, () -> kept[0].vjp(v));
        Autodiff.checkpoint(
                z -> {
                    kept[0] = Autodiff.linearize(Tensor::sin, z);
                    return z;
                },
                Tensor.of(0.5, -0.7));
        assertArrayEquals(
                new double[] {3 * Math.cos(0.5), 4 * Math.cos(0.7)},
                kept[0].jvp(v).toArray(),
                1e-15);
    }

    /** Within a checkpoint a variable counts as something from outside; the record of a linearization must not. */
    @Test
    void worksWithinCheckpointsAndLoops() {
        Tensor v = Tensor.of(1, 10, 100);
        Tensor x = Tensor.variable(3, 1, 2);
        Function<Tensor, Tensor> forward =
                q -> Autodiff.linearize(Tensor::square, q).jvp(v);
        Function<Tensor, Tensor> back =
                q -> Autodiff.linearize(Tensor::square, q).vjp(v);
        Function<Tensor, Tensor> inner =
                q -> Autodiff.linearize(z -> Autodiff.grad(w -> w.pow(3).sum(), z), q)
                        .jvp(v)
                        .div(3);
        for (Function<Tensor, Tensor> product : List.of(forward, back, inner)) {
            for (Tensor y : List.of(
                    Autodiff.checkpoint(product, x),
                    Autodiff.checkpoint(z -> Autodiff.checkpoint(product, z), x),
                    Autodiff.loop(1, x, (i, z) -> product.apply(z)))) {
                assertArrayEquals(new double[] {6, 20, 400}, y.toArray());
            }
        }
    }
}
