package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * {@code A = U diag(s) V'}, reduced: for m x n matrices and {@code k = min(m, n)}, U is m x k and V' is k x n, with
 * orthonormal columns and rows; s descends.
 *
 * <p>With upstreams p of U, q of s and r of V, and {@code F_ij = 1 / (s_j^2 - s_i^2)}, 0 for i = j (Giles 2008, section
 * 3.2; J. Townsend, Differentiating the singular value decomposition, 2016):
 *
 * <pre>
 *     X = F o (U' p)      Y = F o (V' r)
 *     dA = U ((X + X') S + diag(q) + S (Y + Y')) V' + (I - U U') p S^-1 V' + U S^-1 r' (I - V V')
 * </pre>
 *
 * For q alone there is no F, and equal singular values do no harm.
 */
@Formula(
        value = "U, s, V' with x = U diag(s) V'",
        derivative = "U ((X + X') S + diag(u_s) + S (Y + Y')) V' + (I - U U') u_U S^-1 V' + U S^-1 u_V' (I - V V'), "
                + "X = F o (U' u_U), Y = F o (V' u_V), F_ij = 1 / (s_j^2 - s_i^2), F_ii = 0")
public record ReducedSvd() implements OfMatrices {
    @Override
    public String name() {
        return "svd";
    }

    @Override
    public Shape[] shapes(Shape... inputs) {
        Shape a = Matrices.require(name(), inputs[0]);
        int m = a.dim(-2);
        int n = a.dim(-1);
        int k = Math.min(m, n);
        return new Shape[] {Matrices.resized(a, m, k), a.dropLast(2).concat(Shape.of(k)), Matrices.resized(a, k, n)};
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        NdArray a = inputs[0];
        Shape shape = a.shape();
        Matrices.requireFinite(name(), a);
        double[] u = ArrayAccess.data(outputs[0]);
        double[] s = ArrayAccess.data(outputs[1]);
        double[] vt = ArrayAccess.data(outputs[2]);
        for (int i = 0; shape.size() > 0 && i < Matrices.count(shape); i++) {
            Matrices.svd(name(), shape, i, ArrayAccess.data(a), u, s, vt);
        }
        return null;
    }

    @Override
    public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        Tensor u = saved.output(0);
        Tensor s = saved.output(1);
        Tensor v = Matrices.transposed(saved.output(2));
        Tensor sum = null;
        if (upstream[1] != null) {
            sum = Matrices.outerProduct(Matrices.scaleColumns(u, upstream[1]), v);
        }
        if (upstream[0] != null) {
            sum = plus(sum, fromVectors(u, s, v, upstream[0]));
        }
        if (upstream[2] != null) { // A' = V S U': the same with the sides exchanged
            sum = plus(sum, Matrices.transposed(fromVectors(v, s, u, Matrices.transposed(upstream[2]))));
        }
        return new Tensor[] {sum};
    }

    /** What the upstream p of the left vectors gives. */
    private Tensor fromVectors(Tensor u, Tensor s, Tensor v, Tensor p) {
        Tensor inner = Matrices.innerProduct(u, p);
        Tensor x = Tensor.apply(new DivideByGaps(name(), true, true, true), s, s, inner);
        Tensor left = u.matmul(Matrices.scaleColumns(x.add(Matrices.transposed(x)), s));
        if (u.shape().dim(-2) > u.shape().dim(-1)) {
            left = left.add(outside(p.sub(u.matmul(inner)), s, true));
        }
        return Matrices.outerProduct(left, v);
    }

    /** {@code p S^-1}: the vectors outside of the span of U turn as if they had the singular value 0. */
    private Tensor outside(Tensor p, Tensor s, boolean strict) {
        Tensor zeros = Tensor.zeros(p.shape().dropLast(1));
        return Tensor.apply(new DivideByGaps(name(), false, false, strict), zeros, s, p);
    }

    private static Tensor plus(Tensor sum, Tensor part) {
        return sum == null ? part : sum.add(part);
    }

    @Override
    public Reads reads(Needs needs) {
        return Reads.OUTPUT.and(Reads.output(1)).and(Reads.output(2));
    }

    /**
     * With {@code X = U' dA V}: {@code ds = diag(X)}, {@code dU = U (F o (X S + S X')) + (I - U U') dA V S^-1}, V
     * likewise.
     */
    @Override
    public Tensor[] jvp(Saved saved, Tensor[] tangents) {
        Tensor u = saved.output(0);
        Tensor s = saved.output(1);
        Tensor v = Matrices.transposed(saved.output(2));
        Tensor da = tangents[0];
        Tensor x = Matrices.innerProduct(u, da.matmul(v));
        return new Tensor[] {
            turned(u, s, x, da.matmul(v)),
            x.diagonal(),
            Matrices.transposed(turned(v, s, Matrices.transposed(x), Matrices.innerProduct(da, u)))
        };
    }

    private Tensor turned(Tensor u, Tensor s, Tensor x, Tensor moved) {
        Tensor scaled = Matrices.scaleColumns(x, s);
        Tensor du = u.matmul(Tensor.apply(
                new DivideByGaps(name(), true, true, false), s, s, scaled.add(Matrices.transposed(scaled))));
        return u.shape().dim(-2) > u.shape().dim(-1) ? du.add(outside(moved.sub(u.matmul(x)), s, false)) : du;
    }
}
