package org.autodiff.stats;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.autodiff.Linalg;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.gates.linalg.Matrices;
import org.autodiff.internal.gates.linalg.ReducedQr;
import org.autodiff.internal.gates.linalg.Systems.SolveTriangular;
import org.autodiff.internal.linalg.MatrixChecks;
import org.autodiff.ndarray.Shape;

/**
 * Least squares and Gaussians: what statistics, finance and robotics build on {@link Linalg}. Everything is a
 * composition of its operations, so it can be differentiated with respect to every input: data, regularisation, means
 * and covariances. Axes before those that are named are batches.
 *
 * <p>Matrices that are not finite, not positive definite or without full rank where that is needed give an {@link
 * IllegalArgumentException}, as in {@link Linalg}.
 */
public final class Estimation {
    private static final SolveTriangular FORWARD = new SolveTriangular(false, false, false);

    private Estimation() {}

    // ---- least squares

    /**
     * The coefficients b that minimise {@code |x b - y|}, by QR: {@code r b = q' y} (Golub and Van Loan, Matrix
     * Computations, section 5.3). For data without full rank see {@link Linalg#lstsq} and {@link #ridge}.
     *
     * @param x (..., m, n), a row for each observation, m at least n, with linearly independent columns
     * @param y (m), (..., m) or (..., m, k), as the right-hand side of {@link Linalg#solve}
     * @return (n), (..., n) or (..., n, k)
     */
    public static Tensor leastSquares(Tensor x, Tensor y) {
        requireObservations("leastSquares", x, y);
        Linalg.Qr qr = fullRank("leastSquares", x);
        return onColumns(
                x,
                y,
                columns -> Linalg.solveTriangular(
                        qr.r(), qr.q().transpose(-1, -2).matmul(columns), Linalg.Triangle.UPPER));
    }

    /**
     * Ridge regression: the coefficients b that minimise {@code |x b - y|^2 + lambda |b|^2},
     * {@code (x' x + lambda I)^-1 x' y} (A. Hoerl and R. Kennard, Ridge regression, Technometrics 12, 1970).
     *
     * @param x (..., m, n)
     * @param y as for {@link #leastSquares}
     * @param lambda a scalar, not negative
     * @throws IllegalArgumentException if lambda is negative or no scalar, or 0 with dependent columns
     */
    public static Tensor ridge(Tensor x, Tensor y, Tensor lambda) {
        requireMatrix("ridge", x, y);
        Objects.requireNonNull(lambda, "ridge: lambda is null");
        if (!lambda.shape().isScalar() || !isNotNegative(lambda)) {
            throw new IllegalArgumentException(
                    "ridge: lambda must be a scalar of at least 0, got " + Tensors.numbers(lambda));
        }
        Tensor transposed = x.transpose(-1, -2);
        Tensor l = Linalg.cholesky(
                transposed.matmul(x).add(Tensor.eye(x.shape().dim(-1)).mul(lambda)));
        return onColumns(x, y, columns -> choleskySolve(l, transposed.matmul(columns)));
    }

    /**
     * The orthogonal projection of y onto the space that the columns of x span: {@code q q' y}.
     *
     * @param x (..., m, n), m at least n, with linearly independent columns
     * @param y (m), (..., m) or (..., m, k)
     * @return in the shape of y
     */
    public static Tensor project(Tensor x, Tensor y) {
        requireObservations("project", x, y);
        Tensor q = fullRank("project", x).q();
        return onColumns(x, y, columns -> q.matmul(q.transpose(-1, -2).matmul(columns)));
    }

    private static Linalg.Qr fullRank(String operation, Tensor x) {
        Linalg.Qr qr = Linalg.qr(x);
        String dependent = ReducedQr.dependent(Tensors.numbers(x), Tensors.numbers(qr.r()));
        if (dependent != null) {
            throw new IllegalArgumentException(operation + ": " + dependent);
        }
        return qr;
    }

    private static Tensor onColumns(Tensor x, Tensor y, UnaryOperator<Tensor> f) {
        boolean vector = isVector(x, y);
        Tensor b = f.apply(vector ? y.unsqueeze(-1) : y);
        return vector ? b.squeeze(-1) : b;
    }

    private static boolean isVector(Tensor x, Tensor y) {
        return y.rank() == 1 || y.shape().equals(x.shape().dropLast(1));
    }

    private static void requireObservations(String operation, Tensor x, Tensor y) {
        requireMatrix(operation, x, y);
        if (x.shape().dim(-2) < x.shape().dim(-1)) {
            throw new IllegalArgumentException(
                    operation + ": needs at least as many rows as columns, got " + x.shape());
        }
    }

    private static void requireMatrix(String operation, Tensor x, Tensor y) {
        MatrixChecks.requireMatrix(operation, x);
        Objects.requireNonNull(y, operation + ": y is null");
        Shape columns = isVector(x, y) ? y.shape().concat(Shape.of(1)) : y.shape();
        MatrixChecks.requireRows(operation, x, y.shape(), columns);
        Matrices.requireFinite(operation + ": right-hand side", Tensors.numbers(y));
    }

    /** {@code (l l')^-1 b}, where b is always columns: {@link Linalg#solve} might take it for a batch of vectors. */
    static Tensor choleskySolve(Tensor l, Tensor b) {
        return new SolveTriangular(false, true, false).on(l, FORWARD.on(l, b));
    }

    // ---- Gaussians

    /**
     * {@code log det a} of symmetric positive definite matrices: twice the sum of the logarithms of the Cholesky
     * factor's diagonal. The derivative is {@code a^-1}.
     *
     * @param a (..., n, n); the lower triangle is read
     */
    public static Tensor logdet(Tensor a) {
        MatrixChecks.requireSquare("logdet", a);
        return logdetOfFactor(Linalg.cholesky(a));
    }

    private static Tensor logdetOfFactor(Tensor l) {
        return l.diagonal().log().sum(-1).mul(2);
    }

    /**
     * The distance {@code sqrt((x - mean)' covariance^-1 (x - mean))}: how many standard deviations x is away from the
     * mean. Its gradient at the mean itself, where it has a kink, is 0.
     *
     * @param x (..., n)
     * @param mean (n), or what broadcasts with x
     * @param covariance (n, n) for all points, or (..., n, n); symmetric positive definite, the lower triangle is read
     * @return (...)
     */
    public static Tensor mahalanobis(Tensor x, Tensor mean, Tensor covariance) {
        requirePoints("mahalanobis", x, mean, covariance);
        return whitened(Linalg.cholesky(covariance), x.sub(mean)).norm(-1);
    }

    /**
     * The logarithm of the density of a multivariate normal distribution,
     * {@code -(n log(2 pi) + log det covariance + d^2) / 2} with the {@link #mahalanobis} distance d.
     *
     * @param x (..., n)
     * @param mean (n), or what broadcasts with x
     * @param covariance (n, n) for all points, or (..., n, n); symmetric positive definite, the lower triangle is read
     * @return (...)
     */
    public static Tensor normalLogDensity(Tensor x, Tensor mean, Tensor covariance) {
        requirePoints("normalLogDensity", x, mean, covariance);
        return normalLogDensity(x.sub(mean), Linalg.cholesky(covariance));
    }

    /** The same of a point's distance from the mean, and the Cholesky factor of the covariance. */
    static Tensor normalLogDensity(Tensor distance, Tensor l) {
        Tensor squares = whitened(l, distance).square().sum(-1);
        double constant = l.shape().dim(-1) * Math.log(2 * Math.PI);
        Tensor y = squares.add(logdetOfFactor(l)).add(constant).mul(-0.5);
        MatrixChecks.requireNoOverflow("normalLogDensity", y);
        return y;
    }

    /** {@code l^-1 d}: with identity as covariance. */
    private static Tensor whitened(Tensor l, Tensor d) {
        if (l.rank() > 2) {
            return FORWARD.on(l, d.unsqueeze(-1)).squeeze(-1);
        }
        int n = d.shape().dim(-1);
        Tensor points = d.reshape(Shape.of(d.shape().sizeOf(0, d.rank() - 1), n)); // one matrix: all points at once
        return FORWARD.on(l, points.transpose()).transpose().reshape(d.shape());
    }

    /** Shapes that fit, and numbers: a NaN among the data would be the answer of all. */
    static void requirePoints(String operation, Tensor x, Tensor mean, Tensor covariance) {
        Objects.requireNonNull(x, operation + ": x is null");
        Objects.requireNonNull(mean, operation + ": the mean is null");
        MatrixChecks.requireSquare(operation, covariance);
        int n = covariance.shape().dim(-1);
        if (x.rank() == 0
                || mean.rank() == 0
                || x.shape().dim(-1) != n
                || mean.shape().dim(-1) != n) {
            throw new IllegalArgumentException(operation + ": x " + x.shape() + ", mean " + mean.shape()
                    + " and covariance " + covariance.shape() + ": must agree in their last axis");
        }
        Matrices.requireFinite(operation + ": x", Tensors.numbers(x));
        Matrices.requireFinite(operation + ": mean", Tensors.numbers(mean));
    }

    private static boolean isNotNegative(Tensor lambda) {
        return Arrays.stream(Tensors.numbers(lambda).toArray()).allMatch(number -> number >= 0);
    }
}
