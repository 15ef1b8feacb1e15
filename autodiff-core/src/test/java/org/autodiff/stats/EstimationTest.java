package org.autodiff.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;

import org.autodiff.Autodiff;
import org.autodiff.Linalg;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/** Least squares, Gaussians and the Kalman filter against formulas for one and two dimensions. */
class EstimationTest {

    private static Tensor random(long seed, int... dims) {
        return Tensor.of(Rng.of(seed).normal(Shape.of(dims), 0, 1));
    }

    private static Tensor one(double x) {
        return Tensor.of(Shape.of(1), x);
    }

    private static Tensor oneByOne(double x) {
        return Tensor.of(Shape.of(1, 1), x);
    }

    private static void assertClose(Tensor expected, Tensor actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.toArray(), actual.toArray(), tolerance);
    }

    private static String refusal(Runnable call) {
        return assertThrowsExactly(IllegalArgumentException.class, call::run).getMessage();
    }

    @Test
    void aLineThroughPoints() {
        double[] t = {0, 1, 2, 3, 4};
        double[] y = {1.1, 2.9, 5.2, 7.1, 8.7};
        double mt = 2;
        double my = 5;
        double slope =
                ((0 - mt) * (1.1 - my) + (1 - mt) * (2.9 - my) + (3 - mt) * (7.1 - my) + (4 - mt) * (8.7 - my)) / 10;
        Tensor x = Tensor.stack(1, Tensor.ones(Shape.of(5)), Tensor.of(t));
        Tensor expected = Tensor.of(my - slope * mt, slope);
        assertClose(expected, Estimation.leastSquares(x, Tensor.of(y)), 1e-14);
        assertClose(expected, Estimation.ridge(x, Tensor.of(y), Tensor.of(0)), 1e-13);
        assertClose(expected, Linalg.lstsq(x, Tensor.of(y)), 1e-14);
        Tensor two = Tensor.stack(1, Tensor.of(y), Tensor.of(y).mul(2));
        assertClose(Tensor.stack(1, expected, expected.mul(2)), Estimation.leastSquares(x, two), 1e-14);
    }

    @Test
    void ridgeShrinks() {
        Tensor x = Tensor.of(new double[][] {{1}, {2}, {2}});
        Tensor b = Estimation.ridge(x, Tensor.of(1, 1, 3), Tensor.of(6));
        assertClose(one(9.0 / 15), b, 1e-15);
        // d/d lambda of 9 / (9 + lambda)
        Tensor g = Autodiff.grad(l -> Estimation.ridge(x, Tensor.of(1, 1, 3), l).sum(), Tensor.of(6));
        assertEquals(-9.0 / 225, g.item(), 1e-15);
    }

    @Test
    void whatIsLeftOfAProjectionIsOrthogonal() {
        Tensor x = random(1, 2, 6, 3);
        Tensor y = random(2, 2, 6);
        Tensor p = Estimation.project(x, y);
        assertClose(p, Estimation.project(x, p), 1e-13);
        assertClose(
                Tensor.zeros(Shape.of(2, 3, 1)),
                x.transpose(-1, -2).matmul(y.sub(p).unsqueeze(-1)),
                1e-13);
    }

    @Test
    void distancesAndDensitiesOfGaussians() {
        double s = 2;
        double t = 0.5;
        double rho = 0.3;
        Tensor covariance = Tensor.of(new double[][] {{s * s, rho * s * t}, {rho * s * t, t * t}});
        double a = 1.7 / s;
        double b = -0.4 / t;
        double squares = (a * a - 2 * rho * a * b + b * b) / (1 - rho * rho);
        Tensor mean = Tensor.of(10, 20);
        Tensor x = Tensor.of(new double[][] {{11.7, 19.6}, {10, 20}});
        assertClose(Tensor.of(Math.sqrt(squares), 0), Estimation.mahalanobis(x, mean, covariance), 1e-13);
        double peak = -Math.log(2 * Math.PI * s * t * Math.sqrt(1 - rho * rho));
        assertClose(Tensor.of(peak - squares / 2, peak), Estimation.normalLogDensity(x, mean, covariance), 1e-13);
        assertEquals(
                Math.log(s * s * t * t * (1 - rho * rho)),
                Estimation.logdet(covariance).item(),
                1e-15);
        Tensor batch = Tensor.stack(0, covariance, Tensor.eye(2));
        assertClose(
                Tensor.of(peak - squares / 2, -Math.log(2 * Math.PI)),
                Estimation.normalLogDensity(x, mean, batch),
                1e-13);
        Tensor atMean = Autodiff.grad(z -> Estimation.mahalanobis(z, mean, covariance), mean);
        assertClose(Tensor.zeros(Shape.of(2)), atMean, 0);
    }

    @Test
    void aDensityWithManyDimensionsDoesNotUnderflow() {
        int n = 400;
        Tensor x = Tensor.full(Shape.of(n), 3);
        double each = -0.5 * Math.log(2 * Math.PI * 1e-4) - 4.5 / 1e-4;
        assertEquals(
                n * each,
                Estimation.normalLogDensity(
                                x, Tensor.zeros(Shape.of(n)), Tensor.eye(n).mul(1e-4))
                        .item(),
                1e-7);
    }

    @Test
    void aStepOfAFilterInOneDimension() {
        double m = 1;
        double p = 2;
        double f = 0.9;
        double q = 0.5;
        double z = 3;
        double h = 2;
        double r = 0.7;
        Kalman.Update u = Kalman.step(
                new Kalman.Belief(one(m), oneByOne(p)), oneByOne(f), oneByOne(q), one(z), oneByOne(h), oneByOne(r));
        double pm = f * m;
        double pp = f * p * f + q;
        double s = h * pp * h + r;
        double k = pp * h / s;
        assertClose(one(z - h * pm), u.innovation(), 1e-15);
        assertClose(one(pm + k * (z - h * pm)), u.belief().mean(), 1e-15);
        assertClose(oneByOne((1 - k * h) * pp), u.belief().covariance(), 1e-15);
        double e = z - h * pm;
        assertEquals(
                -0.5 * (Math.log(2 * Math.PI * s) + e * e / s),
                u.logLikelihood().item(),
                1e-14);
    }

    @Test
    void manyFiltersAtOnceDoWhatEachDoes() {
        // As many filters as observed numbers: a batch of vectors must not be taken for a matrix.
        Tensor f = random(3, 3, 3).mul(0.3);
        Tensor h = random(4, 2, 3);
        Tensor q = Tensor.eye(3).mul(0.1);
        Tensor noises = Tensor.stack(0, Tensor.eye(2), Tensor.eye(2).mul(2));
        Tensor means = random(5, 2, 3);
        Tensor zs = random(6, 2, 2);
        Kalman.Update all = Kalman.step(new Kalman.Belief(means, Tensor.eye(3)), f, q, zs, h, noises);
        for (int i = 0; i < 2; i++) {
            Kalman.Update single = Kalman.step(
                    new Kalman.Belief(means.select(0, i), Tensor.eye(3)),
                    f,
                    q,
                    zs.select(0, i),
                    h,
                    noises.select(0, i));
            assertClose(single.belief().mean(), all.belief().mean().select(0, i), 1e-14);
            assertClose(single.belief().covariance(), all.belief().covariance().select(0, i), 1e-14);
            assertEquals(
                    single.logLikelihood().item(),
                    all.logLikelihood().select(0, i).item(),
                    1e-13);
        }
    }

    @Test
    void mistakes() {
        Tensor x = Tensor.ones(Shape.of(2, 3));
        Tensor eye = Tensor.eye(2);
        assertEquals(
                "leastSquares: needs at least as many rows as columns, got (2, 3)",
                refusal(() -> Estimation.leastSquares(x, Tensor.of(1, 2))));
        assertEquals(
                "ridge: (2, 3) and right-hand side (3): needs 2 rows on the right",
                refusal(() -> Estimation.ridge(x, Tensor.of(1, 2, 3), Tensor.of(1))));
        assertEquals(
                "ridge: lambda must be a scalar of at least 0, got -1.0",
                refusal(() -> Estimation.ridge(x, Tensor.of(1, 2), Tensor.of(-1))));
        assertEquals(
                "mahalanobis: x (3), mean (2) and covariance (2, 2): must agree in their last axis",
                refusal(() -> Estimation.mahalanobis(Tensor.of(1, 2, 3), Tensor.of(1, 2), eye)));
        assertEquals(
                "cholesky: the matrix is not positive definite, to working precision: its leading minor of "
                        + "order 1 is not positive",
                refusal(() -> Estimation.normalLogDensity(Tensor.of(1, 2), Tensor.of(1, 2), eye.neg())));
        assertEquals(
                "normalLogDensity: x: element 1 is NaN: must be finite",
                refusal(() -> Estimation.normalLogDensity(Tensor.of(1, Double.NaN), Tensor.of(1, 2), eye)));
        assertEquals(
                "ridge: right-hand side: element 0 is NaN: must be finite",
                refusal(() -> Estimation.ridge(eye, Tensor.of(Double.NaN, 1), Tensor.of(1))));
        assertEquals(
                "kalman: mean (3) and covariance (2, 2): must agree in their last axis",
                refusal(() -> new Kalman.Belief(Tensor.of(1, 2, 3), eye)));
        Tensor dependent = Tensor.of(new double[][] {{1, 2}, {2, 4}, {3, 6}});
        String rank = "the matrix does not have full rank, to working precision: column 1 depends on those before it";
        assertEquals("leastSquares: " + rank, refusal(() -> Estimation.leastSquares(dependent, Tensor.of(1, 0, 1))));
        assertEquals("project: " + rank, refusal(() -> Estimation.project(dependent, Tensor.of(1, 0, 1))));
        assertEquals(
                "cholesky: the matrix is not positive definite, to working precision: its leading minor of "
                        + "order 2 is not"
                        + " positive",
                refusal(() -> Estimation.ridge(dependent, Tensor.of(1, 0, 1), Tensor.of(0))));
    }

    @Test
    void mistakesWithFilters() {
        Tensor eye = Tensor.eye(3);
        Kalman.Belief b = new Kalman.Belief(Tensor.of(1, 2, 3), eye);
        assertEquals(
                "kalman.predict: noise of shape (1, 1): must be (3, 3), or a batch",
                refusal(() -> Kalman.predict(b, eye, oneByOne(0.5))));
        assertEquals(
                "kalman.update: observation matrix of shape (3, 3): must be (1, 3), or a batch",
                refusal(() -> Kalman.update(b, one(1), eye, eye)));
        assertEquals(
                "kalman.update: the observation is a scalar: must be a vector",
                refusal(() -> Kalman.update(b, Tensor.of(1), eye, eye)));
        assertEquals(
                "kalman: mean: element 0 is NaN: must be finite",
                refusal(() -> new Kalman.Belief(Tensor.of(Double.NaN, 1, 1), eye)));
        assertEquals(
                "kalman.update: noise has a negative variance, -1.0, at 0",
                refusal(() ->
                        Kalman.update(new Kalman.Belief(one(0), oneByOne(4)), one(1), oneByOne(1), oneByOne(-1))));
        assertEquals(
                "kalman: covariance has a negative variance, -5.0, at 1",
                refusal(() ->
                        new Kalman.Belief(Tensor.of(0, 0), Tensor.of(1, -5).diag())));
    }
}
