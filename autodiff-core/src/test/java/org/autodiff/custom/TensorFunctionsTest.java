package org.autodiff.custom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.internal.engine.Batching;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Functions of tensors with a vector-Jacobian product of their own. */
class TensorFunctionsTest {
    /** log(1 + e^x), by a formula that overflows; the derivative does not. */
    private static final CustomFunction SOFTPLUS = Autodiff.custom(
                    xs -> xs[0].exp().add(1).log(), (xs, y, u) -> new Tensor[] {u.mul(xs[0].sigmoid())})
            .named("softplus");

    /** a b^2, whose rule reads the result. */
    private static final CustomFunction PRODUCT = Autodiff.custom(xs -> xs[0].mul(xs[1].square()), (xs, y, u) ->
            new Tensor[] {u.mul(xs[1].square()), u.mul(y).div(xs[1]).mul(2)});

    private static void assertNumbers(Tensor actual, double... expected) {
        assertArrayEquals(expected, actual.toArray(), 1e-12, actual::toString);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void theGivenDerivativeIsUsed() {
        assertNumbers(Autodiff.grad(x -> SOFTPLUS.apply(x).sum(), Tensor.of(800, 0, -2)), 1, 0.5, sigmoid(-2));
        CustomFunction lie = Autodiff.custom(xs -> xs[0].square(), (xs, y, u) -> new Tensor[] {u.mul(7)});
        assertNumbers(Autodiff.grad(lie, Tensor.of(3)), 7);
        assertNumbers(Autodiff.jvp(lie, Tensor.of(3), Tensor.of(2)).tangent(), 14);
    }

    @Test
    void derivativesOfEveryOrder() {
        double x = 0.3;
        double s = sigmoid(x);
        Function<Tensor, Tensor> first = t -> Autodiff.grad(SOFTPLUS, t);
        Function<Tensor, Tensor> second = t -> Autodiff.grad(first, t);
        Function<Tensor, Tensor> third =
                t -> Autodiff.jvp(second, t, Tensor.of(1)).tangent();
        assertNumbers(second.apply(Tensor.of(x)), s * (1 - s));
        assertNumbers(third.apply(Tensor.of(x)), s * (1 - s) * (1 - 2 * s));
        assertNumbers(Autodiff.hvp(SOFTPLUS, Tensor.of(x), Tensor.of(1)), s * (1 - s));
        GradCheck.of(SOFTPLUS).input("x", Tensor.of(x)).order(2).assertPasses();
    }

    @Test
    void severalArgumentsAndTheResult() {
        Tensor a = Tensor.of(2, 3);
        Tensor b = Tensor.of(5, 7);
        Autodiff.ValueAndGrads at =
                Autodiff.valueAndGrad(xs -> PRODUCT.apply(xs).sum(), a, b);
        assertNumbers(at.value(), 50 + 147);
        assertNumbers(at.gradients().get(0), 25, 49);
        assertNumbers(at.gradients().get(1), 20, 42);
        // d^2 / db^2 = 2 a, though the rule divides the result by b.
        assertNumbers(Autodiff.hvp(t -> PRODUCT.apply(a, t).sum(), b, Tensor.ones(b.shape())), 4, 6);
        GradCheck.of(xs -> PRODUCT.apply(xs))
                .input("a", a)
                .input("b", b)
                .order(2)
                .assertPasses();
    }

    @Test
    void underTheTransforms() {
        Tensor b = Tensor.of(5, 7);
        Tensor a = Tensor.of(2, 3);
        Tensor hessian = Autodiff.hessian(t -> PRODUCT.apply(a, t).sum(), b);
        assertNumbers(hessian, 4, 0, 0, 6);
        double s = sigmoid(0.3);
        Tensor each = Autodiff.vmap(Autodiff.hessian(SOFTPLUS)).apply(Tensor.of(0.3, 0));
        assertNumbers(each, s * (1 - s), 0.25);
        Tensor again = Autodiff.grad(t -> Autodiff.checkpoint(SOFTPLUS, t), Tensor.of(0.3));
        assertNumbers(again, s);
    }

    @Test
    void nullStandsForZero() {
        CustomFunction f = Autodiff.custom(xs -> xs[0].mul(3), (xs, y, u) -> new Tensor[] {u.mul(3), null});
        Tensor a = Tensor.variable(2);
        Tensor b = Tensor.variable(5);
        Tensor y = f.apply(a, b);
        assertNumbers(y.backward().of(a), 3);
        assertNumbers(y.backward().ofOrZero(b), 0);
    }

    @Test
    void aJvpIsUsedInForwardMode() {
        AtomicInteger calls = new AtomicInteger();
        CustomFunction f = Autodiff.custom(
                xs -> xs[0].mul(xs[1]),
                (xs, y, u) -> {
                    throw new AssertionError("the vjp");
                },
                (xs, y, vs) -> {
                    calls.incrementAndGet();
                    return vs[0].mul(xs[1]).add(vs[1].mul(xs[0]));
                });
        Tensor b = Tensor.of(5);
        assertNumbers(
                Autodiff.jvp(a -> f.apply(a, b), Tensor.of(2), Tensor.of(1)).tangent(), 5);
        Tensor[] xs = {Tensor.of(2), b};
        assertNumbers(
                Autodiff.jvp(f, xs, new Tensor[] {Tensor.of(1), Tensor.of(10)}).tangent(), 25);
        assertEquals(2, calls.get());
    }

    // ---- nothing is lost silently

    @Test
    void whatItReadsBesidesIsRefused() {
        Parameter w = Parameter.of("w", Tensor.of(2));
        CustomFunction f = Autodiff.custom(xs -> xs[0].mul(w), (xs, y, u) -> new Tensor[] {u.mul(w)})
                .named("times");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> f.apply(Tensor.of(3)));
        assertEquals(
                "times: its function reads 'w' beside its arguments, whose derivative would be lost: make it an"
                        + " argument too, or detach() it",
                e.getMessage());
        Function<Tensor, Tensor> captures =
                x -> Autodiff.custom(xs -> xs[0].mul(x), (xs, y, u) -> new Tensor[] {u.mul(x)})
                        .apply(Tensor.of(3));
        assertThrows(IllegalArgumentException.class, () -> Autodiff.grad(captures, Tensor.of(2)));
        assertThrows(IllegalArgumentException.class, () -> Autodiff.jvp(captures, Tensor.of(2), Tensor.of(1)));
        Function<Tensor, Tensor> inBatch =
                t -> Batching.map(one -> new Tensor[] {captures.apply(one[0])}, 2, new boolean[] {true}, t)[0].sum();
        assertThrows(IllegalArgumentException.class, () -> Autodiff.grad(inBatch, Tensor.of(2, 3)));
        assertThrows(IllegalArgumentException.class, () -> Autodiff.jvp(inBatch, Tensor.of(2, 3), Tensor.of(1, 1)));
        CustomFunction detached =
                Autodiff.custom(xs -> xs[0].mul(w.detach()), (xs, y, u) -> new Tensor[] {u.mul(w.detach())});
        assertNumbers(Autodiff.grad(detached, Tensor.of(3)), 2);
        try (NoGrad scope = NoGrad.open()) {
            assertNumbers(f.apply(Tensor.of(3)), 6);
        }
    }

    @Test
    void aRuleThatTakesNumbersOutServesFirstDerivatives() {
        CustomFunction square = Autodiff.custom(xs -> xs[0].square(), (xs, y, u) ->
                        new Tensor[] {u.mul(2 * xs[0].item())})
                .named("square");
        Tensor x = Tensor.of(3);
        Tensor one = Tensor.of(1);
        assertNumbers(Autodiff.grad(square, x), 6);
        assertNumbers(Autodiff.jvp(square, x, one).tangent(), 6);
        assertNumbers(Autodiff.grad(t -> square.apply(t.sin()), x), 2 * Math.sin(3) * Math.cos(3));
        assertSecondIsRefused(square, x);
        CustomFunction byArray = Autodiff.custom(xs -> xs[0].square(), (xs, y, u) -> new Tensor[] {
                    u.mul(Tensor.of(xs[0].shape(), xs[0].toArray()).mul(2))
                })
                .named("square");
        assertSecondIsRefused(byArray, x);
        // The numbers of the upstream gradient are lost too.
        CustomFunction upstream = Autodiff.custom(
                        xs -> xs[0].square(), (xs, y, u) -> new Tensor[] {xs[0].mul(2 * u.item())})
                .named("square");
        assertNumbers(Autodiff.grad(upstream, x), 6);
        assertSecondIsRefused(t -> upstream.apply(t).square(), x);
        assertThrows(IllegalStateException.class, () -> Autodiff.jvp(upstream, x, one));
    }

    private static void assertSecondIsRefused(Function<Tensor, Tensor> f, Tensor x) {
        Tensor one = Tensor.of(1);
        Function<Tensor, Tensor> gradient = t -> Autodiff.grad(f, t);
        Function<Tensor, Tensor> tangent = t -> Autodiff.jvp(f, t, one).tangent();
        for (Function<Tensor, Tensor> first : List.of(gradient, tangent)) {
            for (Function<Tensor, Tensor> second : List.<Function<Tensor, Tensor>>of(
                    t -> Autodiff.grad(first, t),
                    t -> Autodiff.jvp(first, t, one).tangent())) {
                IllegalStateException e = assertThrows(IllegalStateException.class, () -> second.apply(x));
                assertTrue(e.getMessage().startsWith("square: "), e.getMessage());
            }
        }
    }

    @Test
    void aNumberOfADetachedTensorIsAConstantByIntention() {
        CustomFunction f = Autodiff.custom(xs -> xs[0].abs(), (xs, y, u) ->
                new Tensor[] {xs[0].detach().item() > 0 ? u.mul(xs[0].cosh()) : u.neg()});
        assertNumbers(Autodiff.grad(t -> Autodiff.grad(f, t), Tensor.of(2)), Math.sinh(2));
    }

    @Test
    void printingAndSortingTakeNothingOut() {
        StringBuilder log = new StringBuilder();
        CustomFunction f = Autodiff.custom(xs -> xs[0].square(), (xs, y, u) -> {
            log.append(xs[0]).append(u).append(xs[0].argsort(0));
            return new Tensor[] {xs[0].mul(u).mul(2)};
        });
        assertNumbers(Autodiff.hvp(x -> f.apply(x).sum(), Tensor.of(3, 1, 2), Tensor.of(1, 1, 1)), 2, 2, 2);
        assertTrue(log.length() > 0);
    }

    @Test
    void aJvpThatTakesNumbersOutServesFirstDerivatives() {
        CustomFunction f = Autodiff.custom(
                        xs -> xs[0].square(),
                        (xs, y, u) -> new Tensor[] {u.mul(xs[0]).mul(2)},
                        (xs, y, vs) -> vs[0].mul(2 * xs[0].item()))
                .named("square");
        assertNumbers(Autodiff.jvp(f, Tensor.of(3), Tensor.of(1)).tangent(), 6);
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> Autodiff.grad(t -> Autodiff.jvp(f, t, Tensor.of(1)).tangent(), Tensor.of(3)));
        assertTrue(e.getMessage().startsWith("square: its derivative is differentiated again"), e.getMessage());
        assertNumbers(Autodiff.grad(t -> Autodiff.grad(f, t), Tensor.of(3)), 2);
    }

    // ---- what the rule returns

    @Test
    void whatTheRuleReturnsMustFit() {
        Tensor x = Tensor.of(1, 2);
        assertRefused(
                "custom: the vjp returned null for 1 arguments: must be an array with one for each, or null for zero",
                (xs, y, u) -> null);
        assertRefused(
                "custom: the vjp returned 2 gradients for 1 arguments: must be an array with one for each, or null"
                        + " for zero",
                (xs, y, u) -> new Tensor[] {u, u});
        assertRefused(
                "custom: the vjp returned a gradient of shape () for argument 0 of shape (2): must be the same",
                (xs, y, u) -> new Tensor[] {u.sum()});
        CustomFunction jvp = Autodiff.custom(xs -> xs[0], (xs, y, u) -> new Tensor[] {u}, (xs, y, vs) -> vs[0].sum());
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> Autodiff.jvp(t -> jvp.apply(t), x, x));
        assertEquals(
                "custom: the jvp returned a tangent of shape () for the result of shape (2): must be the same",
                e.getMessage());
        assertThrows(
                NullPointerException.class,
                () -> Autodiff.custom(xs -> null, (xs, y, u) -> xs).apply(x));
    }

    private static void assertRefused(String message, CustomVjp vjp) {
        CustomFunction f = Autodiff.custom(xs -> xs[0].square(), vjp);
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> Autodiff.grad(x -> f.apply(x).sum(), Tensor.of(1, 2)));
        assertEquals(message, e.getMessage());
    }

    // ---- where it is used

    @Test
    void inBatchesAtEveryDepth() {
        boolean[] mapped = {true};
        Function<Tensor, Tensor> each = t -> Batching.map(
                xs -> new Tensor[] {SOFTPLUS.apply(xs[0])}, t.shape().dim(0), mapped, t)[0];
        Function<Tensor, Tensor> eachOfEach = t ->
                Batching.map(xs -> new Tensor[] {each.apply(xs[0])}, t.shape().dim(0), mapped, t)[0];
        Tensor x = Tensor.of(new double[][] {{0, 1, -1}, {2, -3, 0.5}});
        double[] slopes = {0.5, sigmoid(1), sigmoid(-1), sigmoid(2), sigmoid(-3), sigmoid(0.5)};
        assertNumbers(Autodiff.grad(t -> eachOfEach.apply(t).sum(), x), slopes);
        assertNumbers(Autodiff.jvp(eachOfEach, x, Tensor.ones(x.shape())).tangent(), slopes);
        Tensor perExample = Batching.map(
                xs -> new Tensor[] {Autodiff.grad(t -> each.apply(t).square().sum(), xs[0])}, 2, mapped, x)[0];
        double[] expected = new double[6];
        for (int i = 0; i < 6; i++) {
            expected[i] = 2 * Math.log1p(Math.exp(x.toArray()[i])) * slopes[i];
        }
        assertNumbers(perExample, expected);
        assertNumbers(each.apply(Tensor.zeros(Shape.of(0))));
    }

    @Test
    void inABatchWithAJvpAndASharedArgument() {
        CustomFunction f = Autodiff.custom(
                xs -> xs[0].mul(xs[1]),
                (xs, y, u) -> new Tensor[] {u.mul(xs[1]), u.mul(xs[0])},
                (xs, y, vs) -> vs[0].mul(xs[1]).add(vs[1].mul(xs[0])));
        Tensor xs = Tensor.of(1, 2, 3);
        boolean[] mapped = {true, false};
        Function<Tensor, Tensor> sum =
                w -> Batching.map(ts -> new Tensor[] {f.apply(ts[0], ts[1])}, 3, mapped, xs, w)[0];
        assertNumbers(Autodiff.grad(w -> sum.apply(w).sum(), Tensor.of(5)), 6);
        assertNumbers(Autodiff.jvp(sum, Tensor.of(5), Tensor.of(2)).tangent(), 2, 4, 6);
    }

    @Test
    void aTapeNamesItAndReplaysIt() {
        Tensor x = Tensor.variable("x", 0.3);
        assertTrue(Tape.of(SOFTPLUS.apply(x)).toString().startsWith("%0 = x ()\n%1 = softplus(%0, "));
        Tape tape = Tape.record(xs -> SOFTPLUS.apply(xs[0]), Tensor.of(0.3));
        assertNumbers(tape.replay(Tensor.of(1)), Math.log1p(Math.E));
        Tensor y = tape.replay(x);
        assertNumbers(y.backward().of(x), sigmoid(0.3));
    }

    @Test
    void withinAStepAndNoGrad() {
        Tensor x = Tensor.variable(new double[] {0.3});
        double g = Autodiff.step(() -> SOFTPLUS.apply(x).sum().backward().of(x).item());
        assertEquals(sigmoid(0.3), g, 1e-15);
        try (NoGrad scope = NoGrad.open()) {
            assertFalse(SOFTPLUS.apply(x).requiresGrad());
        }
    }
}
