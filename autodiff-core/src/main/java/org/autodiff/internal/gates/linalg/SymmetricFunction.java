package org.autodiff.internal.gates.linalg;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Values;
import org.autodiff.internal.Raw;
import org.autodiff.internal.kernel.Kernels;
import org.autodiff.internal.kernel.linalg.Divided;
import org.autodiff.ndarray.NdArray;

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
public record SymmetricFunction(Divided f, int order) implements Gate {
    private static final Kernels K = Kernels.active();

    @Override
    public String name() {
        return f == Divided.SQRT ? "sqrtm" : "logm";
    }

    /** The function. */
    public Tensor on(Tensor a) {
        return Tensor.apply(this, a);
    }

    @Override
    public Values forward(NdArray... inputs) {
        NdArray a = inputs[0];
        Spectrum spectrum = regular(Spectrum.of(name(), a));
        for (NdArray input : inputs) {
            if (inputs.length != order + 1 || !input.shape().equals(a.shape())) {
                throw new IllegalArgumentException(name() + ": " + inputs.length + " inputs of shapes "
                        + Arrays.stream(inputs).map(NdArray::shape).toList() + ": needs " + (order + 1)
                        + " of one shape");
            }
        }
        int n = a.shape().dim(-1);
        NdArray y = Raw.allocate(a.shape());
        double[] scratch = new double[n * n];
        double[][] x = new double[order][n * n];
        for (int i = 0; i < spectrum.definite().length; i++) {
            int at = i * n * n;
            for (int k = 0; k < order; k++) {
                turn(symmetric(Raw.data(inputs[k + 1]), at, n), spectrum.vectors(), at, true, scratch, x[k], n);
            }
            double[] inner = inner(spectrum, i, x, n);
            double[] outer = new double[n * n];
            turn(inner, spectrum.vectors(), at, false, scratch, outer, n);
            System.arraycopy(symmetric(outer, 0, n), 0, Raw.data(y), at, n * n);
        }
        return Values.of(y);
    }

    private Spectrum regular(Spectrum spectrum) {
        if (f == Divided.SQRT && order == 0) {
            return spectrum.semidefinite(name());
        }
        return spectrum.definite(
                name(),
                f == Divided.SQRT
                        ? "the square root has no derivative at a singular matrix; add a multiple of the identity"
                        : "the logarithm is not defined");
    }

    /** {@code (x + x') / 2} of the matrix that begins at a place. */
    private static double[] symmetric(double[] x, int from, int n) {
        double[] y = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                y[i * n + j] = 0.5 * x[from + i * n + j] + 0.5 * x[from + j * n + i];
            }
        }
        return y;
    }

    /** {@code V' x V}, or {@code V x V'}. */
    private static void turn(double[] x, double[] v, int at, boolean into, double[] scratch, double[] y, int n) {
        K.matmul(v, at, into, x, 0, false, scratch, 0, n, n, n);
        K.matmul(scratch, 0, false, v, at, !into, y, 0, n, n, n);
    }

    /** Y, which is symmetric: its lower triangle is computed. */
    private double[] inner(Spectrum spectrum, int matrix, double[][] x, int n) {
        double[] y = new double[n * n];
        int[] path = new int[order + 1];
        for (int i = 0; i < n; i++) {
            for (int j = order == 0 ? i : 0; j <= i; j++) {
                path[0] = i;
                path[order] = j;
                y[i * n + j] = sum(spectrum, matrix, x, n, path, 1);
                y[j * n + i] = y[i * n + j];
            }
        }
        return y;
    }

    /** The sum over all ways between two ends, of which the first few steps are given. */
    private double sum(Spectrum spectrum, int matrix, double[][] x, int n, int[] path, int known) {
        if (known < order) {
            double sum = 0;
            for (path[known] = 0; path[known] < n; path[known]++) {
                sum += sum(spectrum, matrix, x, n, path, known + 1);
            }
            return sum;
        }
        double product = products(x, n, path, 0, 0); // 1 if there are no directions
        if (product == 0) {
            return 0;
        }
        double[] w = new double[order + 1];
        for (int k = 0; k <= order; k++) {
            w[k] = spectrum.value(matrix, path[k]);
        }
        Arrays.sort(w);
        return f.at(w) * product;
    }

    /** The products of the directions' elements along a way, summed over all orders of the directions. */
    private double products(double[][] x, int n, int[] path, int step, int used) {
        if (step == order) {
            return 1;
        }
        double sum = 0;
        for (int k = 0; k < order; k++) {
            if ((used >> k & 1) == 0) {
                double element = x[k][path[step] * n + path[step + 1]];
                sum += element == 0 ? 0 : element * products(x, n, path, step + 1, used | 1 << k);
            }
        }
        return sum;
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
