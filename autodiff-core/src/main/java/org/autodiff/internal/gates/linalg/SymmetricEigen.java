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
 * Eigenvalues w, ascending, and orthonormal eigenvectors, the columns of V, of symmetric matrices, of which the lower
 * triangle is read: {@code A = V diag(w) V'}.
 *
 * <p>With upstreams p of w and u of V: {@code dA = sym(V (diag(p) + F o (V' u)) V')}, with
 * {@code F_ij = 1 / (w_j - w_i)}, 0 for i = j (Giles 2008, section 3.1). For p alone there is no F, and equal
 * eigenvalues do no harm.
 */
@Formula(
        value = "w, V with x = V diag(w) V'",
        derivative = "sym(V (diag(u_w) + F o (V' u_V)) V'), F_ij = 1 / (w_j - w_i), F_ii = 0")
public record SymmetricEigen() implements OfMatrices {
    @Override
    public String name() {
        return "eigh";
    }

    @Override
    public Shape[] shapes(Shape... inputs) {
        Shape a = Matrices.requireSquare(name(), inputs[0]);
        return new Shape[] {a.dropLast(1), a};
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        NdArray a = inputs[0];
        Matrices.requireFiniteTriangle(name(), a, false, true);
        int n = a.shape().dim(-1);
        double[] w = ArrayAccess.data(outputs[0]);
        double[] v = ArrayAccess.data(outputs[1]);
        for (int i = 0; n > 0 && i < Matrices.count(a.shape()); i++) {
            Matrices.eigen(name(), a.shape(), i, ArrayAccess.data(a), w, v);
        }
        return null;
    }

    @Override
    public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        Tensor v = saved.output(1);
        Tensor inner = upstream[0] == null ? null : upstream[0].diagEmbed();
        if (upstream[1] != null) {
            Tensor turned = turned(saved.output(0), Matrices.innerProduct(v, upstream[1]), true);
            inner = inner == null ? turned : inner.add(turned);
        }
        return new Tensor[] {Matrices.symmetric(Matrices.outerProduct(v.matmul(inner), v))};
    }

    /** {@code F o x}. */
    private Tensor turned(Tensor w, Tensor x, boolean strict) {
        return Tensor.apply(new DivideByGaps(name(), false, true, strict), w, w, x);
    }

    @Override
    public Reads reads(Needs needs) {
        return Reads.OUTPUT.and(Reads.output(1));
    }

    /** With {@code X = V' sym(dA) V}: {@code dw = diag(X)}, {@code dV = V (F o X)}. */
    @Override
    public Tensor[] jvp(Saved saved, Tensor[] tangents) {
        Tensor v = saved.output(1);
        Tensor x = Matrices.innerProduct(v, Matrices.symmetric(tangents[0]).matmul(v));
        return new Tensor[] {x.diagonal(), v.matmul(turned(saved.output(0), x, false))};
    }
}
