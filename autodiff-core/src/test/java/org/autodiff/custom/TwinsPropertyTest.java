package org.autodiff.custom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.autodiff.Autodiff;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/**
 * A function whose given derivative is its true one cannot be told from the function itself, whatever transforms are
 * applied, in whatever order.
 */
class TwinsPropertyTest {
    private static final int N = 3;

    /** Functions of a vector of three with a vector of three as value. */
    private static final List<UnaryOperator<Tensor>> FUNCTIONS = List.of(
            x -> x.sin().mul(x),
            x -> x.softmax(0),
            x -> x.square().cumsum(0).exp().div(9),
            x -> x.unsqueeze(1).mul(x.unsqueeze(0)).sum(0).tanh(),
            x -> x.mul(x.flip(0)).add(x.norm()));

    /** Given x and direction vectors, some derivative of f. */
    private interface Derivative {
        Tensor of(Function<Tensor, Tensor> f, Tensor x, Tensor v);
    }

    private static Tensor scalar(Function<Tensor, Tensor> f, Tensor x) {
        return f.apply(x).square().sum();
    }

    private static final List<Derivative> FIRST = List.of(
            (f, x, v) -> f.apply(x),
            (f, x, v) -> Autodiff.vjp(f, x, v).gradient(),
            (f, x, v) -> Autodiff.jvp(f, x, v).tangent(),
            (f, x, v) -> Autodiff.grad(t -> scalar(f, t), x),
            (f, x, v) -> Autodiff.jacobianReverse(f, x),
            (f, x, v) -> Autodiff.jacobianForward(f, x),
            (f, x, v) -> Autodiff.linearize(f, x).jvp(v),
            (f, x, v) -> Autodiff.vmap((Tensor t) -> Autodiff.grad(s -> scalar(f, s), t))
                    .apply(Tensor.stack(0, x, v)),
            (f, x, v) -> Autodiff.grad(t -> Autodiff.vmap(f).apply(t).square().sum(), Tensor.stack(0, x, v)),
            (f, x, v) -> Autodiff.jvp(Autodiff.vmap(f), Tensor.stack(0, x, v), Tensor.stack(0, v, x))
                    .tangent(),
            (f, x, v) -> Autodiff.grad(t -> Autodiff.checkpoint(s -> scalar(f, s), t), x));

    private static final List<Derivative> HIGHER = List.of(
            (f, x, v) -> Autodiff.hvp(t -> scalar(f, t), x, v),
            (f, x, v) -> Autodiff.hessian(t -> scalar(f, t), x),
            (f, x, v) ->
                    Autodiff.grad(t -> Autodiff.jvp(f, t, v).tangent().square().sum(), x),
            (f, x, v) ->
                    Autodiff.jvp(t -> Autodiff.jvp(f, t, v).tangent(), x, v).tangent(),
            (f, x, v) ->
                    Autodiff.grad(t -> Autodiff.hvp(s -> scalar(f, s), t, v).sum(), x),
            (f, x, v) -> Autodiff.vmap(Autodiff.hessian(t -> scalar(f, t))).apply(Tensor.stack(0, x, v)),
            (f, x, v) -> Autodiff.jacobian(
                    Autodiff.vmap((Tensor t) -> Autodiff.grad(s -> scalar(f, s), t)), Tensor.stack(0, x, v)),
            (f, x, v) ->
                    Autodiff.jvp(t -> Autodiff.linearize(f, t).vjp(v), x, v).tangent());

    private static Tensor vector(Rng rng) {
        return Tensor.of(rng.normal(Shape.of(N), 0, 1));
    }

    private static void assertSame(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        double scale = 1 + expected.abs().max().item();
        assertArrayEquals(expected.toArray(), actual.toArray(), 1e-11 * scale);
    }

    @Property(tries = 40)
    void ofTensors(@ForAll @IntRange(min = 0, max = 4) int which, @ForAll long seed) {
        UnaryOperator<Tensor> f = FUNCTIONS.get(which);
        CustomFunction twin = Autodiff.custom(xs -> f.apply(xs[0]), (xs, y, u) ->
                new Tensor[] {Autodiff.vjp(f, xs[0], u).gradient()});
        CustomFunction withJvp = Autodiff.custom(
                xs -> f.apply(xs[0]),
                (xs, y, u) -> new Tensor[] {Autodiff.vjp(f, xs[0], u).gradient()},
                (xs, y, vs) -> Autodiff.jvp(f, xs[0], vs[0]).tangent());
        Rng rng = Rng.of(seed);
        Tensor x = vector(rng);
        Tensor v = vector(rng);
        for (List<Derivative> order : List.of(FIRST, HIGHER)) {
            for (Derivative d : order) {
                Tensor expected = d.of(f, x, v);
                assertSame(expected, d.of(twin, x, v));
                assertSame(expected, d.of(withJvp, x, v));
            }
        }
    }

    private static CustomFunction blackBox(UnaryOperator<Tensor> f, boolean withJvp) {
        UnaryOperator<double[]> numbers = x -> f.apply(Tensor.of(x)).toArray();
        BinaryOperator<double[]> vjp =
                (x, u) -> Autodiff.vjp(f, Tensor.of(x), Tensor.of(u)).gradient().toArray();
        BinaryOperator<double[]> jvp =
                (x, v) -> Autodiff.jvp(f, Tensor.of(x), Tensor.of(v)).tangent().toArray();
        return withJvp ? Autodiff.custom(N, numbers, vjp, jvp) : Autodiff.custom(N, numbers, vjp);
    }

    @Property(tries = 40)
    void ofArrays(@ForAll @IntRange(min = 0, max = 4) int which, @ForAll boolean withJvp, @ForAll long seed) {
        UnaryOperator<Tensor> f = FUNCTIONS.get(which);
        CustomFunction twin = blackBox(f, withJvp);
        Rng rng = Rng.of(seed);
        Tensor x = vector(rng);
        Tensor v = vector(rng);
        for (Derivative d : FIRST) {
            assertSame(d.of(f, x, v), d.of(twin, x, v));
        }
        for (Derivative d : HIGHER) {
            assertThrows(IllegalStateException.class, () -> d.of(twin, x, v));
        }
    }

    /** The law can fail: a derivative that lacks a factor is another one everywhere. */
    @Test
    void aWrongTwinIsTold() {
        UnaryOperator<Tensor> f = FUNCTIONS.get(0);
        CustomFunction wrong = Autodiff.custom(xs -> f.apply(xs[0]), (xs, y, u) ->
                new Tensor[] {Autodiff.vjp(f, xs[0], u).gradient().mul(2)});
        Rng rng = Rng.of(1);
        Tensor x = vector(rng);
        Tensor v = vector(rng);
        for (List<Derivative> order : List.of(FIRST.subList(1, FIRST.size()), HIGHER)) {
            for (Derivative d : order) {
                assertThrows(AssertionError.class, () -> assertSame(d.of(f, x, v), d.of(wrong, x, v)));
            }
        }
    }
}
