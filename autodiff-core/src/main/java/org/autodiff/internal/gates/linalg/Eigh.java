package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Values;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.linalg.Orthogonal;
import org.autodiff.ndarray.NdArray;

/**
 * Eigenvalues w, ascending, and orthonormal eigenvectors, the columns of V, of symmetric matrices, of which the lower triangle
 * is read: {@code A = V diag(w) V'}.
 *
 * <p>With upstreams p of w and u of V: {@code dA = sym(V (diag(p) + F o (V' u)) V')}, with {@code F_ij = 1 / (w_j - w_i)}, 0
 * for i = j (Giles 2008, section 3.1). For p alone there is no F, and equal eigenvalues do no harm.
 */
public record Eigh() implements Gate {
    @Override
    public Values forward(NdArray... inputs) {
        NdArray a = inputs[0];
        Matrices.requireSquare(name(), a.shape());
        Matrices.requireFiniteTriangle(name(), a, false, true);
        int n = a.shape().dim(-1);
        NdArray w = Raw.allocate(a.shape().dropLast(1));
        NdArray v = Raw.allocate(a.shape());
        for (int i = 0; n > 0 && i < Matrices.count(a.shape()); i++) {
            if (!Orthogonal.eigen(Raw.data(a), i * n * n, n, Raw.data(w), i * n, Raw.data(v), i * n * n)) {
                throw new ArithmeticException(
                        name() + ": the eigenvalues of " + Matrices.which(a.shape(), i) + " did not converge");
            }
        }
        return Values.of(w, v);
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
        return Tensor.apply(new Gaps(name(), false, true, strict), w, w, x);
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
