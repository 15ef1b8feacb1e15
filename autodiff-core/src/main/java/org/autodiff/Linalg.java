package org.autodiff;

import java.util.Objects;
import java.util.function.Consumer;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.gates.linalg.Cholesky;
import org.autodiff.internal.gates.linalg.Determinants;
import org.autodiff.internal.gates.linalg.Matrices;
import org.autodiff.internal.gates.linalg.MatrixExp;
import org.autodiff.internal.gates.linalg.Pinv;
import org.autodiff.internal.gates.linalg.ReducedQr;
import org.autodiff.internal.gates.linalg.ReducedSvd;
import org.autodiff.internal.gates.linalg.SymmetricEigen;
import org.autodiff.internal.gates.linalg.SymmetricFunction;
import org.autodiff.internal.gates.linalg.Systems.Solve;
import org.autodiff.internal.gates.linalg.Systems.SolveTriangular;
import org.autodiff.internal.kernel.linalg.Divided;
import org.autodiff.internal.linalg.MatrixChecks;

/**
 * Linear algebra on the matrices in the last two axes of a tensor; the axes before them are batches, and broadcast. All
 * of it can be differentiated, any number of times. Products are methods of {@link Tensor}.
 *
 * <p>A matrix that is not square where it must be, has an element that is not finite, or is singular where it is
 * divided by, is an {@link IllegalArgumentException} that names the matrix of the batch. Singular means: to working
 * precision - after every row was brought to a largest element of about 1, a pivot is not larger than
 * {@code 4 sqrt(n) 2^-52} times the largest element of its column.
 *
 * <p>Where rows or columns differ in size by more than 2^30, eigenvalues and singular values come from Jacobi's
 * methods, which take several times as long and keep the digits of the small ones.
 *
 * <p>The LU factors of a matrix are computed once, for all functions that want them, and their gradients.
 */
public final class Linalg {
    private Linalg() {}

    // ---- systems of equations

    /**
     * The x with {@code a x = b}.
     *
     * <p>With upstream u: {@code db = a'^-1 u}, {@code da = -db x'}.
     *
     * @param a (..., n, n)
     * @param b one right-hand side, (n), or (..., n) for as many as there are matrices; or the columns of (..., n, k)
     * @return in the shape of b, broadcast over the batches
     * @throws IllegalArgumentException if shapes do not fit, a matrix is singular, or an element is not finite
     */
    public static Tensor solve(Tensor a, Tensor b) {
        MatrixChecks.requireSquare("solve", a);
        return columns("solve", a, b, x -> MatrixChecks.requireRegular("solve", a), new Solve(false)::on);
    }

    /**
     * The x with {@code t x = b} for triangular t: lower triangular, with its own diagonal.
     *
     * @see #solveTriangular(Tensor, Tensor, Triangle, Transpose, Diagonal)
     */
    public static Tensor solveTriangular(Tensor t, Tensor b) {
        return solveTriangular(t, b, Triangle.LOWER);
    }

    /**
     * The x with {@code t x = b} for triangular t, with its own diagonal.
     *
     * @see #solveTriangular(Tensor, Tensor, Triangle, Transpose, Diagonal)
     */
    public static Tensor solveTriangular(Tensor t, Tensor b, Triangle triangle) {
        return solveTriangular(t, b, triangle, Transpose.NO, Diagonal.STORED);
    }

    /**
     * The x with {@code t x = b}, or {@code t' x = b}, for triangular t. Only its triangle is read, and gets a
     * gradient.
     *
     * @param t (..., n, n)
     * @param b as for {@link #solve}
     * @param triangle which one t is, before it is transposed
     * @param transpose whether to solve with t'
     * @param diagonal whether to read that of t, or to take it as 1
     * @throws IllegalArgumentException if shapes do not fit, a 0 stands on the diagonal, or an element that is read is
     *     not finite
     */
    public static Tensor solveTriangular(
            Tensor t, Tensor b, Triangle triangle, Transpose transpose, Diagonal diagonal) {
        MatrixChecks.requireSquareShape("solveTriangular", t);
        boolean upper = Objects.requireNonNull(triangle, "solveTriangular: triangle is null") == Triangle.UPPER;
        boolean transposed = Objects.requireNonNull(transpose, "solveTriangular: transpose is null") == Transpose.YES;
        boolean unit = Objects.requireNonNull(diagonal, "solveTriangular: diagonal is null") == Diagonal.UNIT;
        Matrices.requireFiniteTriangle("solveTriangular", Tensors.numbers(t), upper, !unit);
        SolveTriangular gate = new SolveTriangular(upper, transposed, unit);
        return columns("solveTriangular", t, b, x -> {}, gate::on);
    }

    /** The half of a matrix in which its elements are. */
    public enum Triangle {
        /** On the main diagonal and below. */
        LOWER,
        /** On the main diagonal and above. */
        UPPER
    }

    /** Whether a matrix is transposed first. */
    public enum Transpose {
        /** It stays as it is. */
        NO,
        /** Rows become columns. */
        YES
    }

    /** The main diagonal of a triangular matrix. */
    public enum Diagonal {
        /** The elements that stand there. */
        STORED,
        /** Ones; what stands there is not read. */
        UNIT
    }

    @FunctionalInterface
    private interface Solver {
        Tensor solve(Tensor a, Tensor b);
    }

    private static Tensor columns(String operation, Tensor a, Tensor b, Consumer<Tensor> check, Solver solver) {
        Objects.requireNonNull(b, operation + ": the right-hand side is null");
        boolean vector = b.rank() == 1
                || (b.rank() == a.rank() - 1 && b.shape().equals(a.shape().dropLast(1)));
        Tensor columns = vector ? b.unsqueeze(-1) : b;
        MatrixChecks.requireRows(operation, a, b.shape(), columns.shape());
        Matrices.requireFinite(operation + ": right-hand side", Tensors.numbers(b));
        check.accept(a);
        Tensor x = solver.solve(a, columns);
        MatrixChecks.requireNoOverflow(operation, x);
        return vector ? x.squeeze(-1) : x;
    }

    /**
     * The inverse.  With upstream u: {@code da = -y' u y'}.
     *
     * @throws IllegalArgumentException if a matrix is not square, or singular
     */
    public static Tensor inv(Tensor a) {
        return inverse("inv", a);
    }

    private static Tensor inverse(String name, Tensor a) {
        MatrixChecks.requireSquare(name, a);
        MatrixChecks.requireRegular(name, a);
        Tensor y = new Solve(false).on(a, Tensor.eye(a.shape().dim(-1)));
        MatrixChecks.requireNoOverflow(name, y);
        return y;
    }

    /**
     * The pseudo-inverse (Moore, Penrose) of (..., m, n) as (..., n, m); singular values of up to
     * {@code max(m, n) 2^-52} times the largest one count as 0.
     */
    public static Tensor pinv(Tensor a) {
        MatrixChecks.requireMatrix("pinv", a);
        return pinv(a, defaultCutoff(a));
    }

    /**
     * The pseudo-inverse. Its derivative holds where the rank does not change; at the matrices where it does, the
     * pseudo-inverse is not continuous.
     *
     * @param cutoff singular values of up to so many times the largest one count as 0
     * @throws IllegalArgumentException if the cutoff is not in [0, 1)
     */
    public static Tensor pinv(Tensor a, double cutoff) {
        MatrixChecks.requireMatrix("pinv", a);
        requireCutoff("pinv", cutoff);
        return pseudoInverse("pinv", a, cutoff);
    }

    private static Tensor pseudoInverse(String name, Tensor a, double cutoff) {
        Tensor y = new Pinv(cutoff).on(a);
        MatrixChecks.requireNoOverflow(name, y);
        return y;
    }

    /**
     * The x of least norm among those that minimise {@code |a x - b|}: the solution of an overdetermined or
     * underdetermined system, of any rank.
     *
     * @param a (..., m, n)
     * @param b (m), (..., m) or (..., m, k), as for {@link #solve}
     * @return (n), (..., n) or (..., n, k)
     */
    public static Tensor lstsq(Tensor a, Tensor b) {
        MatrixChecks.requireMatrix("lstsq", a);
        return columns(
                "lstsq",
                a,
                b,
                x -> {},
                (m, columns) -> pseudoInverse("lstsq", m, defaultCutoff(m)).matmul(columns));
    }

    // ---- determinants

    /**
     * The determinant. {@code da} is the matrix of cofactors times the upstream, which is right at singular matrices
     * too, and so are its own derivatives; for up to 12 rows also where rows or columns are of very different size.
     */
    public static Tensor det(Tensor a) {
        MatrixChecks.requireSquare("det", a);
        return Tensor.apply(new Determinants.Det(true), a);
    }

    /**
     * Sign and logarithm of the determinant.
     *
     * @param sign -1, 0 or 1; without derivative
     * @param logabsdet {@code log|det a|}; -infinity where a pivot is exactly 0. Its derivative is {@code a'^-1}.
     */
    public record Slogdet(Tensor sign, Tensor logabsdet) {}

    /**
     * Sign and logarithm of the determinant, which may itself be too large or too small for a double. Back-propagation
     * through the logarithm throws where a matrix is singular.
     */
    public static Slogdet slogdet(Tensor a) {
        MatrixChecks.requireSquare("slogdet", a);
        return new Slogdet(new Determinants.DetSign().on(a), Tensor.apply(new Determinants.LogAbsDet(), a));
    }

    // ---- factorisations

    /**
     * The lower triangular L with {@code a = L L'}, of symmetric positive definite matrices. The lower triangle is
     * read; the gradient is symmetric: half of what the lower triangle alone would get goes to the upper one.
     *
     * @throws IllegalArgumentException if a matrix is not positive definite
     */
    public static Tensor cholesky(Tensor a) {
        MatrixChecks.requireSquareShape("cholesky", a);
        return new Cholesky().on(a);
    }

    /**
     * Factors of a QR factorisation.
     *
     * @param q orthonormal columns
     * @param r upper triangular
     */
    public record Qr(Tensor q, Tensor r) {}

    /**
     * {@code a = q r}, reduced: for (..., m, n) and {@code k = min(m, n)}, q is (..., m, k) and r is (..., k, n). The
     * signs are those of LAPACK. Differentiable where the first k columns are linearly independent.
     */
    public static Qr qr(Tensor a) {
        MatrixChecks.requireMatrix("qr", a);
        int m = a.shape().dim(-2);
        int n = a.shape().dim(-1);
        Tensor[] qr = Tensor.applyAll(new ReducedQr(), m < n ? a.narrow(-1, 0, m) : a);
        return m < n // the columns to the right only ever see q'
                ? new Qr(qr[0], Tensor.concat(-1, qr[1], qr[0].transpose(-1, -2).matmul(a.narrow(-1, m, n - m))))
                : new Qr(qr[0], qr[1]);
    }

    /**
     * Factors of a singular value decomposition, reduced: for (..., m, n) and {@code k = min(m, n)}.
     *
     * @param u (..., m, k): the left singular vectors, as columns
     * @param s (..., k): the singular values, descending
     * @param vh (..., k, n): the right singular vectors, as rows
     */
    public record Svd(Tensor u, Tensor s, Tensor vh) {}

    /**
     * {@code a = u diag(s) vh}. The gradient through s is right at equal singular values too. The signs of the vectors
     * are not determined, and no loss should depend on them; vectors of equal singular values, or outside of the span
     * of a matrix without full rank, have no derivative: asking for one throws (in forward mode, it is NaN).
     */
    public static Svd svd(Tensor a) {
        MatrixChecks.requireMatrix("svd", a);
        Tensor[] usv = Tensor.applyAll(new ReducedSvd(), a);
        return new Svd(usv[0], usv[1], usv[2]);
    }

    /**
     * The singular values, descending. {@code da = u diag(ds) vh}; at 0, where they have a kink, this is one of the
     * slopes.
     */
    public static Tensor svdvals(Tensor a) {
        MatrixChecks.requireMatrix("svdvals", a);
        return svd(a).s();
    }

    /**
     * Eigenvalues and eigenvectors of a symmetric matrix.
     *
     * @param values (..., n), ascending
     * @param vectors (..., n, n), orthonormal, as columns
     */
    public record Eigh(Tensor values, Tensor vectors) {}

    /**
     * {@code a = v diag(w) v'} of symmetric matrices, of which the lower triangle is read; the gradient is symmetric.
     * The gradient through the eigenvalues is right at equal ones too. The signs of the vectors are not determined, and
     * no loss should depend on them; vectors of equal eigenvalues have no derivative: asking for one throws (in forward
     * mode, it is NaN). That concerns the second derivative of the eigenvalues, in which the vectors stand.
     */
    public static Eigh eigh(Tensor a) {
        MatrixChecks.requireSquareShape("eigh", a);
        Tensor[] wv = Tensor.applyAll(new SymmetricEigen(), a);
        return new Eigh(wv[0], wv[1]);
    }

    /** The eigenvalues of symmetric matrices, ascending; see {@link #eigh}.  {@code da = v diag(dw) v'}. */
    public static Tensor eigvalsh(Tensor a) {
        MatrixChecks.requireSquareShape("eigvalsh", a);
        Matrices.requireFiniteTriangle("eigvalsh", Tensors.numbers(a), false, true);
        return eigh(a).values();
    }

    // ---- functions of a matrix

    /** The exponential {@code I + a + a^2 / 2! + ...} of square matrices; not that of their elements. */
    public static Tensor matrixExp(Tensor a) {
        MatrixChecks.requireSquare("matrixExp", a);
        return new MatrixExp().on(a);
    }

    /**
     * The square root of symmetric positive semi-definite matrices, itself symmetric and positive semi-definite: the S
     * with {@code S S = a}. The lower triangle is read. Eigenvalues of a singular matrix that are 0 to working
     * precision (4 sqrt(n) 2^-52 of the largest) are taken as 0.
     *
     * <p>With eigenvalues w, eigenvectors V and upstream u: {@code da = V (F o (V' u V)) V'}, {@code F_ij = 1 / (sqrt
     * w_i + sqrt w_j)}, which is symmetric and right at equal eigenvalues too; so are the derivatives of every order
     * (Daleckii and Krein 1965; Higham, Functions of Matrices, 2008, theorem 3.11). Those of order k cost {@code
     * n^(k+1)}, so beyond the second they are for small matrices. At a singular matrix the square root has a value but
     * no derivative: there every derivative throws, in forward mode too. Where any root will do, {@link #cholesky} is
     * cheaper.
     *
     * @throws IllegalArgumentException if a matrix is not square, has a negative eigenvalue, or an element that is not
     *     finite; and from a derivative, if a matrix is not positive definite to working precision
     */
    public static Tensor sqrtm(Tensor a) {
        return symmetricFunction("sqrtm", Divided.SQRT, a);
    }

    /**
     * The logarithm of symmetric positive definite matrices: the symmetric L with {@code matrixExp(L) = a}. The lower
     * triangle is read. Derivatives as those of {@link #sqrtm}, with {@code F_ij = (log w_i - log w_j) / (w_i - w_j)},
     * {@code 1 / w_i} for equal ones.
     *
     * @throws IllegalArgumentException if a matrix is not square, or not positive definite to working precision
     */
    public static Tensor logm(Tensor a) {
        return symmetricFunction("logm", Divided.LOG, a);
    }

    private static Tensor symmetricFunction(String operation, Divided f, Tensor a) {
        MatrixChecks.requireSquareShape(operation, a);
        return new SymmetricFunction(f, 0).on(a);
    }

    /**
     * The power of square matrices, by repeated squaring; of the inverse for a negative exponent.
     *
     * @throws IllegalArgumentException if the exponent is negative and a matrix singular
     */
    public static Tensor matrixPower(Tensor a, int exponent) {
        MatrixChecks.requireSquare("matrixPower", a);
        Tensor base = exponent < 0 ? inverse("matrixPower", a) : a;
        Tensor y = null;
        for (long e = Math.abs((long) exponent); e > 0; e >>= 1) {
            if ((e & 1) == 1) {
                y = y == null ? base : y.matmul(base);
            }
            base = e > 1 ? base.matmul(base) : base;
        }
        if (y == null) {
            return Tensor.eye(a.shape().dim(-1)).broadcastTo(a.shape());
        }
        MatrixChecks.requireNoOverflow("matrixPower", y);
        return y;
    }

    /** The sum of the main diagonal. */
    public static Tensor trace(Tensor a) {
        MatrixChecks.requireMatrix("trace", a);
        return a.diagonal().sum(-1);
    }

    // ---- sizes

    /** The norms of a matrix. */
    public enum Norm {
        /** {@code sqrt(sum of squares)}. */
        FROBENIUS,
        /** The largest sum of absolute values of a column. */
        ONE,
        /** The largest sum of absolute values of a row. */
        INFINITY,
        /** The largest singular value. */
        SPECTRAL,
        /** The sum of the singular values. */
        NUCLEAR
    }

    /** A norm of matrices; 0 of those without elements. */
    public static Tensor norm(Tensor a, Norm norm) {
        MatrixChecks.requireMatrix("norm", a);
        Objects.requireNonNull(norm, "norm: the norm is null");
        if (a.size() == 0) { // nothing has a largest one; the sum of nothing is 0, and on the tape
            return a.sum(-2, -1);
        }
        return switch (norm) {
            case FROBENIUS -> a.norm(-2, -1);
            case ONE -> a.abs().sum(-2).max(-1);
            case INFINITY -> a.abs().sum(-1).max(-1);
            case SPECTRAL -> svdvals(a).max(-1);
            case NUCLEAR -> svdvals(a).sum(-1);
        };
    }

    /**
     * The condition number: the ratio of the largest singular value to the smallest one. Of a singular matrix it is
     * infinite, or, where rounding has left something of the smallest one, about 2^52.
     *
     * @throws IllegalArgumentException if the matrices have no elements
     */
    public static Tensor cond(Tensor a) {
        MatrixChecks.requireMatrix("cond", a);
        Tensor s = svdvals(a);
        if (s.shape().dim(-1) == 0) {
            throw new IllegalArgumentException("cond: shape " + a.shape() + " has no singular values");
        }
        Tensor least = s.select(-1, -1);
        return Tensor.where(least, s.select(-1, 0).div(least), Tensor.of(Double.POSITIVE_INFINITY));
    }

    /** The number of singular values above {@code max(m, n) 2^-52} times the largest one. No derivative. */
    public static Tensor matrixRank(Tensor a) {
        MatrixChecks.requireMatrix("matrixRank", a);
        return matrixRank(a, defaultCutoff(a));
    }

    /**
     * The number of singular values above {@code cutoff} times the largest one. No derivative.
     *
     * @throws IllegalArgumentException if the cutoff is not in [0, 1)
     */
    public static Tensor matrixRank(Tensor a, double cutoff) {
        MatrixChecks.requireMatrix("matrixRank", a);
        requireCutoff("matrixRank", cutoff);
        Tensor s = svdvals(a.detach());
        if (s.shape().dim(-1) == 0) {
            return Tensor.zeros(a.shape().dropLast(2));
        }
        return s.greater(s.narrow(-1, 0, 1).mul(cutoff)).sum(-1);
    }

    // ---- checks

    private static double defaultCutoff(Tensor a) {
        return Math.max(a.shape().dim(-1), a.shape().dim(-2)) * Math.ulp(1.0);
    }

    private static void requireCutoff(String operation, double cutoff) {
        if (!(cutoff >= 0 && cutoff < 1)) {
            throw new IllegalArgumentException(operation + ": the cutoff must be in [0, 1), got " + cutoff);
        }
    }
}
