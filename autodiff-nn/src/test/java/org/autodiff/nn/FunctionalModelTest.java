package org.autodiff.nn;

import static org.autodiff.nn.MamlNet.CLOSE;
import static org.autodiff.nn.MamlNet.FIRST_ORDER;
import static org.autodiff.nn.MamlNet.HESSIAN_PRODUCT;
import static org.autodiff.nn.MamlNet.MAML_1;
import static org.autodiff.nn.MamlNet.MAML_3;
import static org.autodiff.nn.MamlNet.QUERY_X;
import static org.autodiff.nn.MamlNet.QUERY_Y;
import static org.autodiff.nn.MamlNet.SUPPORT_X;
import static org.autodiff.nn.MamlNet.SUPPORT_Y;
import static org.autodiff.nn.MamlNet.adapted;
import static org.autodiff.nn.MamlNet.assertClose;
import static org.autodiff.nn.MamlNet.net;
import static org.autodiff.nn.MamlNet.query;
import static org.autodiff.nn.MamlNet.refused;
import static org.autodiff.nn.MamlNet.stacked;
import static org.autodiff.nn.MamlNet.support;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Autodiff;
import org.autodiff.Autodiff.WithAux;
import org.autodiff.Autodiff.WithGradient;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.loss.BinaryCrossEntropyWithLogits;
import org.autodiff.nn.loss.Mse;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.tree.Tree;
import org.junit.jupiter.api.Test;

/** Models as functions of their parameters. */
class FunctionalModelTest {
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

    private static Layer drawn(int seed) {
        return Sequential.of(Linear.of(2, 5, Rng.of(seed)), Activation.tanh(), Linear.of(5, 1, Rng.of(seed + 100)));
    }

    @Test
    void anEnsembleIsOneModelMappedOverStackedParameters() {
        List<Layer> models = List.of(drawn(1), drawn(2), drawn(3));
        Layer one = drawn(9);
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
        Layer net = drawn(4);
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
        Layer net = drawn(7);
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
}
