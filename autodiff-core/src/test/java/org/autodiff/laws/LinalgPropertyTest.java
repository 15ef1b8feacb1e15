package org.autodiff.laws;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.autodiff.Linalg;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Shape;
import org.autodiff.stats.Estimation;
import org.autodiff.stats.Kalman;

/** The functions of linear algebra as users call them: gradients of both orders, on batches and on single matrices. */
class LinalgPropertyTest {

    private static void check(TensorFunction f, Tensor... inputs) {
        // Summed with weights, so that what is constant in a plain sum (columns of length 1) is not; with squares, so
        // that what is
        // linear has a second derivative.
        TensorFunction weighted = xs -> {
            Tensor y = f.apply(xs);
            Tensor weights = Tensor.arange(y.size()).add(1).sin().reshape(y.shape());
            return y.add(y.square()).mul(weights).sum();
        };
        GradCheck check = GradCheck.of(weighted).order(2).maxCoordinates(6).absoluteTolerance(1e-9);
        for (int i = 0; i < inputs.length; i++) {
            check.input("x" + i, inputs[i]);
        }
        RandomPoint.check(check);
    }

    private static Shape batch(Draw d) {
        return d.oneIn(2) ? Shape.scalar() : Shape.of(d.integer(1, 2));
    }

    private static Tensor symmetric(Tensor a) {
        return a.add(a.transpose(-1, -2));
    }

    private static Tensor covariance(Tensor a) {
        return a.matmul(a.transpose(-1, -2)).add(Tensor.eye(a.shape().dim(-2)));
    }

    /** Columns that are independent, with singular values that lie apart. */
    private static Tensor tall(Draw d, Shape batch, int m, int n) {
        Tensor diagonal = Tensor.arange(n).mul(2).add(1.5).diagEmbed().pad(new int[] {0, 0, 0, m - n});
        return d.between(batch.concat(Shape.of(m, n)), -0.5, 0.5).add(diagonal).detach();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void systems(@ForAll long seed) {
        Draw d = new Draw(seed);
        Tensor a = LinalgSamples.regular(d);
        int n = a.shape().dim(-1);
        if (n == 0) {
            return;
        }
        Tensor vector = d.tensor(Shape.of(n));
        Tensor columns = d.tensor(a.shape().with(-1, 2));
        check(xs -> Linalg.solve(xs[0], xs[1]), a, vector);
        check(xs -> Linalg.solve(xs[0], xs[1]), a, columns);
        check(xs -> Linalg.solveTriangular(xs[0].add(Tensor.eye(n).mul(3)), xs[1]), a, columns);
        check(xs -> Linalg.inv(xs[0]), a);
        check(xs -> Linalg.det(xs[0]), a);
        check(xs -> Linalg.slogdet(xs[0]).logabsdet(), a);
        int exponent = d.oneOf(-2, 3);
        check(xs -> Linalg.matrixPower(xs[0], exponent), a);
        check(xs -> Linalg.matrixExp(xs[0].div(n)), a);
    }

    /** Its last column has no part in Q but by a sign: those derivatives, and their differences, are rounding. */
    @Example
    void factorisationOfASquareMatrix() {
        factorisations(1062);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void factorisations(@ForAll long seed) {
        Draw d = new Draw(seed);
        int n = d.integer(2, 3); // the vector of a matrix of one element is constant
        Tensor a = tall(d, batch(d), n + d.integer(0, 2), n);
        Tensor wide = a.transpose(-1, -2).detach();
        Tensor square = tall(d, batch(d), n, n);
        check(xs -> Linalg.qr(xs[0]).q(), a);
        check(xs -> Linalg.qr(xs[0]).r(), wide);
        check(xs -> Linalg.svd(xs[0]).u().mul(Linalg.svd(xs[0]).s().unsqueeze(-2)), a);
        check(xs -> Linalg.svd(xs[0]).vh(), wide);
        check(xs -> Linalg.eigh(symmetric(xs[0])).values(), square);
        check(xs -> Linalg.eigh(symmetric(xs[0])).vectors(), square);
        check(xs -> Linalg.cholesky(covariance(xs[0])), a);
        check(xs -> Linalg.pinv(xs[0]), d.oneIn(2) ? a : wide);
        Linalg.Norm norm = d.oneOf(Linalg.Norm.values());
        check(xs -> Linalg.cond(xs[0]).add(Linalg.norm(xs[0], norm)), a);
        check(xs -> Linalg.lstsq(xs[0], xs[1]), a, d.tensor(a.shape().with(-1, 2)));
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void estimation(@ForAll long seed) {
        Draw d = new Draw(seed);
        int n = d.integer(1, 3);
        int m = n + d.integer(1, 2); // of a square matrix the projection is the identity
        Tensor x = tall(d, batch(d), m, n);
        Tensor y = d.tensor(Shape.of(m));
        check(xs -> Estimation.leastSquares(xs[0], xs[1]), x, y);
        check(xs -> Estimation.project(xs[0], xs[1]), x, y);
        check(xs -> Estimation.ridge(xs[0], xs[1], xs[2].square()), x, y, Tensor.of(0.7));
        check(xs -> Estimation.logdet(covariance(xs[0])), x);
        Tensor points = d.tensor(Shape.of(3, n));
        Tensor mean = d.tensor(Shape.of(n));
        Tensor root = d.tensor(Shape.of(n, n));
        check(xs -> Estimation.mahalanobis(xs[0], xs[1], covariance(xs[2])), points, mean, root);
        check(xs -> Estimation.normalLogDensity(xs[0], xs[1], covariance(xs[2])), points, mean, root);
        Tensor roots = d.tensor(Shape.of(3, n, n));
        check(xs -> Estimation.normalLogDensity(xs[0], xs[1], covariance(xs[2])), points, mean, roots);
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void kalman(@ForAll long seed) {
        Draw d = new Draw(seed);
        int n = d.integer(1, 3);
        int o = d.integer(1, 2);
        Shape batch = batch(d);
        List<Tensor> inputs = List.of(
                d.tensor(batch.concat(Shape.of(n))), // mean
                d.tensor(Shape.of(n, n)), // root of its covariance
                d.tensor(Shape.of(n, n)), // motion
                d.tensor(Shape.of(n, n)), // root of its noise
                d.tensor(batch.concat(Shape.of(o))), // observation
                d.tensor(Shape.of(o, n)), // how it is seen
                d.tensor(Shape.of(o, o))); // root of its noise
        check(
                xs -> {
                    Kalman.Update u = Kalman.step(
                            new Kalman.Belief(xs[0], covariance(xs[1])),
                            xs[2],
                            covariance(xs[3]),
                            xs[4],
                            xs[5],
                            covariance(xs[6]));
                    return u.logLikelihood()
                            .sum()
                            .add(u.belief().mean().square().sum())
                            .add(u.belief().covariance().square().sum());
                },
                inputs.toArray(Tensor[]::new));
    }
}
