package org.autodiff.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Structure;
import org.autodiff.options.PNorm;
import org.junit.jupiter.api.Test;

/**
 * A Hessian can be had in four ways: each of the two derivatives is taken in reverse or in forward mode. At points
 * where a derivative is a choice, infinite or NaN they must still agree, element by element.
 */
class RoutesTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double[] POINTS = {-INF, -2, -1, -0.5, -0.0, 0, 0.5, 1, 2, INF, Double.NaN};
    private static final double TOLERANCE = 1e-13;

    /** Second derivatives of the sum of f's elements, as a matrix. */
    private enum Route {
        REVERSE_OVER_REVERSE {
            @Override
            double[] row(UnaryOperator<Tensor> f, Tensor x, int i) {
                return Autodiff.grad(t -> Autodiff.grad(f::apply, t).select(0, i), x)
                        .toArray();
            }
        },
        REVERSE_OVER_FORWARD {
            @Override
            double[] row(UnaryOperator<Tensor> f, Tensor x, int i) {
                return Autodiff.grad(t -> along(f, t, i), x).toArray();
            }
        },
        FORWARD_OVER_REVERSE {
            @Override
            double[] row(UnaryOperator<Tensor> f, Tensor x, int i) {
                return along(t -> Autodiff.grad(f::apply, t), x, i).toArray();
            }
        },
        FORWARD_OVER_FORWARD {
            @Override
            double[] row(UnaryOperator<Tensor> f, Tensor x, int i) {
                return IntStream.range(0, x.size())
                        .mapToDouble(j -> along(t -> along(f, t, j), x, i).item())
                        .toArray();
            }
        };

        /** The i-th row, which is the i-th column too. */
        abstract double[] row(UnaryOperator<Tensor> f, Tensor x, int i);
    }

    private static Tensor along(UnaryOperator<Tensor> f, Tensor x, int i) {
        double[] direction = new double[x.size()];
        direction[i] = 1;
        return Autodiff.jvp(xs -> f.apply(xs[0]), new Tensor[] {x}, new Tensor[] {Tensor.of(direction)})
                .tangent();
    }

    /** Where the ways differ; null if nowhere. */
    private static String difference(UnaryOperator<Tensor> f, double... x) {
        Tensor at = Tensor.of(x);
        for (int i = 0; i < x.length; i++) {
            int row = i;
            List<double[]> rows =
                    Stream.of(Route.values()).map(r -> r.row(f, at, row)).toList();
            for (int r = 1; r < rows.size(); r++) {
                if (!same(rows.get(0), rows.get(r))) {
                    return "row " + i + " at " + Arrays.toString(x) + ": " + Route.values()[r] + " gives "
                            + Arrays.toString(rows.get(r)) + ", " + Route.values()[0] + " "
                            + Arrays.toString(rows.get(0));
                }
            }
        }
        return null;
    }

    private static boolean same(double[] a, double[] b) {
        return IntStream.range(0, a.length)
                .allMatch(i -> a[i] == b[i]
                        || (Double.isNaN(a[i]) && Double.isNaN(b[i]))
                        || Math.abs(a[i] - b[i]) <= TOLERANCE * Math.abs(a[i]) && Double.isFinite(a[i]));
    }

    /**
     * Every gate that works by element, with every attribute that some draws give, at all combinations of the points.
     */
    @Test
    void elementwiseGates() {
        Set<String> differences = new TreeSet<>();
        int looked = 0;
        for (Sample sample : Samples.all()) {
            Set<Gate> gates = new LinkedHashSet<>();
            int inputs = 0;
            for (long seed = 0; seed < 10; seed++) {
                Sample.On on = sample.draw().apply(new Draw(seed));
                inputs = on.inputs().length;
                boolean smooth = IntStream.range(0, inputs).allMatch(on.gate()::differentiable);
                if (on.gate().structure() == Structure.ELEMENTWISE && smooth) {
                    gates.add(on.gate());
                }
            }
            for (Gate gate : gates) {
                int k = inputs;
                for (int p = 0; p < Math.pow(POINTS.length, k); p++) {
                    looked++;
                    String difference = difference(t -> onNumbers(gate, t), point(p, k));
                    if (difference != null) {
                        differences.add(gate + ", " + difference);
                    }
                }
            }
        }
        assertEquals(Set.of(), differences);
        assertTrue(looked > 2000, "only " + looked);
    }

    private static Tensor onNumbers(Gate gate, Tensor t) {
        return Tensor.apply(
                gate, IntStream.range(0, t.size()).mapToObj(i -> t.select(0, i)).toArray(Tensor[]::new));
    }

    private static double[] point(int p, int inputs) {
        double[] x = new double[inputs];
        for (int i = 0, rest = p; i < inputs; i++, rest /= POINTS.length) {
            x[i] = POINTS[rest % POINTS.length];
        }
        return x;
    }

    private static final Map<String, UnaryOperator<Tensor>> OF_VECTORS = Map.ofEntries(
            Map.entry("prod", x -> x.prod()),
            Map.entry("max", x -> x.max()),
            Map.entry("min", x -> x.min()),
            Map.entry("var", x -> x.var()),
            Map.entry("std", x -> x.std()),
            Map.entry("norm", x -> x.norm()),
            Map.entry("norm(1)", x -> x.norm(PNorm.of(1))),
            Map.entry("norm(1.5)", x -> x.norm(PNorm.of(1.5))),
            Map.entry("norm(0.5)", x -> x.norm(PNorm.of(0.5))),
            Map.entry("norm(3)", x -> x.norm(PNorm.of(3))),
            Map.entry("norm(-2)", x -> x.norm(PNorm.of(-2))),
            Map.entry("norm(inf)", x -> x.norm(PNorm.of(INF))),
            Map.entry("logsumexp", x -> x.logsumexp()),
            Map.entry("softmax", x -> x.softmax(0).select(0, 0)),
            Map.entry("logSoftmax", x -> x.logSoftmax(0).select(0, 0)),
            Map.entry("cumprod", x -> x.cumprod(0).sum()),
            Map.entry("median", x -> x.median()),
            Map.entry("silu", x -> x.silu().sum()),
            Map.entry("swish", x -> x.select(0, 0).swish(x.select(0, 1))));

    @Test
    void operationsOnVectors() {
        Set<String> differences = new TreeSet<>();
        OF_VECTORS.forEach((name, f) -> {
            for (int p = 0; p < POINTS.length * POINTS.length; p++) {
                String difference = difference(f, point(p, 2));
                if (difference != null) {
                    differences.add(name + ", " + difference);
                }
            }
        });
        assertEquals(Set.of(), differences);
    }

    /** At base 0: d2/da db of a^b is a^(b-1) (1 + b log a), in which 0 times a logarithm is taken as 0. */
    @Test
    void powersOfZero() {
        UnaryOperator<Tensor> pow = t -> t.select(0, 0).pow(t.select(0, 1));
        double[][] at = {{0, 0}, {0, -1}, {0, 0.5}, {0, 1}, {0, 1.5}, {0, 2}, {0, 3}};
        double[][] hessians = {
            {0, INF, 0}, {INF, INF, INF}, {-INF, -INF, 0}, {0, 1, 0}, {INF, 0, 0}, {2, 0, 0}, {0, 0, 0}
        };
        for (int p = 0; p < at.length; p++) {
            Tensor x = Tensor.of(at[p]);
            double[] h = hessians[p];
            for (Route route : Route.values()) {
                String message = route + " at " + Arrays.toString(at[p]);
                assertArrayEquals(new double[] {h[0], h[1]}, route.row(pow, x, 0), message);
                assertArrayEquals(new double[] {h[1], h[2]}, route.row(pow, x, 1), message);
            }
        }
        double[] product =
                Autodiff.hvp(pow::apply, Tensor.of(0, 1), Tensor.of(1, 1)).toArray();
        assertArrayEquals(new double[] {1, 1}, product);
    }

    /** The scan finds what is there to be found. */
    @Test
    void theScanFindsDifferences() {
        assertTrue(difference(t -> onNumbers(new WrongGates.MixedOneWay(), t), 0, 2) != null);
    }
}
