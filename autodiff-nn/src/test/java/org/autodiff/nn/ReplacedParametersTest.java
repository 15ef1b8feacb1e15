package org.autodiff.nn;

import static org.autodiff.nn.MamlNet.CLOSE;
import static org.autodiff.nn.MamlNet.QUERY_X;
import static org.autodiff.nn.MamlNet.SUPPORT_X;
import static org.autodiff.nn.MamlNet.net;
import static org.autodiff.nn.MamlNet.query;
import static org.autodiff.nn.MamlNet.refused;
import static org.autodiff.nn.MamlNet.stacked;
import static org.autodiff.nn.MamlNet.support;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import org.autodiff.Autodiff;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.tree.Tree;
import org.junit.jupiter.api.Test;

/** Other tensors in the place of parameters: for whom and how long it holds, and what is refused. */
class ReplacedParametersTest {
    // ---- scope

    @Test
    void aFunctionalCallLeavesNothingBehind() {
        Layer net = net();
        double before = query(net).item();
        Map<String, Tensor> zeros = Tree.map(p -> p.mul(0), net.parameterValues());
        assertArrayEquals(new double[2], net.apply(zeros, QUERY_X).toArray());
        assertEquals(before, query(net).item());
        Parameter weight = net.parameters().get(0);
        RuntimeException thrown = assertThrows(
                RuntimeException.class,
                () -> net.with(zeros, () -> {
                    assertTrue(weight.isReplaced());
                    assertEquals(0, weight.sum().item());
                    throw new RuntimeException("thrown within");
                }));
        assertEquals("thrown within", thrown.getMessage());
        assertFalse(weight.isReplaced());
        assertThrows(
                ArithmeticException.class,
                () -> Autodiff.grad(net, m -> {
                    throw new ArithmeticException();
                }));
        assertFalse(weight.isReplaced());
        assertEquals(before, query(net).item());
        assertArrayEquals(new double[] {0.3, -0.2, 0.5, -0.4, 0.1, 0.7}, weight.toArray());
    }

    @Test
    void theInnerOfTwoCallsComesFirst() {
        Layer net = net();
        Parameter bias = net.namedParameters().get("2.bias");
        Parameter other = net.namedParameters().get("0.bias");
        net.with(Map.of("2.bias", Tensor.of(new double[] {5})), () -> {
            net.with(Map.of("2.bias", bias.add(1), "0.bias", other.mul(2)), () -> {
                assertEquals(6, bias.item());
                assertArrayEquals(new double[] {0.1, -0.2, 0.4}, other.toArray());
                return null;
            });
            assertEquals(5, bias.item());
            assertArrayEquals(new double[] {0.05, -0.1, 0.2}, other.toArray());
            return null;
        });
        assertEquals(0.1, bias.item());
    }

    /** Values are taken as they are outside, so two parameters can change places. */
    @Test
    void parametersMayBeExchanged() {
        Parameter a = Parameter.of("a", Tensor.of(2));
        Parameter b = Parameter.of("b", Tensor.of(5));
        Tensor y = Autodiff.withParameters(Map.of(a, b, b, a), () -> a.mul(10).add(b));
        assertEquals(52, y.item());
        assertEquals(10, y.backward().of(b).item());
        assertEquals(1, y.backward().of(a).item());
        assertEquals(5, Autodiff.withParameters(Map.of(a, b), () -> (Tensor) a).item()); // returned as it is within
    }

    @Test
    void whatIsReadOfAReplacedParameterIsWhatStandsForIt() {
        Parameter w = Parameter.of("w", Tensor.of(1, 2));
        Tensor v = Tensor.variable("v", 3, 4);
        Autodiff.withParameters(Map.of(w, v), () -> {
            assertArrayEquals(new double[] {3, 4}, w.toArray());
            assertArrayEquals(new double[] {3, 4}, w.value().toArray());
            assertArrayEquals(new double[] {3, 4}, w.detach().toArray());
            assertArrayEquals(new double[] {9, 16}, w.square().toArray());
            assertArrayEquals(
                    new double[] {4, 6},
                    w.mul(w.sub(1))
                            .sub(w.sub(v))
                            .sub(w)
                            .add(w.mul(0))
                            .sub(Tensor.of(-1, 2))
                            .toArray());
            assertTrue(w.toString().contains("replaced by Tensor(2) [3"), w.toString());
            Tensor loss = w.square().sum();
            assertArrayEquals(new double[] {6, 8}, loss.backward().of(w).toArray());
            assertArrayEquals(new double[] {6, 8}, loss.backward().of(v).toArray());
            assertArrayEquals(
                    new double[] {6, 8}, Autodiff.grad(x -> x.square().sum(), w).toArray());
            assertEquals(
                    22,
                    Autodiff.jvp(x -> x.square().sum(), w, Tensor.of(1, 2))
                            .tangent()
                            .item());
            return null;
        });
        Tensor constant = Autodiff.withParameters(Map.of(w, Tensor.of(3, 4)), () -> {
            assertFalse(w.requiresGrad());
            return w.square();
        });
        assertFalse(constant.requiresGrad());
        assertTrue(w.requiresGrad());
    }

    @Test
    void aReplacedParameterCannotBeAssigned() {
        Layer net = net();
        Optimizer optimizer = Optimizer.of(net, new Sgd(), 0.1);
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> Autodiff.grad(net, m -> {
                    optimizer.step(Autodiff.grad(m, n -> support(n)));
                    return support(m);
                }));
        assertTrue(e.getMessage().contains("another tensor stands for parameter '0.weight'"), e.getMessage());
        assertArrayEquals(
                new double[] {0.3, -0.2, 0.5, -0.4, 0.1, 0.7},
                net.parameters().get(0).toArray());
    }

    @Test
    void twoThreadsHaveParametersOfTheirOwn() throws ExecutionException, InterruptedException {
        Layer net = net();
        CyclicBarrier together = new CyclicBarrier(3);
        List<CompletableFuture<Tensor>> running = List.of(1.0, 2.0).stream()
                .map(factor -> CompletableFuture.supplyAsync(
                        () -> {
                            Map<String, Tensor> values = Tree.map(p -> p.mul(factor), net.parameterValues());
                            return net.with(values, () -> {
                                await(together); // all are within
                                Tensor y = query(net);
                                await(together);
                                return y;
                            });
                        },
                        task -> new Thread(task).start()))
                .toList();
        await(together);
        double own = query(net).item();
        await(together);
        assertEquals(query(net).item(), own);
        assertEquals(own, running.get(0).get().item());
        Layer doubled = net();
        doubled.parameters().forEach(p -> p.assign(p.mul(2)));
        assertEquals(query(doubled).item(), running.get(1).get().item());
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A function that leaves the reading to another thread has no gradient, and is told so. */
    @Test
    void anotherThreadDoesNotSeeTheArguments() {
        Layer net = net();
        refused(
                "itself, which the function reads",
                () -> Autodiff.grad(net, m -> {
                    CompletableFuture<Tensor> loss = new CompletableFuture<>();
                    Thread thread = new Thread(() -> loss.complete(support(m)));
                    thread.start();
                    return loss.join();
                }));
    }

    @Test
    void withinNoGradTransformsRecordForThemselves() {
        Layer net = net();
        double[] expected = Autodiff.grad(net, m -> support(m)).get("0.bias").toArray();
        try (NoGrad scope = NoGrad.open()) {
            Map<String, Tensor> gradient = Autodiff.grad(net, m -> support(m));
            assertArrayEquals(expected, gradient.get("0.bias").toArray());
            assertFalse(gradient.get("0.bias").requiresGrad());
        }
    }

    // ---- misuse

    @Test
    void wrongNamesAndShapesAreNamed() {
        Layer net = net();
        refused(
                "sequential: no parameter or buffer is called '0.weights'; the parameters are [0.weight, 0.bias,"
                        + " 2.weight, 2.bias], the buffers []",
                () -> net.apply(Map.of("0.weights", Tensor.of(1)), QUERY_X));
        refused(
                "withParameters: a tensor of shape (2) for parameter '2.bias' of shape (1): must be the same",
                () -> net.apply(Map.of("2.bias", Tensor.of(1, 2)), QUERY_X));
        refused("grad: the model has no parameters", () -> Autodiff.grad(Activation.tanh(), m -> Tensor.of(1)));
        assertThrows(NullPointerException.class, () -> net.with(null, () -> null));
        assertThrows(NullPointerException.class, () -> Autodiff.withParameters(Map.of(), null));
    }

    /** The mistake that everybody makes first, with each transform. */
    @Test
    void aFunctionThatReadsTheParameterInsteadOfItsArgumentIsToldWhatToWrite() {
        Layer net = net();
        Parameter w = net.parameters().get(0);
        Tensor v = Tensor.ones(w.shape());
        String hint = "Autodiff.grad(model, m -> loss(m))";
        refused(hint, () -> Autodiff.grad(x -> support(net), w));
        refused(hint, () -> Autodiff.valueAndGrad(x -> support(net), w));
        refused(hint, () -> Autodiff.vjp(x -> support(net), w, Tensor.of(1)));
        refused(hint, () -> Autodiff.jvp(x -> support(net), w, v));
        refused(hint, () -> Autodiff.hvp(x -> support(net), w, v));
        refused(hint, () -> Autodiff.grad(List.of(w), x -> support(net)));
        refused(hint, () -> Autodiff.jacobian(x -> support(net), w));
        refused(hint, () -> Autodiff.jacobianReverse(x -> support(net), w));
        refused(hint, () -> Autodiff.jacobianForward(x -> support(net), w));
        refused(hint, () -> Autodiff.hessian(x -> support(net), w));
        refused(hint, () -> Autodiff.vmap(x -> support(net)).apply(w));
        try (NoGrad scope = NoGrad.open()) { // which leaves no tape to tell
            refused(hint, () -> Autodiff.jvp(x -> support(net), w, v));
            refused(hint, () -> Autodiff.jacobianForward(x -> support(net), w));
            assertEquals(0, Autodiff.jvp(x -> Tensor.of(1), w, v).tangent().item());
        }
    }

    // ---- buffers

    private static Layer withBatchNorm(boolean tracked) {
        return Sequential.of(
                Linear.of(2, 3, Rng.of(1)),
                BatchNorm1d.builder(3).trackRunningStats(tracked).build(),
                Linear.of(3, 1, Rng.of(2)));
    }

    @Test
    void runningStatisticsAreNotUpdatedByOtherParameters() {
        Layer net = withBatchNorm(true);
        Map<String, Tensor> values = Tree.map(p -> p.mul(2), net.parameterValues());
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> net.apply(values, SUPPORT_X));
        assertEquals(
                "buffer 'runningMean' of '1' of Sequential would take up what the model computes with other parameters"
                        + " than its own (Model.with). For running statistics: evaluate the model (eval()), or use"
                        + " layers that keep none (trackRunningStats(false), GroupNorm)",
                e.getMessage());
        assertArrayEquals(
                new double[3], net.namedBuffers().get("1.runningMean").value().toArray());
        assertEquals(
                Shape.of(3, 1), withBatchNorm(false).apply(values, SUPPORT_X).shape());
    }

    @Test
    void aTransformOfTheModelWithItsOwnParametersUpdatesThemOnce() {
        Layer net = withBatchNorm(true);
        Layer same = withBatchNorm(true);
        same.apply(SUPPORT_X);
        Autodiff.grad(net, m -> support(m));
        same.namedBuffers()
                .forEach((name, buffer) -> assertArrayEquals(
                        buffer.value().toArray(),
                        net.namedBuffers().get(name).value().toArray(),
                        name));
        assertTrue(net.namedBuffers().get("1.runningMean").value().toArray()[0] != 0);
    }

    @Test
    void buffersCanBeGivenToo() {
        Layer net = withBatchNorm(true);
        net.eval();
        double[] own = net.apply(SUPPORT_X).toArray();
        Layer other = withBatchNorm(true);
        other.namedBuffers().get("1.runningMean").assign(Tensor.of(1, 2, 3));
        other.eval();
        double[] expected = other.apply(SUPPORT_X).toArray();
        assertFalse(java.util.Arrays.equals(expected, own));
        assertArrayEquals(
                expected,
                net.apply(Map.of("1.runningMean", Tensor.of(1, 2, 3)), SUPPORT_X)
                        .toArray());
        assertArrayEquals(own, net.apply(SUPPORT_X).toArray());
    }

    @Test
    void batchNormalisationInABatchOfModelsIsRefusedUnlessItOnlyEvaluates() {
        Layer net = withBatchNorm(true);
        Map<String, Tensor> stacked = stacked(List.of(withBatchNorm(true), withBatchNorm(true)));
        double[] before = net.namedBuffers().get("1.runningVar").value().toArray();
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> Autodiff.vmap(stacked, v -> net.apply(v, SUPPORT_X)));
        assertTrue(e.getMessage().contains("evaluate the model (eval())"), e.getMessage());
        Tensor xs = Tensor.stack(0, SUPPORT_X, SUPPORT_X.mul(2));
        e = assertThrows(
                IllegalStateException.class,
                () -> Autodiff.vmap(xs, x -> Autodiff.grad(net, m -> m.apply(x).sum())));
        assertTrue(e.getMessage().contains("evaluate the model (eval())"), e.getMessage());
        assertArrayEquals(before, net.namedBuffers().get("1.runningVar").value().toArray());
        net.eval();
        assertEquals(
                Shape.of(2, 3, 1),
                Autodiff.vmap(stacked, v -> net.apply(v, SUPPORT_X)).shape());
        Layer untracked = withBatchNorm(false);
        Tensor y = Autodiff.vmap(stacked, v -> untracked.apply(v, SUPPORT_X));
        assertArrayEquals(untracked.apply(SUPPORT_X).toArray(), y.select(0, 1).toArray(), CLOSE);
    }
}
