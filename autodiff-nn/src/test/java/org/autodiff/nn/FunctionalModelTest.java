package org.autodiff.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import org.autodiff.Autodiff;
import org.autodiff.Autodiff.WithAux;
import org.autodiff.Autodiff.WithGradient;
import org.autodiff.NoGrad;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.loss.BinaryCrossEntropyWithLogits;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.norm.BatchNorm1d;
import org.autodiff.nn.norm.BatchNormOptions;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.tree.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Models as functions of their parameters. */
class FunctionalModelTest {
    private static final double CLOSE = 1e-14;

    private static final Tensor SUPPORT_X = Tensor.of(new double[][] {{1, 0.5}, {-0.5, 2}, {0.25, -1}});
    private static final Tensor SUPPORT_Y = Tensor.of(new double[][] {{0.7}, {-0.2}, {0.4}});
    private static final Tensor QUERY_X = Tensor.of(new double[][] {{0.1, 0.9}, {-1.5, 0.3}});
    private static final Tensor QUERY_Y = Tensor.of(new double[][] {{0.3}, {-0.6}});

    /** The network of {@code src/test/python/maml.py}. */
    private static Layer net() {
        Layer net = Sequential.of(Linear.of(2, 3, Rng.of(1)), Activation.tanh(), Linear.of(3, 1, Rng.of(2)));
        Map<String, Parameter> p = net.namedParameters();
        p.get("0.weight").assign(NdArray.of(new double[][] {{0.3, -0.2, 0.5}, {-0.4, 0.1, 0.7}}));
        p.get("0.bias").assign(NdArray.of(0.05, -0.1, 0.2));
        p.get("2.weight").assign(NdArray.of(new double[][] {{0.6}, {-0.3}, {0.8}}));
        p.get("2.bias").assign(NdArray.of(new double[] {0.1}));
        return net;
    }

    private static Tensor support(Layer m) {
        return new Mse().apply(m.apply(SUPPORT_X), SUPPORT_Y);
    }

    private static Tensor query(Layer m) {
        return new Mse().apply(m.apply(QUERY_X), QUERY_Y);
    }

    /** Parameters after steps of descent on the support loss, as functions of what the model has now. */
    private static Map<String, Tensor> adapted(Layer model, int steps, Tensor rate) {
        Map<String, Tensor> now = model.parameterValues();
        for (int i = 0; i < steps; i++) {
            Map<String, Tensor> gradient = model.with(now, () -> Autodiff.grad(model, m -> support(m)));
            now = Tree.map((p, g) -> p.sub(g.mul(rate)), now, gradient);
        }
        return now;
    }

    private static void assertClose(Map<String, double[]> expected, Map<String, Tensor> got) {
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(got.keySet()));
        expected.forEach((name, e) -> assertArrayEquals(e, got.get(name).toArray(), CLOSE, name));
    }

    private static Map<String, double[]> byName(double[] w0, double[] b0, double[] w2, double[] b2) {
        Map<String, double[]> all = new LinkedHashMap<>();
        all.put("0.weight", w0);
        all.put("0.bias", b0);
        all.put("2.weight", w2);
        all.put("2.bias", b2);
        return all;
    }

    // ---- against PyTorch 2.14, torch.func, float64: src/test/python/maml.py

    private static final Map<String, double[]> MAML_1 = byName(
            new double[] {
                -0.020685755356907292,
                0.011220064667992451,
                -0.029792935160267514,
                0.037565549783433162,
                -0.016772471421288692,
                0.036051959257885062
            },
            new double[] {0.049575251122324956, -0.025976563655046414, 0.046446639246956065},
            new double[] {-0.038686101747202863, 0.012401998867122474, 0.028311783848434267},
            new double[] {0.083432829167240208});

    private static final Map<String, double[]> MAML_3 = byName(
            new double[] {
                0.026653407417746463,
                -0.014783395255878382,
                0.033563225604270129,
                -0.0070660409199185883,
                0.0010693431660300169,
                -0.014920487231993277
            },
            new double[] {-0.016360301029400379, 0.008263964319335626, -0.021204917826183084},
            new double[] {0.017823613412856248, -0.010904348078861696, 0.017195661784150194},
            new double[] {-0.023674039785592987});

    private static final Map<String, double[]> FIRST_ORDER = byName(
            new double[] {
                -0.015150307284761374,
                0.0095386136505529549,
                -0.025297303312025291,
                0.054907796675776846,
                -0.029870358668951866,
                0.04057928280610261
            },
            new double[] {0.070248303660941869, -0.038779523232358518, 0.058047271360129965},
            new double[] {-0.044704194941351375, 0.0073138653263739653, 0.058966290847098576},
            new double[] {0.1279412589863968});

    private static final Map<String, double[]> HESSIAN_PRODUCT = byName(
            new double[] {
                -0.62343952311949147,
                0.33715980910294885,
                -0.45006277762988117,
                0.38141960962949983,
                -0.48524784224176265,
                0.73634584279064352
            },
            new double[] {-1.2079399310501362, 0.5355384424107249, -1.6247055847183449},
            new double[] {-1.2712149595050461, 1.197153793609159, 0.77442822177768922},
            new double[] {-1.7402510403665374});

    @Test
    void aMamlStepIsThatOfPyTorch() {
        WithGradient<Tensor, Map<String, Tensor>> one =
                Autodiff.valueAndGrad(net(), m -> m.with(adapted(m, 1, Tensor.of(0.1)), () -> query(m)));
        assertEquals(0.0053127754849480197, one.value().item(), CLOSE);
        assertClose(MAML_1, one.gradient());
        WithGradient<Tensor, Map<String, Tensor>> three =
                Autodiff.valueAndGrad(net(), m -> m.with(adapted(m, 3, Tensor.of(0.1)), () -> query(m)));
        assertEquals(0.00091980612732195572, three.value().item(), CLOSE);
        assertClose(MAML_3, three.gradient());
    }

    /** Without the way through the inner gradient it is first-order MAML, another derivative. */
    @Test
    void aDetachedInnerStepGivesFirstOrderMaml() {
        Map<String, Tensor> gradient = Autodiff.grad(net(), m -> {
            Map<String, Tensor> inner = Tree.map(g -> g.detach(), Autodiff.grad(m, n -> support(n)));
            Map<String, Tensor> fast = Tree.map((p, g) -> p.sub(g.mul(0.1)), m.parameterValues(), inner);
            return m.with(fast, () -> query(m));
        });
        assertClose(FIRST_ORDER, gradient);
    }

    /** The other way to the same numbers: variables are the parameters' leaves, and backward walks to them. */
    @Test
    void backwardGoesThroughAFunctionalCall() {
        Layer net = net();
        Tensor loss = net.with(adapted(net, 1, Tensor.of(0.1)), () -> query(net));
        var gradients = loss.backward();
        MAML_1.forEach((name, e) -> assertArrayEquals(
                e, gradients.of(net.namedParameters().get(name)).toArray(), CLOSE, name));
    }

    @Test
    void hessianTimesVectorIsThatOfPyTorch() {
        Layer net = net();
        Map<String, Tensor> v =
                Tree.map(p -> Tensor.linspace(-1, 1, p.size()).reshape(p.shape()), net.parameterValues());
        assertClose(HESSIAN_PRODUCT, Autodiff.hvp(net, m -> support(m), v));
    }

    // ---- the same as what can be written without

    @Test
    void gradientsAreThoseOfBackward() {
        Layer net = net();
        Tensor loss = support(net);
        var expected = loss.backward();
        WithGradient<Tensor, Map<String, Tensor>> got = Autodiff.valueAndGrad(net, m -> support(m));
        assertEquals(loss.item(), got.value().item());
        net.namedParameters()
                .forEach((name, p) -> assertArrayEquals(
                        expected.of(p).toArray(), got.gradient().get(name).toArray()));
    }

    @Test
    void forwardModeIsTheInnerProductWithTheGradient() {
        Layer net = net();
        Map<String, Tensor> v = Tree.map(p -> p.cos(), net.parameterValues());
        Map<String, Tensor> gradient = Autodiff.grad(net, m -> support(m));
        double expected = 0;
        for (String name : v.keySet()) {
            expected += v.get(name).mul(gradient.get(name)).sum().item();
        }
        assertEquals(expected, Autodiff.jvp(net, m -> support(m), v).tangent().item(), CLOSE);
        Map<String, Tensor> back =
                Autodiff.vjp(net, m -> support(m), Tensor.of(2)).gradient();
        assertArrayEquals(
                gradient.get("0.bias").mul(2).toArray(), back.get("0.bias").toArray(), CLOSE);
    }

    @Test
    void theFunctionMayReadParametersInAnyWay() {
        Layer net = net();
        Parameter bias = net.namedParameters().get("0.bias");
        Map<String, Tensor> gradient = Autodiff.grad(net, m -> {
            Tensor penalty = bias.square().sum();
            return bias.toArray()[0] < 1 ? penalty.mul(m.parameters().get(3).sum()) : penalty;
        });
        assertArrayEquals(
                new double[] {0.2 * 0.05, 0.2 * -0.1, 0.2 * 0.2},
                gradient.get("0.bias").toArray(),
                CLOSE);
        assertEquals(0.0525, gradient.get("2.bias").item(), CLOSE);
        assertArrayEquals(new double[6], gradient.get("0.weight").toArray()); // not read
    }

    @Test
    void anAuxiliaryResultOfAModel() {
        WithGradient<WithAux<Tensor>, Map<String, Tensor>> r = Autodiff.valueAndGradWithAux(net(), m -> {
            Tensor y = m.apply(SUPPORT_X);
            return new WithAux<>(new Mse().apply(y, SUPPORT_Y), y);
        });
        assertEquals(Shape.of(3, 1), r.value().aux().shape());
        assertArrayEquals(
                Autodiff.grad(net(), m -> support(m)).get("0.weight").toArray(),
                r.gradient().get("0.weight").toArray());
    }

    @Test
    void anOptimizerTakesGradientsByName() {
        Layer one = net();
        Layer other = net();
        Optimizer first = Optimizer.of(one, new Adam(), 1e-2);
        Optimizer second = Optimizer.of(other, new Adam(), 1e-2);
        for (int i = 0; i < 3; i++) {
            first.step(support(one).backward());
            second.step(Autodiff.grad(other, m -> support(m)));
        }
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(
                    one.parameters().get(i).toArray(), other.parameters().get(i).toArray());
        }
        Map<String, Tensor> gradient = new LinkedHashMap<>(Autodiff.grad(other, m -> support(m)));
        gradient.put("3.weight", Tensor.of(1));
        refused("for '3.weight', which is none of its parameters [0.weight,", () -> second.step(gradient));
        gradient.remove("3.weight");
        gradient.put("2.bias", Tensor.of(1, 2));
        refused("a gradient of shape (2) for '2.bias', which is of shape (1)", () -> second.step(gradient));
        gradient.remove("2.bias");
        refused("the loss does not depend on '2.bias'", () -> second.step(gradient));
        assertEquals(3, second.steps());
    }

    // ---- batches of models, and models of batches

    private static Layer net(int seed) {
        return Sequential.of(Linear.of(2, 5, Rng.of(seed)), Activation.tanh(), Linear.of(5, 1, Rng.of(seed + 100)));
    }

    /** Each parameter of some models, stacked along a new first axis. */
    private static Map<String, Tensor> stacked(List<Layer> models) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (String name : models.get(0).namedParameters().keySet()) {
            all.put(
                    name,
                    Tensor.stack(
                            0,
                            models.stream()
                                    .map(m -> m.namedParameters().get(name))
                                    .toArray(Tensor[]::new)));
        }
        return all;
    }

    @Test
    void anEnsembleIsOneModelMappedOverStackedParameters() {
        List<Layer> models = List.of(net(1), net(2), net(3));
        Layer one = net(9);
        double[] before = one.apply(SUPPORT_X).toArray();
        Map<String, Tensor> stacked = stacked(models);
        Tensor all = Autodiff.vmap(stacked, values -> one.apply(values, SUPPORT_X));
        assertEquals(Shape.of(3, 3, 1), all.shape());
        Map<String, Tensor> gradients =
                Autodiff.vmap(stacked, values -> Autodiff.grad(values, v -> one.with(v, () -> support(one))));
        Map<String, Tensor> same =
                Autodiff.vmap(stacked, values -> one.with(values, () -> Autodiff.grad(one, m -> support(m))));
        for (int i = 0; i < 3; i++) {
            Layer model = models.get(i);
            assertArrayEquals(model.apply(SUPPORT_X).toArray(), all.select(0, i).toArray(), CLOSE);
            var expected = support(model).backward();
            int member = i;
            model.namedParameters().forEach((name, p) -> {
                double[] e = expected.of(p).toArray();
                assertArrayEquals(e, gradients.get(name).select(0, member).toArray(), CLOSE, name);
                assertArrayEquals(e, same.get(name).select(0, member).toArray(), CLOSE, name);
            });
        }
        assertArrayEquals(before, one.apply(SUPPORT_X).toArray());
    }

    record Example(Tensor x, Tensor y) {}

    /** Per-example gradients of a batch of 64 are those of a loop over the examples; their mean is the batch's. */
    @Test
    void perExampleGradientsAreThoseOfALoop() {
        Layer net = net(4);
        Example batch = new Example(
                Tensor.of(Rng.of(5).normal(Shape.of(64, 2), 0, 1)),
                Tensor.of(Rng.of(6).normal(Shape.of(64, 1), 0, 1)));
        Map<String, Tensor> each =
                Autodiff.vmap(batch, e -> Autodiff.grad(net, m -> new Mse().apply(m.apply(e.x()), e.y())));
        assertEquals(Shape.of(64, 2, 5), each.get("0.weight").shape());
        for (int i = 0; i < 64; i++) {
            var expected = new Mse()
                    .apply(net.apply(batch.x().select(0, i)), batch.y().select(0, i))
                    .backward();
            int example = i;
            net.namedParameters()
                    .forEach((name, p) -> assertArrayEquals(
                            expected.of(p).toArray(),
                            each.get(name).select(0, example).toArray(),
                            CLOSE,
                            name));
        }
        var whole = new Mse().apply(net.apply(batch.x()), batch.y()).backward();
        net.namedParameters()
                .forEach((name, p) -> assertArrayEquals(
                        whole.of(p).toArray(), each.get(name).mean(0).toArray(), 1e-13, name));
    }

    /** Losses check the numbers of targets, which one example of a batch has not. */
    @Test
    void lossesWithCheckedTargetsHavePerExampleGradients() {
        Layer net = net(7);
        Example batch = new Example(SUPPORT_X, Tensor.of(new double[][] {{1}, {0}, {0.25}}));
        var loss = new BinaryCrossEntropyWithLogits();
        Map<String, Tensor> each =
                Autodiff.vmap(batch, e -> Autodiff.grad(net, m -> loss.apply(m.apply(e.x()), e.y())));
        for (int i = 0; i < 3; i++) {
            var expected = loss.apply(
                            net.apply(batch.x().select(0, i)), batch.y().select(0, i))
                    .backward();
            assertArrayEquals(
                    expected.of(net.parameters().get(0)).toArray(),
                    each.get("0.weight").select(0, i).toArray(),
                    CLOSE);
        }
        refused("must be in [0, 1]", () -> loss.apply(net.apply(SUPPORT_X), Tensor.full(Shape.of(3, 1), 2)));
    }

    @Test
    void jacobianOfAModelAgainstItsGradients() {
        Layer net = net();
        Map<String, Tensor> jacobian = Autodiff.jacobian(net, m -> m.apply(SUPPORT_X));
        for (int i = 0; i < 3; i++) {
            int row = i;
            var expected = net.apply(SUPPORT_X).select(0, row).sum().backward();
            net.namedParameters().forEach((name, p) -> {
                Tensor block = jacobian.get(name);
                assertEquals(Shape.of(3, 1).concat(p.shape()), block.shape());
                assertArrayEquals(expected.of(p).toArray(), block.select(0, row).toArray(), CLOSE, name);
            });
        }
    }

    /** Rows of the Hessian times the vector that PyTorch's product was made with. */
    @Test
    void hessianOfAModelAgainstPyTorch() {
        Layer net = net();
        Map<String, Map<String, Tensor>> hessian = Autodiff.hessian(net, m -> support(m));
        HESSIAN_PRODUCT.forEach((row, expected) -> {
            Tensor product = Tensor.zeros(Shape.of(expected.length));
            for (Map.Entry<String, Tensor> block : hessian.get(row).entrySet()) {
                int size = net.namedParameters().get(block.getKey()).size();
                product = product.add(
                        block.getValue().reshape(expected.length, size).matmul(Tensor.linspace(-1, 1, size)));
            }
            assertArrayEquals(expected, product.toArray(), CLOSE, row);
        });
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

    // ---- unrolled training

    /** w' = w - r w for w^2/2: after 5 steps w (1 - r)^5, its half square has the slope -5 w^2 (1 - r)^9 at r. */
    @Test
    void fiveStepsOfTrainingAreDifferentiatedByTheLearningRate() {
        final class Point extends Model {
            private final Parameter w = parameter("w", NdArray.of(3, -2));

            Tensor loss() {
                return w.square().sum().mul(0.5);
            }
        }

        Point point = new Point();
        Tensor slope = Autodiff.grad(
                rate -> {
                    Map<String, Tensor> now = point.parameterValues();
                    for (int i = 0; i < 5; i++) {
                        Map<String, Tensor> g = point.with(now, () -> Autodiff.grad(point, p -> p.loss()));
                        now = Tree.map((p, d) -> p.sub(d.mul(rate)), now, g);
                    }
                    return point.with(now, point::loss);
                },
                Tensor.of(0.1));
        assertEquals(-5 * 13 * Math.pow(0.9, 9), slope.item(), 1e-13);
        assertArrayEquals(new double[] {3, -2}, point.w.toArray());
    }

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

    // ---- together with the rest of the engine

    /** What is recomputed on the way back reads what stood for the parameters, though the call is over then. */
    @Test
    void aCheckpointRunsAgainWithTheSameParameters() {
        Layer net = net();
        Map<String, Tensor> checkpointed =
                Autodiff.grad(net, m -> new Mse().apply(Autodiff.checkpoint(x -> m.apply(x), SUPPORT_X), SUPPORT_Y));
        Map<String, Tensor> plain = Autodiff.grad(net, m -> support(m));
        plain.forEach((name, g) ->
                assertArrayEquals(g.toArray(), checkpointed.get(name).toArray(), name));
        Map<String, Tensor> meta = Autodiff.grad(net(), m -> {
            Map<String, Tensor> fast = adapted(m, 1, Tensor.of(0.1));
            Tensor y = m.with(fast, () -> Autodiff.checkpoint(x -> m.apply(x), QUERY_X));
            return new Mse().apply(y, QUERY_Y);
        });
        assertClose(MAML_1, meta);
    }

    @Test
    void aRecordedCallIsReplayedWithOtherValues() {
        Layer net = net();
        Tensor bias = Tensor.of(new double[] {3});
        Tape tape = Tape.record(xs -> net.apply(Map.of("2.bias", xs[0]), QUERY_X), bias);
        Tensor other = Tensor.of(new double[] {-1});
        assertArrayEquals(
                net.apply(Map.of("2.bias", other), QUERY_X).toArray(),
                tape.replay(other).toArray());
        // the bias of the model is 0.1
        assertArrayEquals(
                new double[] {-1.1, -1.1},
                tape.replay(other).sub(net.apply(QUERY_X)).toArray(),
                CLOSE);
    }

    @Test
    void aStepOfTrainingMayBeATransform() {
        Layer one = net();
        Layer other = net();
        Optimizer first = Optimizer.of(one, new Adam(), 1e-2);
        Optimizer second = Optimizer.of(other, new Adam(), 1e-2);
        for (int i = 0; i < 3; i++) {
            first.step(support(one).backward());
            Map<String, Tensor> escaped = Autodiff.step(() -> {
                WithGradient<Tensor, Map<String, Tensor>> r = Autodiff.valueAndGrad(other, m -> support(m));
                second.step(r.gradient());
                return r.gradient();
            });
            assertEquals(Shape.of(2, 3), escaped.get("0.weight").shape());
            assertTrue(Double.isFinite(escaped.get("0.weight").sum().item()));
        }
        assertArrayEquals(
                one.parameters().get(0).toArray(), other.parameters().get(0).toArray());
    }

    // ---- misuse

    private static void refused(String expected, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(expected), message);
    }

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
                BatchNorm1d.of(3, new BatchNormOptions().tracked(tracked)),
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
                        + " layers that keep none (BatchNormOptions.tracked(false), GroupNorm)",
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
}
