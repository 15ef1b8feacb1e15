package org.autodiff.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.autodiff.Parameter;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;

/**
 * Trajectories against PyTorch's formulas in plain numbers, on a valley that is steep along one axis and curved:
 * {@code f(x, y) = (1 - x)^2 / 2 + 10 (y - x^2)^2}.
 */
class TrajectoryTest {
    private static final int STEPS = 60;
    private static final double[] START = {-1.2, 0.7};

    private static double[] slope(double[] p) {
        double miss = p[1] - p[0] * p[0];
        return new double[] {p[0] - 1 - 40 * p[0] * miss, 20 * miss};
    }

    private static Tensor loss(Tensor p) {
        Tensor x = p.select(0, 0);
        Tensor y = p.select(0, 1);
        return x.sub(1).square().div(2).add(y.sub(x.square()).square().mul(10));
    }

    /** One step of a rule for one number, in plain arithmetic. */
    @FunctionalInterface
    private interface Plain {
        double move(double p, double g, double[] memory, double rate, int t);
    }

    private static double rate(double first, int t) {
        return t <= STEPS / 2 ? first : first / 3; // changed on the way
    }

    private static void assertFollows(Rule rule, double first, Plain plain) {
        Parameter p = Parameter.of("p", NdArray.of(START));
        Optimizer optimizer = Optimizer.of(Map.of("p", p), rule, first);
        double[] expected = START.clone();
        double[][] memory = new double[2][2];
        for (int t = 1; t <= STEPS; t++) {
            optimizer.setLearningRate(rate(first, t));
            optimizer.step(loss(p).backward());
            double[] g = slope(expected);
            for (int i = 0; i < 2; i++) {
                expected[i] = plain.move(expected[i], g[i], memory[i], rate(first, t), t);
                assertEquals(expected[i], p.value().get(i), 1e-12 * Math.max(1, Math.abs(expected[i])), "step " + t);
            }
        }
    }

    @Test
    void sgd() {
        assertFollows(new Sgd(), 0.01, (p, g, memory, rate, t) -> p - rate * g);
    }

    @Test
    void momentum() {
        assertFollows(new Momentum(0.9), 0.002, (p, g, v, rate, t) -> {
            v[0] = 0.9 * v[0] + g;
            return p - rate * v[0];
        });
    }

    @Test
    void nesterov() {
        assertFollows(new Momentum(0.8, true), 0.002, (p, g, v, rate, t) -> {
            v[0] = 0.8 * v[0] + g;
            return p - rate * (g + 0.8 * v[0]);
        });
    }

    private static Plain adam(double beta1, double beta2, double epsilon) {
        return (p, g, m, rate, t) -> {
            m[0] = beta1 * m[0] + (1 - beta1) * g;
            m[1] = beta2 * m[1] + (1 - beta2) * g * g;
            double size = Math.sqrt(m[1]) / Math.sqrt(1 - Math.pow(beta2, t)) + epsilon;
            return p - rate / (1 - Math.pow(beta1, t)) * m[0] / size;
        };
    }

    @Test
    void adam() {
        assertFollows(new Adam(), 0.05, adam(0.9, 0.999, 1e-8));
    }

    @Test
    void adamWithOtherNumbers() {
        assertFollows(new Adam(0.7, 0.9, 0.1), 0.2, adam(0.7, 0.9, 0.1));
        assertFollows(new Adam(0, 0.5, 1e-3), 0.02, adam(0, 0.5, 1e-3));
    }

    @Test
    void zeroGradientFromTheStartMovesNothing() {
        Parameter p = Parameter.of("p", NdArray.of(2, 3));
        Optimizer adam = Optimizer.of(Map.of("p", p), new Adam(), 0.1);
        adam.step(p.mul(0).sum().backward());
        assertEquals(NdArray.of(2, 3), p.value());
    }
}
