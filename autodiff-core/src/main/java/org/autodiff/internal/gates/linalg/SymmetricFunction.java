package org.autodiff.internal.gates.linalg;

import java.util.Arrays;
import java.util.Optional;
import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.linalg.Divided;
import org.autodiff.internal.kernel.linalg.SpectralFunction;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * A function of symmetric matrices, {@code f(A) = V diag(f(w)) V'} for {@code A = V diag(w) V'}, and its derivatives of
 * every order in directions {@code D_1, ..., D_k}, which are further inputs. Of A the lower triangle is read, of a
 * direction its symmetric part.
 *
 * <p>The k-th derivative is V Y V', where Y is made of the directions in the basis of eigenvectors, {@code X_i = V' D_i
 * V}, and the divided differences of f at eigenvalues (Daleckii and Krein 1965; for the first order N. Higham,
 * Functions of Matrices, 2008, theorem 3.11):
 *
 * <pre>
 *     k = 1:  Y_ij = f[w_i, w_j] X_ij
 *     k = 2:  Y_il = sum_j f[w_i, w_j, w_l] (X_ij X'_jl + X'_ij X_jl)      and so on, over all orders of the directions
 * </pre>
 *
 * <p>Divided differences are smooth, so equal eigenvalues do no harm, at no order. And the derivatives are closed under
 * differentiation: f being the derivative of a trace, {@code tr(u f^(k+1)(A)[D_1, ..., D_k, E])} does not depend on the
 * order of u, D and E. So the gradient with respect to A is the derivative of the next order with u as one more
 * direction, and that with respect to D_i is this one with u in its place.
 *
 * @param f the function
 * @param order k, the number of directions
 */
@Formula(value = "V f(w) V' with x = V diag(w) V'", derivative = "V (f[w_i, w_j] o (V' u V)) V'")
public record SymmetricFunction(Divided f, int order) implements OfMatrices {
    /** The derivative in directions is called what it is: {@code sqrtmDerivative}. */
    @Override
    public String name() {
        return operation() + (order == 0 ? "" : "Derivative");
    }

    private String operation() {
        return f == Divided.SQRT ? "sqrtm" : "logm";
    }

    /** The function. */
    public Tensor on(Tensor a) {
        return Tensor.apply(this, a);
    }

    @Override
    public Shape[] shapes(Shape... inputs) {
        Shape a = Matrices.requireSquare(operation(), inputs[0]);
        if (inputs.length != order + 1 || !Arrays.stream(inputs).allMatch(a::equals)) {
            throw new IllegalArgumentException(name() + ": " + inputs.length + " inputs of shapes "
                    + Arrays.toString(inputs) + ": needs " + (order + 1) + " of one shape");
        }
        return new Shape[] {a};
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        NdArray a = inputs[0];
        Spectrum spectrum = regular(Spectrum.of(operation(), a));
        int n = a.shape().dim(-1);
        double[][] directions =
                Arrays.stream(inputs).skip(1).map(ArrayAccess::data).toArray(double[][]::new);
        double[] y = ArrayAccess.data(outputs[0]);
        for (int i = 0; i < spectrum.definite().length; i++) {
            SpectralFunction.apply(f, spectrum.values(i), spectrum.vectors(), directions, y, i * n * n);
        }
        return null;
    }

    private Spectrum regular(Spectrum spectrum) {
        if (f == Divided.SQRT && order == 0) {
            return spectrum.semidefinite(operation());
        }
        return spectrum.definite(
                operation(),
                f == Divided.SQRT
                        ? "the square root has no derivative at a singular matrix; add a multiple of the identity"
                        : "the logarithm is not defined");
    }

    @Override
    public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        Tensor[] inputs = inputs(saved);
        Tensor[] gradients = new Tensor[order + 1];
        for (int i = 0; i <= order; i++) {
            gradients[i] = needs.input(i) ? moved(inputs, i, upstream[0]) : null;
        }
        return gradients;
    }

    /** The change of the output with that of one input, which is also its transpose. */
    private Tensor moved(Tensor[] inputs, int i, Tensor change) {
        if (i > 0) {
            Tensor[] replaced = inputs.clone();
            replaced[i] = change;
            return Tensor.apply(this, replaced);
        }
        Tensor[] more = Arrays.copyOf(inputs, order + 2);
        more[order + 1] = change;
        return Tensor.apply(new SymmetricFunction(f, order + 1), more);
    }

    private Tensor[] inputs(Saved saved) {
        Tensor[] inputs = new Tensor[order + 1];
        Arrays.setAll(inputs, saved::input);
        return inputs;
    }

    @Override
    public Optional<String> formula() {
        return order == 0
                ? OfMatrices.super.formula()
                : Optional.of("derivative of " + operation() + " of order " + order
                        + " at the first input, in the directions of the others");
    }

    @Override
    public Optional<String> derivativeFormula(int input) {
        if (order == 0) {
            return OfMatrices.super.derivativeFormula(input);
        }
        return Optional.of(
                input == 0
                        ? "the derivative of the next order, with u as one more direction"
                        : "the same with u in place of this direction");
    }

    @Override
    public Tensor[] jvp(Saved saved, Tensor[] tangents) {
        Tensor[] inputs = inputs(saved);
        Tensor sum = null;
        for (int i = 0; i <= order; i++) {
            if (tangents[i] != null) {
                Tensor part = moved(inputs, i, tangents[i]);
                sum = sum == null ? part : sum.add(part);
            }
        }
        return new Tensor[] {sum};
    }

    @Override
    public Reads reads(Needs needs) {
        Reads reads = Reads.INPUT;
        for (int i = 1; i <= order; i++) {
            reads = reads.and(Reads.input(i));
        }
        return reads;
    }
}
