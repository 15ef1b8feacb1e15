package org.autodiff.internal.gates.linalg;

import java.util.function.ToDoubleFunction;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.linalg.Lu;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Determinants of the matrices of a batch, from their LU factors. */
public final class Determinants {
    private Determinants() {}

    /** One number for each square matrix. */
    private interface OfSquare extends OfMatrices {
        @Override
        default Shape[] shapes(Shape... inputs) {
            return new Shape[] {Matrices.requireSquare(name(), inputs[0]).dropLast(2)};
        }

        default Factors each(NdArray a, NdArray y, ToDoubleFunction<Lu> f) {
            Factors factors = Factors.of(name(), a);
            for (int i = 0; i < y.size(); i++) {
                ArrayAccess.data(y)[i] = f.applyAsDouble(factors.matrices().get(i));
            }
            return factors;
        }
    }

    /**
     * {@code det A}. The derivative, {@code det(A) A'^-1} where A can be inverted well, is finite near singular
     * matrices and at them too: {@link Cofactors} has forms that are right there.
     *
     * @param nearSingular whether there may be such matrices
     */
    @Formula(value = "det x", derivative = "u cofactors(x)")
    public record Det(boolean nearSingular) implements OfSquare {
        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            Factors factors = each(inputs[0], outputs[0], Lu::determinant);
            return nearSingular ? new NearSingular(inputs[0], factors, outputs[0]) : null;
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            Tensor cofactors = cofactors(saved.input(0), saved.output(0), (NearSingular) saved.residual());
            return new Tensor[] {cofactors.mul(Cofactors.perMatrix(upstream[0]))};
        }

        private static Tensor cofactors(Tensor a, Tensor det, NearSingular near) {
            if (near != null && near.wantsMinors()) {
                return Cofactors.byMinors(a);
            }
            int border = near == null ? 0 : near.border();
            return border == 0 ? Cofactors.byInverse(a, det) : Cofactors.bordered(a, border);
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.INPUT.and(Reads.OUTPUT);
        }
    }

    /** {@code log|det A|}, -infinity for a singular matrix, which has no derivative: backward throws. */
    @Formula(value = "log|det x|", derivative = "u x'^-1")
    public record LogAbsDet() implements OfSquare {
        @Override
        public String name() {
            return "slogdet";
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            return each(inputs[0], outputs[0], Lu::logAbsDeterminant);
        }

        @Override
        public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
            ((Factors) saved.residual()).regular(name());
            return new Tensor[] {Cofactors.inverseTransposed(saved.input(0)).mul(Cofactors.perMatrix(upstream[0]))};
        }

        @Override
        public Reads reads(Needs needs) {
            return Reads.INPUT;
        }
    }

    /** -1, 0 or 1, without a derivative. */
    @Formula("sign(det x)")
    public record DetSign() implements OfSquare, Constant {
        /** Applies this gate. */
        public Tensor on(Tensor a) {
            return Tensor.apply(this, a);
        }

        @Override
        public Object compute(NdArray[] inputs, NdArray[] outputs) {
            each(inputs[0], outputs[0], Lu::sign);
            return null;
        }
    }
}
