package org.autodiff.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Linalg;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a tape keeps, from the tape and before there is one. */
class SavedArraysTest {
    private static final Parameter W = Parameter.of("w", Tensor.of(Rng.of(1).normal(Shape.of(4, 3), 0, 1)));

    private static Tensor variable(String name, int... dims) {
        Shape shape = Shape.of(dims);
        return Tensor.variable(name, Rng.of(2).uniform(shape, 0.5, 1.5));
    }

    @Test
    void eachArrayOnce() {
        Tensor x = variable("x", 2, 4);
        Tensor y = x.matmul(W).exp().sum(); // matmul keeps x and w, exp its output, sum nothing
        SavedArrays saved = Tape.of(y).saved();
        assertEquals("""
                208 bytes in 3 arrays
                  64 bytes: (2, 4), input 0 of matmul, 'x'
                  96 bytes: (4, 3), input 1 of matmul, 'w'
                  48 bytes: (2, 3), output of exp""", saved.toString());
        assertEquals(208, saved.bytes());
    }

    @Test
    void whatSeveralKeepIsListedOnce() {
        Tensor x = variable("x", 3);
        Tensor y = x.reshape(Shape.of(3, 1)).sin().mul(x.reshape(Shape.of(3, 1)).cos());
        SavedArrays saved = Tape.of(y).saved();
        assertEquals(3 * 24, saved.bytes()); // x, sin x, cos x
        assertEquals(2, saved.arrays().get(0).uses());
        assertTrue(saved.toString().contains("kept 2 times"), saved.toString());
    }

    @Test
    void nothingWhereNothingIsKept() {
        Tensor x = variable("x", 5);
        assertEquals(
                "0 bytes in 0 arrays", Tape.of(x.add(1).neg().sum()).saved().toString());
    }

    @Test
    void aCheckpointKeepsItsArgumentsAndALoopItsStates() {
        Tensor x = variable("x", 100);
        Function<Tensor, Tensor> f = t -> t.sin().sin().sin();
        assertEquals(3 * 800, Tape.of(f.apply(x)).saved().bytes());
        assertEquals(800, Tape.of(Autodiff.checkpoint(f, x)).saved().bytes());
        SavedArrays loop =
                Tape.of(Loop.of(50).keeping(5).run(x, (i, s) -> s.sin())).saved();
        assertEquals(5 * 800, loop.bytes()); // the first state is x itself
        assertEquals("state", loop.arrays().get(1).value());
    }

    @Test
    void underForwardModeTangentsToo() {
        Tensor x = variable("x", 10);
        Tensor t = Autodiff.jvp(v -> v.square(), x, x.mul(2)).tangent();
        assertTrue(Tape.of(t).saved().bytes() >= 80);
        Tensor[] inside = new Tensor[1];
        Autodiff.jvp(
                v -> {
                    Tensor y = v.square();
                    inside[0] = Tensor.of(Tape.of(y.mul(x)).saved().bytes());
                    return y;
                },
                x,
                x.mul(2));
        assertTrue(inside[0].item() >= 160, inside[0].toString());
    }

    // ---- plans

    private static final Rng RNG = Rng.of(3);

    private static Map<String, TensorFunction> programs() {
        Map<String, TensorFunction> all = new LinkedHashMap<>();
        all.put(
                "elementwise",
                x -> x[0].sin().mul(x[0].exp()).add(x[0].log1p().tanh()).sum());
        all.put("broadcast", x -> x[0].mul(x[0].sum(0)).div(x[0].mean(true, 1)).sum());
        all.put("layer", x -> x[0].matmul(W).add(W.sum(0)).relu().square().mean());
        all.put("softmax", x -> x[0].softmax(1).log().mul(x[0]).sum());
        all.put("logsumexp", x -> x[0].logsumexp(1).sum());
        all.put(
                "views",
                x -> x[0].transpose()
                        .reshape(Shape.of(24))
                        .narrow(0, 2, 7)
                        .exp()
                        .sum());
        all.put("concat", x -> Tensor.concat(0, x[0], x[0].square()).cumsum(0).sum());
        all.put("select", x -> x[0].indexSelect(0, Index.of(1, 1, 3)).square().sum());
        all.put(
                "where",
                x -> Tensor.where(x[0].greater(1), x[0].square(), x[0].sqrt()).sum());
        all.put("order", x -> x[0].sort(0).mul(x[0].max(true, 1)).sum());
        all.put("einsum", x -> Tensor.einsum("ij,jk,lk->il", x[0], W, W).sum());
        all.put(
                "dropout",
                x -> x[0].mul(Tensor.of(RNG.uniform(x[0].shape(), 0, 1)).greater(0.5))
                        .square()
                        .sum());
        all.put(
                "normalised",
                x -> x[0].sub(x[0].mean(0)).div(x[0].var(0).add(1e-5).sqrt()).sum());
        all.put(
                "parameter reshaped",
                x -> W.reshape(Shape.of(12)).square().sum().mul(x[0].sum()));
        all.put("detached", x -> x[0].detach().mul(x[0]).exp().sum());
        all.put(
                "two outputs",
                x -> Linalg.slogdet(x[0].transpose().matmul(x[0])).logabsdet());
        all.put(
                "solve",
                x -> Linalg.solve(x[0].transpose().matmul(x[0]), Tensor.ones(Shape.of(4)))
                        .sum());
        all.put(
                "checkpoint",
                x -> Autodiff.checkpoint(t -> t.matmul(W).exp().sin(), x[0])
                        .exp()
                        .sum());
        all.put(
                "loop",
                x -> Autodiff.loop(
                                30,
                                x[0].sum(0),
                                (i, s) -> s.matmul(W).sum().mul(s).sin())
                        .sum());
        all.put(
                "scan",
                x -> Autodiff.scan(
                                x[0].sum(0),
                                x[0],
                                (s, row) -> new Loop.Scanned(s.add(row).sin(), s.square()))
                        .output()
                        .square()
                        .sum());
        all.put(
                "gradient inside",
                x -> Autodiff.grad(t -> t.square().mul(x[0]).sum(), x[0])
                        .square()
                        .sum());
        all.put(
                "recorded backward",
                x -> x[0].exp()
                        .sum()
                        .backward(Tensor.Backward.RECORDED)
                        .of(x[0])
                        .square()
                        .sum());
        all.put(
                "jvp inside",
                x -> Autodiff.jvp(t -> t.exp().mul(x[0]), x[0], x[0].square())
                        .tangent()
                        .sum());
        all.put(
                "step inside",
                x -> x[0].mul(Autodiff.step(() -> x[0].exp().sum())).sum());
        return all;
    }

    /** The law: a plan says what the tape then keeps. */
    @TestFactory
    Stream<DynamicTest> aPlanAgreesWithTheTape() {
        return programs().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> {
                    SavedArrays plan = Autodiff.plan(e.getValue(), Shape.of(6, 4));
                    Tensor x = Tensor.variable(Rng.of(5).uniform(Shape.of(6, 4), 0.5, 1.5));
                    SavedArrays saved = Tape.of(e.getValue().apply(x)).saved();
                    assertEquals(saved, plan);
                    assertFalse(saved.arrays().isEmpty());
                }));
    }

    @Test
    void nothingIsComputed() {
        Rng rng = Rng.of(7);
        Parameter count = Parameter.of("count", Tensor.of(0));
        SavedArrays plan = Autodiff.plan(
                x -> {
                    try (NoGrad scope = NoGrad.open()) {
                        count.assign(count.add(1));
                    }
                    Tape.effect(() -> {
                        throw new AssertionError("done");
                    });
                    rng.nextDouble();
                    return x[0].mul(Tensor.of(rng.normal(x[0].shape(), 0, 1)))
                            .exp()
                            .sum();
                },
                Shape.of(50_000, 40_000)); // 16 GB
        assertEquals(2 * 16_000_000_000L, plan.bytes());
        assertEquals(0, count.item());
        assertEquals(new Rng.State(7, 0), rng.state());
    }

    @Test
    void numbersAreRefusedByName() {
        for (Map.Entry<String, Function<Tensor, Object>> e : Map.<String, Function<Tensor, Object>>of(
                        "item", t -> t.sum().item(), "toArray", Tensor::toArray, "value", Tensor::value)
                .entrySet()) {
            IllegalStateException refused = assertThrows(
                    IllegalStateException.class,
                    () -> Autodiff.plan(
                            x -> {
                                e.getValue().apply(x[0]);
                                return x[0];
                            },
                            Shape.of(2)));
            assertTrue(refused.getMessage().startsWith(e.getKey() + ": a plan knows"), refused.getMessage());
            assertEquals(4, Tensor.of(2).square().item()); // nothing is left behind
        }
        NdArray[] drawn = new NdArray[1];
        Autodiff.plan(
                x -> {
                    drawn[0] = RNG.uniform(Shape.of(2), 0, 1);
                    return x[0];
                },
                Shape.of(2));
        assertTrue(assertThrows(IllegalStateException.class, () -> drawn[0].at(0))
                .getMessage()
                .startsWith("plan: "));
    }

    @Test
    void notWithinATransform() {
        for (Runnable within : List.<Runnable>of(
                () -> Autodiff.grad(
                        x -> Tensor.of(Autodiff.plan(y -> y[0], Shape.of(2)).bytes()), Tensor.of(1)),
                () -> Tape.record(
                        x -> Tensor.of(Autodiff.plan(y -> y[0], Shape.of(2)).bytes()), Tensor.of(1)),
                () -> Autodiff.plan(
                        x -> Tensor.of(Autodiff.plan(y -> y[0], Shape.of(2)).bytes()), Shape.of(2)))) {
            assertTrue(assertThrows(IllegalStateException.class, within::run)
                    .getMessage()
                    .startsWith("plan: to be called by itself"));
        }
    }
}
