package org.autodiff.laws;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.internal.gates.linalg.Cholesky;
import org.autodiff.internal.gates.linalg.Determinants;
import org.autodiff.internal.gates.linalg.DivideByGaps;
import org.autodiff.internal.gates.linalg.MatrixExp;
import org.autodiff.internal.gates.linalg.Pinv;
import org.autodiff.internal.gates.linalg.ReducedQr;
import org.autodiff.internal.gates.linalg.ReducedSvd;
import org.autodiff.internal.gates.linalg.SizeRatio;
import org.autodiff.internal.gates.linalg.SmallestSingularVectors;
import org.autodiff.internal.gates.linalg.SymmetricEigen;
import org.autodiff.internal.gates.linalg.SymmetricFunction;
import org.autodiff.internal.gates.linalg.Systems;
import org.autodiff.internal.kernel.linalg.Divided;
import org.autodiff.laws.Sample.On;
import org.autodiff.ndarray.Shape;

/** Samples of the gates of linear algebra: sizes 0 to 5, batches, matrices of moderate condition. */
final class LinalgSamples {
    private LinalgSamples() {}

    static List<Sample> all() {
        return List.of(
                new Sample(Systems.Solve.class, LinalgSamples::solve),
                new Sample(Systems.SolveTriangular.class, LinalgSamples::solveTriangular),
                new Sample(
                        Determinants.Det.class,
                        d -> d.oneIn(4)
                                ? new On(new Determinants.Det(false), regular(d))
                                : new On(new Determinants.Det(true), anyRank(d))),
                new Sample(SmallestSingularVectors.class, d -> {
                    Tensor a = regular(d);
                    return new On(
                            new SmallestSingularVectors(Math.min(2, a.shape().dim(-1))), a);
                }),
                new Sample(Determinants.LogAbsDet.class, d -> new On(new Determinants.LogAbsDet(), regular(d))),
                new Sample(Determinants.DetSign.class, d -> new On(new Determinants.DetSign(), regular(d))),
                new Sample(Cholesky.class, d -> new On(new Cholesky(), positiveDefinite(d)).whoseInputIsSymmetric()),
                new Sample(
                        SymmetricEigen.class, d -> new On(new SymmetricEigen(), separated(d)).whoseInputIsSymmetric()),
                new Sample(ReducedQr.class, d -> new On(new ReducedQr(), diagonallyStrong(d, true))),
                new Sample(ReducedSvd.class, d -> new On(new ReducedSvd(), diagonallyStrong(d, false))),
                new Sample(Pinv.class, d -> new On(new Pinv(1e-12), diagonallyStrong(d, false))),
                new Sample(MatrixExp.class, d -> {
                    int n = d.integer(0, 3);
                    return new On(new MatrixExp(), d.between(batch(d).concat(Shape.of(n, n)), -2, 2));
                }),
                new Sample(SizeRatio.class, d -> {
                    Shape shape = batch(d).concat(Shape.of(2, 2));
                    return new On(new SizeRatio(), d.tensor(shape), d.tensor(shape));
                }),
                new Sample(SymmetricFunction.class, LinalgSamples::symmetricFunction),
                new Sample(DivideByGaps.class, LinalgSamples::gaps));
    }

    private static Shape batch(Draw d) {
        return d.oneIn(2) ? Shape.scalar() : d.oneIn(2) ? Shape.of(2) : Shape.of(1, 2);
    }

    private static int size(Draw d) {
        return d.oneOf(0, 1, 2, 2, 3, 5);
    }

    /** Well away from singular: the diagonal outweighs the rest; the rows in any order, of any sign. */
    static Tensor regular(Draw d) {
        int n = size(d);
        return regular(d, batch(d), n);
    }

    private static Tensor regular(Draw d, Shape batch, int n) {
        Tensor a =
                d.between(batch.concat(Shape.of(n, n)), -1, 1).add(Tensor.eye(n).mul(d.oneOf(-1, 1) * (0.7 * n + 0.5)));
        int[] order = d.permutation(n).stream().mapToInt(i -> i).toArray();
        return a.indexSelect(-2, org.autodiff.ndarray.Index.of(order)).detach();
    }

    /** Regular, or of a rank that is smaller by one: det has a derivative there too. */
    static Tensor anyRank(Draw d) {
        Tensor a = regular(d);
        int n = a.shape().dim(-1);
        if (n < 2 || d.oneIn(2)) {
            return a;
        }
        Tensor rest = a.narrow(-2, 1, n - 1);
        Tensor weights = d.between(Shape.of(1, n - 1), -1, 1);
        return Tensor.concat(-2, weights.matmul(rest), rest).detach();
    }

    private static Tensor positiveDefinite(Draw d) {
        Tensor a = d.tensor(batch(d).concat(Shape.of(size(d), 4)));
        return a.matmul(a.transpose(-1, -2)).add(Tensor.eye(a.shape().dim(-2))).detach();
    }

    /** Symmetric, with eigenvalues that lie apart. */
    private static Tensor separated(Draw d) {
        int n = size(d);
        Tensor a = d.between(batch(d).concat(Shape.of(n, n)), -0.5, 0.5);
        return a.add(a.transpose(-1, -2))
                .add(Tensor.arange(n).mul(2).sub(3).diagEmbed())
                .detach();
    }

    /** Of full rank, with singular values that lie apart. */
    private static Tensor diagonallyStrong(Draw d, boolean tall) {
        int k = d.integer(0, 3);
        int more = d.integer(0, 2);
        boolean wide = !tall && d.oneIn(2);
        Tensor a = d.between(batch(d).concat(Shape.of(wide ? k : k + more, wide ? k + more : k)), -0.5, 0.5);
        Tensor diagonal = Tensor.arange(k).mul(2).add(1.5).diagEmbed();
        int m = a.shape().dim(-2);
        int n = a.shape().dim(-1);
        return a.add(diagonal.pad(new int[] {0, n - k, 0, m - k})).detach();
    }

    private static On solve(Draw d) {
        int n = size(d);
        Shape batch = batch(d);
        Tensor a = regular(d, d.broadcastable(batch), n);
        Tensor b = d.tensor(d.broadcastable(batch).concat(Shape.of(n, d.integer(0, 3))));
        return new On(new Systems.Solve(d.oneIn(2)), a, b);
    }

    private static On solveTriangular(Draw d) {
        int n = size(d);
        Shape batch = batch(d);
        Tensor noise = d.between(d.broadcastable(batch).concat(Shape.of(n, n)), -1, 1);
        Tensor t = noise.add(Tensor.eye(n).mul(d.oneOf(-2, 2))).detach();
        Tensor b = d.tensor(d.broadcastable(batch).concat(Shape.of(n, d.integer(0, 3))));
        // With ones on the diagonal and a single row nothing of t is read.
        boolean unit = n > 1 && d.oneIn(3);
        return new On(new Systems.SolveTriangular(d.oneIn(2), d.oneIn(2), unit), t, b);
    }

    /** At most of the second order, at eigenvalues that lie apart, or are all equal. */
    private static On symmetricFunction(Draw d) {
        int order = d.oneOf(0, 0, 1, 2);
        Shape shape = batch(d).concat(order == 0 ? Shape.of(size(d), 4) : Shape.of(d.integer(1, 2), 4));
        Tensor x = d.tensor(shape);
        int n = shape.dim(-2);
        Tensor a = d.oneIn(4)
                ? Tensor.eye(n).mul(2).broadcastTo(shape.with(-1, n)).detach()
                : x.matmul(x.transpose(-1, -2)).add(Tensor.eye(n)).detach();
        Tensor[] inputs = new Tensor[order + 1];
        inputs[0] = a;
        for (int i = 1; i <= order; i++) {
            inputs[i] = d.tensor(a.shape());
        }
        SymmetricFunction gate = new SymmetricFunction(d.oneOf(Divided.values()), order);
        return new On(gate, inputs).whoseInputIsSymmetric();
    }

    private static On gaps(Draw d) {
        Shape batch = batch(d);
        boolean among = d.oneIn(2);
        int p = d.integer(among ? 2 : 1, 3);
        int q = among ? p : d.integer(1, 3);
        Tensor a = d.between(batch.concat(Shape.of(p)), 0.5, 1);
        Tensor b = d.between(batch.concat(Shape.of(q)), 1.5, 3);
        Tensor m = d.tensor(batch.concat(Shape.of(p, q)));
        return new On(new DivideByGaps("gaps", d.oneIn(2), among, true), a, b, m);
    }
}
