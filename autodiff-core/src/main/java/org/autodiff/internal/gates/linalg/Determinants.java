package org.autodiff.internal.gates.linalg;

import java.util.function.ToDoubleFunction;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.UnaryGate;
import org.autodiff.gate.Values;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.linalg.Lu;
import org.autodiff.ndarray.NdArray;

/** Determinants of the matrices of a batch, from their LU factors. */
public final class Determinants {
    private Determinants() {}

    private static NdArray each(Factors factors, ToDoubleFunction<Lu> f) {
        NdArray y = Raw.allocate(factors.shape().dropLast(2));
        double[] data = Raw.data(y);
        for (int i = 0; i < y.size(); i++) {
            data[i] = f.applyAsDouble(factors.matrices().get(i));
        }
        return y;
    }

    /** One number per matrix, as matrices of one element: it broadcasts against the batch. */
    private static Tensor perMatrix(Tensor x) {
        return x.unsqueeze(-1).unsqueeze(-1);
    }

    /** {@code A'^-1}. */
    private static Tensor inverseTransposed(Tensor a) {
        return new Systems.Solve(true).on(a, Tensor.eye(a.shape().dim(-1)));
    }

    /**
     * {@code det A}.  The derivative is the matrix of cofactors: {@code det(A) A'^-1} where A can be inverted well; near singular
     * matrices and at them it is finite too, and {@link Cofactors} computes it there, or {@link Minors}.
     *
     * @param nearSingular whether there may be such matrices
     */
    public record Det(boolean nearSingular) implements Gate {
        @Override
        public Values forward(NdArray... inputs) {
            Factors factors = Factors.of(name(), inputs[0]);
            NdArray det = each(factors, Lu::determinant);
            return new Values(new NdArray[] {det}, nearSingular ? new Border(inputs[0], factors, det) : null);
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor a = saved.input(0);
            Border border = (Border) saved.residual();
            Tensor cofactors;
            if (nearSingular && border.wantsMinors()) {
                cofactors = Minors.cofactors(a);
            } else {
                Cofactors bordered = nearSingular ? border.get() : null;
                cofactors = bordered == null ? inverseTransposed(a).mul(perMatrix(saved.output(0))) : bordered.of(a);
            }
            return new Tensor[] {cofactors.mul(perMatrix(upstream[0]))};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.INPUT.and(Reads.OUTPUT);
        }
    }

    /** {@code log|det A|}, -infinity for a singular matrix.  d/dA = A'^-1; a singular matrix has none, and backward throws. */
    public record LogAbsDet() implements Gate {
        @Override
        public String name() {
            return "slogdet";
        }

        @Override
        public Values forward(NdArray... inputs) {
            Factors factors = Factors.of(name(), inputs[0]);
            return new Values(new NdArray[] {each(factors, Lu::logAbsDeterminant)}, factors);
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            ((Factors) saved.residual()).regular(name());
            return new Tensor[] {inverseTransposed(saved.input(0)).mul(perMatrix(upstream[0]))};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.INPUT;
        }
    }

    /** The sign of {@code det A}: -1, 0 or 1. It has no derivative. */
    public record DetSign() implements UnaryGate {
        @Override
        public NdArray forward(NdArray a) {
            return each(Factors.of(name(), a), Lu::sign);
        }

        @Override
        public Tensor backward(Tensor a, Tensor y, Tensor upstream) {
            return null;
        }

        @Override
        public Reads reads() {
            return Reads.NONE;
        }

        @Override
        public boolean differentiable(int input) {
            return false;
        }
    }
}
