package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** L-BFGS on functions that are not defined everywhere, and of every size. Minima are known by hand. */
class LbfgsDomainTest {
    private static final UnaryOperator<Lbfgs.Builder> PLAIN = b -> b;
    private static final UnaryOperator<Lbfgs.Builder> WOLFE = b -> b.strongWolfe(true);

    private static Lbfgs lbfgs(Map<String, Parameter> parameters, UnaryOperator<Lbfgs.Builder> options) {
        return options.apply(Lbfgs.builder(parameters)).build();
    }

    /** A function, the point to start from, and its minimum. */
    private record Problem(UnaryOperator<Tensor> f, double[] start, double[] minimum) {}

    private static final Map<String, Problem> PROBLEMS = new LinkedHashMap<>();

    static {
        Tensor counts = Tensor.of(3.0, 5.0, 2.0, 8.0);
        UnaryOperator<Tensor> poisson = p -> p.sub(counts.mul(p.log())).mean();
        PROBLEMS.put("poisson from 20", new Problem(poisson, new double[] {20}, new double[] {4.5}));
        PROBLEMS.put("poisson from 1000", new Problem(poisson, new double[] {1000}, new double[] {4.5}));
        PROBLEMS.put("poisson from 0.01", new Problem(poisson, new double[] {0.01}, new double[] {4.5}));
        PROBLEMS.put(
                "barriers",
                new Problem(
                        p -> p.sum().sub(p.log().dot(Tensor.of(1.0, 10.0, 0.1))),
                        new double[] {50, 1, 7},
                        new double[] {1, 10, 0.1}));
        PROBLEMS.put( // defined in the unit disk only
                "disk",
                new Problem(
                        p -> p.square().sum().neg().add(1).log().neg().add(p.dot(Tensor.of(3.0, 4.0))),
                        new double[] {0.6, 0.7},
                        disk()));
        PROBLEMS.put( // the loss is finite at 0 and above, its gradient not: infinite at 0, NaN below
                "root", new Problem(p -> p.sub(p.sqrt()).sum(), new double[] {9, 0.01}, new double[] {0.25, 0.25}));
        PROBLEMS.put( // overflows to infinity on the far side
                "overflow",
                new Problem(p -> p.exp().sub(p.mul(2)).sum(), new double[] {-30}, new double[] {Math.log(2)}));
    }

    /** Minimum of -log(1 - r^2) - 5 r, against (3, 4): 2 r = 5 (1 - r^2). */
    private static double[] disk() {
        double r = (Math.sqrt(26) - 1) / 5;
        return new double[] {-r * 3 / 5, -r * 4 / 5};
    }

    private static Arguments arguments(String problem, String how, UnaryOperator<Lbfgs.Builder> options) {
        return Arguments.of(problem, how, options);
    }

    static Stream<Arguments> cases() {
        List<Arguments> all = new ArrayList<>();
        for (String name : PROBLEMS.keySet()) {
            all.add(arguments(name, "line search", WOLFE));
            all.add(arguments(
                    name,
                    "line search, one at a time",
                    b -> b.strongWolfe(true).maxIterations(1).maxEvaluations(25)));
            all.add(arguments(name, "no line search", PLAIN));
            all.add(arguments(name, "no line search, few at a time", b -> b.maxIterations(3)));
            all.add(arguments(name, "no line search, one at a time", b -> b.maxIterations(1)));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void findsTheMinimumAndNeverEndsHigher(String name, String how, UnaryOperator<Lbfgs.Builder> options) {
        Problem problem = PROBLEMS.get(name);
        Parameter p = Parameter.of("p", NdArray.of(problem.start));
        Lbfgs optimizer = lbfgs(Map.of("p", p), options);
        Supplier<Tensor> loss = () -> problem.f.apply(p);
        double before = loss.get().item();
        for (int i = 0; i < 100; i++) {
            assertEquals(before, Autodiff.step(() -> optimizer.step(loss)), 1e-12 * Math.abs(before));
            double after = loss.get().item();
            assertTrue(after <= before, "step " + i + " from " + before + " to " + after);
            before = after;
        }
        assertArrayEquals(problem.minimum, p.toArray(), 1e-3); // changes below 1e-9 end a call
    }

    private static double[] minimise(
            Problem problem, double factor, UnaryOperator<Lbfgs.Builder> options, List<double[]> way) {
        Parameter p = Parameter.of("p", NdArray.of(problem.start));
        Lbfgs optimizer = lbfgs(Map.of("p", p), options);
        for (int i = 0; i < 40; i++) {
            optimizer.step(() -> problem.f.apply(p).mul(factor));
            way.add(p.toArray());
        }
        return p.toArray();
    }

    private static final Problem ROSENBROCK = new Problem(
            v -> v.select(0, 1)
                    .sub(v.select(0, 0).square())
                    .square()
                    .mul(100)
                    .add(v.select(0, 0).sub(1).square()),
            new double[] {-1.2, 1},
            new double[] {1, 1});

    @Test
    void aLossOfAnySizeConverges() {
        for (double factor : new double[] {1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 1, 1e5, 1e10, 1e20, 1e100, 1e290}) {
            double[] found = minimise(ROSENBROCK, factor, WOLFE, new ArrayList<>());
            assertArrayEquals(ROSENBROCK.minimum, found, 1e-3, "loss times " + factor);
            found = minimise(PROBLEMS.get("poisson from 20"), factor, PLAIN, new ArrayList<>());
            assertEquals(4.5, found[0], 1e-3, "loss times " + factor);
        }
    }

    /** Multiplying by a power of two does not round, so only the tolerances differ, close to the end. */
    @Test
    void multiplyingALossChangesNoMove() {
        List<double[]> plain = new ArrayList<>();
        minimise(ROSENBROCK, 1, b -> b.strongWolfe(true).maxIterations(1), plain);
        for (int exponent : new int[] {-900, -70, -33, 33, 70, 900}) {
            List<double[]> scaled = new ArrayList<>();
            minimise(
                    ROSENBROCK,
                    Math.scalb(1.0, exponent),
                    b -> b.strongWolfe(true).maxIterations(1),
                    scaled);
            for (int i = 0; i < 25; i++) {
                assertArrayEquals(plain.get(i), scaled.get(i), "2^" + exponent + ", step " + i);
            }
        }
    }

    /**
     * Flat directions come last, when the gradient is a billionth of the first one. No tolerance may end the search
     * before.
     */
    @Test
    void aSmallLossThatIsBadlyConditionedConvergesAsFar() {
        Tensor curvatures = Tensor.of(1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4, 1e5);
        double[] ones = Tensor.ones(curvatures.shape()).toArray();
        Problem problem = new Problem(p -> p.square().dot(curvatures), ones, new double[ones.length]);
        for (double factor : new double[] {1, 1e-10, 1e-100, 1e-300, 1e100}) {
            double[] found = minimise(problem, factor, WOLFE, new ArrayList<>());
            double value = problem.f.apply(Tensor.of(found)).item();
            assertTrue(value < 1e-5, "loss times " + factor + " ends at " + value);
        }
    }

    @Test
    void ofASmallLossATinyGradientIsTheEndToo() {
        for (double factor : new double[] {1e-12, 1, 1e12}) {
            Parameter p = Parameter.of("p", NdArray.of(3, -4));
            Lbfgs optimizer = lbfgs(Map.of("p", p), WOLFE);
            Supplier<Tensor> loss = () -> p.sub(1).square().sum().mul(factor);
            optimizer.step(loss);
            long evaluations = optimizer.evaluations();
            for (int i = 0; i < 3; i++) {
                optimizer.step(loss);
            }
            assertTrue(optimizer.evaluations() <= evaluations + 5, "nothing is left to do, loss times " + factor);
        }
    }

    @Test
    void whereTheStartIsNotFiniteNothingIsDone() {
        Parameter p = Parameter.of("p", NdArray.of(-1));
        Parameter q = Parameter.of("q", NdArray.of(0));
        Lbfgs optimizer = lbfgs(Map.of("p", p, "q", q), PLAIN);
        assertEquals(
                "lbfgs: the loss is NaN where the step begins, so there is no way down: nothing has moved",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> optimizer.step(() -> p.log().add(q).sum()))
                        .getMessage());
        assertEquals(
                "lbfgs: the gradient of 'q' is infinite or NaN where the step begins: nothing has moved",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> optimizer.step(
                                        () -> p.square().add(q.sqrt()).sum()))
                        .getMessage());
        assertEquals(NdArray.of(-1), p.value());
        assertEquals(NdArray.of(0), q.value());
        assertEquals(0, optimizer.iterations());
        assertEquals(2, optimizer.step(() -> p.square().add(q.sub(1).square()).sum()), "and it can go on");
    }
}
