package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares with torch.optim.LBFGS, see {@code lbfgs.py}, and on functions with known minima. {@link LbfgsDomainTest}
 * has functions on which PyTorch fails.
 */
class LbfgsTest {
    private static final Reference REFERENCE = Reference.load("lbfgs");
    private static final UnaryOperator<Lbfgs.Builder> PLAIN = b -> b;
    private static final UnaryOperator<Lbfgs.Builder> WOLFE = b -> b.strongWolfe(true);
    private static final Map<String, UnaryOperator<Lbfgs.Builder>> CASES = new LinkedHashMap<>();

    static {
        CASES.put("net", b -> b.learningRate(0.5).maxIterations(2));
        CASES.put("net/one", b -> b.learningRate(0.3).maxIterations(1));
        CASES.put("net/default", PLAIN);
        CASES.put("net/history", b -> b.learningRate(0.4).maxIterations(3).historySize(2));
        CASES.put("net/wolfe", b -> b.strongWolfe(true).maxIterations(2));
        CASES.put("net/wolfe/one", b -> b.strongWolfe(true).maxIterations(1));
        CASES.put("net/wolfe/default", WOLFE);
        CASES.put(
                "net/wolfe/rate",
                b -> b.strongWolfe(true)
                        .learningRate(2)
                        .maxIterations(2)
                        .historySize(3)
                        .maxEvaluations(20));
        CASES.put(
                "net/wolfe/small",
                b -> b.strongWolfe(true).learningRate(0.01).maxIterations(2).maxEvaluations(9));
        CASES.put("net/tolerance", b -> b.learningRate(0.5).tolerances(1e-2, 1e-4));
        CASES.put("rosenbrock/wolfe", b -> b.strongWolfe(true).maxIterations(2));
        CASES.put("rosenbrock/wolfe/default", WOLFE);
        CASES.put(
                "rosenbrock/wolfe/few",
                b -> b.strongWolfe(true).maxIterations(3).maxEvaluations(4));
        CASES.put(
                "rosenbrock/wolfe/eval1",
                b -> b.strongWolfe(true).learningRate(0.01).maxIterations(3).maxEvaluations(1));
        CASES.put(
                "rosenbrock/wolfe/long",
                b -> b.strongWolfe(true).learningRate(30).maxIterations(3).maxEvaluations(40));
        CASES.put("logs", b -> b.learningRate(0.2).maxIterations(4));
        CASES.put("logs/wolfe", b -> b.strongWolfe(true).learningRate(3).maxIterations(2));
        CASES.put("waves/wolfe", b -> b.strongWolfe(true).maxIterations(3).maxEvaluations(30));
        CASES.put(
                "waves/wolfe/long",
                b -> b.strongWolfe(true).learningRate(12).maxIterations(1).maxEvaluations(30));
        CASES.put(
                "waves/wolfe/middle",
                b -> b.strongWolfe(true).learningRate(4).maxIterations(2).maxEvaluations(6));
    }

    private static final Map<String, UnaryOperator<Tensor>> LOSSES =
            Map.of("rosenbrock", LbfgsTest::rosenbrock, "logs", LbfgsTest::logs, "waves", LbfgsTest::waves);

    private static Lbfgs lbfgs(Map<String, Parameter> parameters, UnaryOperator<Lbfgs.Builder> options) {
        return options.apply(Lbfgs.builder(parameters)).build();
    }

    private static Parameter start(String name) {
        return Parameter.of(name, REFERENCE.array("start/" + name));
    }

    private static Tensor rosenbrock(Tensor v) {
        Tensor head = v.slice(0, 0, v.size() - 1);
        Tensor across = v.slice(0, 1, v.size()).sub(head.square());
        return across.square().mul(100).add(head.neg().add(1).square()).sum();
    }

    private static Tensor logs(Tensor v) {
        Tensor wave = v.select(0, 0).mul(v.select(0, 1)).sin().mul(0.3);
        return v.sub(1).square().add(0.1).log().sum().add(wave);
    }

    private static Tensor waves(Tensor v) {
        Tensor across = v.select(0, 0).sub(v.select(0, 1).mul(v.select(0, 2)));
        Tensor each = v.mul(5).sin().add(v.square().mul(0.1));
        return each.sum().add(across.square().mul(0.5));
    }

    private static void assertFollows(String name, Supplier<Tensor> loss, Parameter... parameters) {
        Map<String, Parameter> named = new LinkedHashMap<>();
        for (Parameter p : parameters) {
            named.put(p.name(), p);
        }
        Lbfgs optimizer = lbfgs(named, CASES.get(name));
        double[] losses = REFERENCE.array(name + "/losses").toArray();
        double[] counts = REFERENCE.array(name + "/counts").toArray();
        Tensor values = REFERENCE.tensor(name + "/values");
        for (int i = 0; i < losses.length; i++) {
            if (i + 1 < losses.length && losses[i + 1] > losses[i] + 1e-12) {
                return; // where PyTorch's call ends higher than it began, this one goes back
            }
            double before = Autodiff.step(() -> optimizer.step(loss));
            assertEquals(losses[i], before, 1e-10 * Math.max(1, Math.abs(losses[i])), name + ", loss of step " + i);
            assertEquals(counts[i], optimizer.evaluations(), name + ", evaluations after step " + i);
            double[] now = Tensor.concat(
                            0,
                            Stream.of(parameters)
                                    .map(p -> p.detach().reshape(-1))
                                    .toArray(Tensor[]::new))
                    .toArray();
            assertArrayEquals(values.select(0, i).toArray(), now, 1e-9, name + ", parameters after step " + i);
        }
    }

    static Stream<String> names() {
        return CASES.keySet().stream();
    }

    @Test
    void everyCaseOfTheReferenceIsHere() {
        TreeSet<String> there = REFERENCE.names().stream()
                .filter(name -> name.endsWith("/values"))
                .map(name -> name.substring(0, name.lastIndexOf('/')))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(there, new TreeSet<>(CASES.keySet()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void followsPyTorch(String name) {
        if (name.startsWith("net")) {
            Tensor x = REFERENCE.tensor("start/x");
            Tensor y = REFERENCE.tensor("start/y");
            Parameter w = start("w");
            Parameter b = start("b");
            Supplier<Tensor> loss = () -> x.matmul(w)
                    .add(b)
                    .tanh()
                    .sub(y)
                    .square()
                    .mean()
                    .add(b.mul(3).cos().sum().mul(0.1));
            assertFollows(name, loss, w, b);
        } else {
            Parameter v = start("v");
            assertFollows(name, () -> LOSSES.get(name.split("/")[0]).apply(v), v);
        }
    }

    @Test
    void findsTheMinimumOfAQuadratic() {
        Parameter p = Parameter.of("p", NdArray.of(5, -3));
        Tensor scale = Tensor.of(1.0, 30.0);
        Lbfgs optimizer = lbfgs(Map.of("p", p), b -> b.strongWolfe(true).tolerances(1e-7, 0));
        Supplier<Tensor> loss = () -> p.sub(2).square().dot(scale);
        assertEquals(9 + 25 * 30, optimizer.step(loss), 1e-12);
        assertArrayEquals(new double[] {2, 2}, p.toArray(), 1e-8);
        long iterations = optimizer.iterations();
        assertTrue(iterations < 10, iterations + " iterations");
        optimizer.step(loss);
        assertEquals(iterations, optimizer.iterations(), "at the minimum nothing is left to do");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFailingLossLeavesTheParametersWhereTheStepBegan(boolean lineSearch) {
        Parameter p = Parameter.of("p", NdArray.of(5, -3));
        Lbfgs optimizer = lbfgs(Map.of("p", p), b -> b.strongWolfe(lineSearch));
        Supplier<Tensor> loss = () -> {
            if (p.select(0, 0).item() < 5) {
                throw new IllegalStateException("here be dragons");
            }
            return p.square().sum();
        };
        assertThrows(IllegalStateException.class, () -> optimizer.step(loss));
        assertEquals(NdArray.of(5, -3), p.value());
    }

    @Test
    void badArgumentsAreRefused() {
        Parameter p = Parameter.of("p", NdArray.of(1));
        Parameter q = Parameter.of("q", NdArray.of(1));
        Lbfgs optimizer = lbfgs(Map.of("p", p, "q", q), PLAIN);
        assertEquals(
                "lbfgs: the loss does not depend on 'q': leave out such parameters; Autodiff.explainGradient says why",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> optimizer.step(() -> p.square().sum()))
                        .getMessage());
        assertEquals(
                "lbfgs: there are no parameters to optimize",
                assertThrows(IllegalArgumentException.class, () -> Lbfgs.of(Activation.relu()))
                        .getMessage());
        assertEquals(
                "lbfgs: historySize must be at least 1, got 0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Lbfgs.builder(Map.of("p", p)).historySize(0))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> Lbfgs.builder(Map.of("p", p)).maxIterations(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> Lbfgs.builder(Map.of("p", p)).maxEvaluations(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> Lbfgs.builder(Map.of("p", p)).learningRate(-1));
        assertThrows(
                IllegalArgumentException.class,
                () -> Lbfgs.builder(Map.of("p", p)).tolerances(Double.NaN, 0));
        assertThrows(NullPointerException.class, () -> Lbfgs.of(null));
        assertThrows(NullPointerException.class, () -> optimizer.step(null));
        Map<String, Parameter> twice = new TreeMap<>(Map.of("p", p, "r", p));
        assertEquals(
                "lbfgs: 'p' and 'r' are the same parameter: name it once",
                assertThrows(IllegalArgumentException.class, () -> Lbfgs.builder(twice))
                        .getMessage());
    }
}
