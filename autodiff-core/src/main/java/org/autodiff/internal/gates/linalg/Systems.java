package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.linalg.Triangular;
import org.autodiff.internal.loops.BroadcastRuns;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Systems of linear equations, {@code op(A) x = b} with {@code op(A) = A} or {@code A'}; b is a matrix whose columns
 * are right-hand sides. The axes before the last two are batches, and broadcast.
 *
 * <p>With upstream u: {@code db = op(A)'^-1 u} - the same gate, transposed - and {@code d op(A) = -db x'} (M. Giles,
 * Collected matrix derivative results for forward and reverse mode algorithmic differentiation, 2008, section 2.3.1).
 */
public final class Systems {
    private Systems() {}

    private interface Equations extends BinaryGate, OfMatrices {
        boolean transposed();

        /** The same system with the other transpose. */
        Equations other();

        /** What of the gradient of a full matrix is that of this kind of matrix. */
        Tensor project(Tensor gradient);

        @Override
        default Tensor backwardA(Tensor a, Tensor b, Tensor x, Tensor upstream) {
            Tensor right = other().on(a, upstream);
            return project(transposed() ? Matrices.outerProduct(x, right) : Matrices.outerProduct(right, x))
                    .neg();
        }

        @Override
        default Tensor backwardB(Tensor a, Tensor b, Tensor x, Tensor upstream) {
            return other().on(a, upstream);
        }

        @Override
        default Reads readsForA() {
            return Reads.INPUT.and(Reads.OUTPUT);
        }

        @Override
        default Reads readsForB() {
            return Reads.INPUT;
        }

        /** {@code op(A) dx = db - d op(A) x}. */
        @Override
        default Tensor[] jvp(Saved saved, Tensor[] tangents) {
            Tensor b = tangents[1] == null ? Tensor.zeros(saved.output(0).shape()) : tangents[1];
            if (tangents[0] != null) {
                b = b.sub(new Matmul(transposed(), false).on(project(tangents[0]), saved.output(0)));
            }
            return new Tensor[] {on(saved.input(0), b)};
        }

        @Override
        default boolean broadcasts() {
            return true;
        }

        @Override
        default Shape shape(Shape a, Shape b) {
            Matrices.requireSquare(name(), a);
            Matrices.require(name(), b);
            if (a.dim(-1) != b.dim(-2)) {
                throw new IllegalArgumentException(name() + ": " + a + " and right-hand side " + b + ": needs "
                        + a.dim(-1) + " rows, got " + b.dim(-2));
            }
            Shape batch = Shape.broadcast(
                    name() + ": " + a + " and right-hand side " + b + ": batch axes", a.dropLast(2), b.dropLast(2));
            return batch.concat(b.dropFirst(b.rank() - 2));
        }

        /** Solves one system. */
        interface One {
            void solve(int matrix, int bo, int xo);
        }

        default void each(NdArray a, NdArray b, NdArray x, One one) {
            if (x.size() > 0) {
                int sizeB = b.shape().dim(-2) * b.shape().dim(-1);
                BroadcastRuns runs = new BroadcastRuns(
                        x.shape().dropLast(2), a.shape().dropLast(2), b.shape().dropLast(2));
                do {
                    for (int i = 0; i < runs.length(); i++) {
                        one.solve(
                                runs.offset(0) + i * runs.stride(0),
                                (runs.offset(1) + i * runs.stride(1)) * sizeB,
                                (runs.out() + i) * sizeB);
                    }
                } while (runs.next());
            }
        }
    }

    /** {@code x = op(A)^-1 b} by LU factors with pivoting; see {@link Factors}. */
    @Formula(
            value = "op(a)^-1 b",
            derivative = {"-op(v y'), v = op(a)'^-1 u", "op(a)'^-1 u"})
    public record Solve(boolean transposed) implements Equations {
        @Override
        public void compute(NdArray a, NdArray b, NdArray x) {
            Factors factors = Factors.of(name(), a).regular(name());
            int k = b.shape().dim(-1);
            each(
                    a,
                    b,
                    x,
                    (matrix, bo, xo) -> factors.matrices()
                            .get(matrix)
                            .solve(transposed, ArrayAccess.data(b), bo, ArrayAccess.data(x), xo, k));
        }

        @Override
        public Equations other() {
            return new Solve(!transposed);
        }

        @Override
        public Tensor project(Tensor gradient) {
            return gradient;
        }
    }

    /**
     * {@code x = op(T)^-1 b} by substitution. Only one triangle of T is read, the other has gradient 0.
     *
     * @param upper which triangle
     * @param unit whether its diagonal is taken to be 1; then that is not read either
     */
    @Formula(
            value = "op(tri(a))^-1 b",
            derivative = {"-tri(op(v y')), v = op(tri(a))'^-1 u", "op(tri(a))'^-1 u"})
    public record SolveTriangular(boolean upper, boolean transposed, boolean unit) implements Equations {
        @Override
        public void compute(NdArray t, NdArray b, NdArray x) {
            int n = t.shape().dim(-1);
            if (!unit) {
                requireDiagonal(t, n);
            }
            double[] from = ArrayAccess.data(t);
            double[] to = ArrayAccess.data(x);
            int k = b.shape().dim(-1);
            each(t, b, x, (matrix, bo, xo) -> {
                System.arraycopy(ArrayAccess.data(b), bo, to, xo, n * k);
                Triangular.solve(from, matrix * n * n, n, upper, transposed, unit, to, xo, k);
            });
        }

        private void requireDiagonal(NdArray t, int n) {
            double[] x = ArrayAccess.data(t);
            for (int matrix = 0; matrix < Matrices.count(t.shape()); matrix++) {
                for (int i = 0; i < n; i++) {
                    if (x[matrix * n * n + i * (n + 1)] == 0) {
                        throw new IllegalArgumentException(name() + ": " + Matrices.which(t.shape(), matrix)
                                + " is singular: 0 on its diagonal at " + i);
                    }
                }
            }
        }

        @Override
        public Equations other() {
            return new SolveTriangular(upper, !transposed, unit);
        }

        @Override
        public Tensor project(Tensor gradient) {
            int k = unit ? 1 : 0;
            return upper ? gradient.triu(k) : gradient.tril(-k);
        }
    }
}
