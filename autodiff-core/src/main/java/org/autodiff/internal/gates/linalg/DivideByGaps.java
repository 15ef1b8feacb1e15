package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.kernel.linalg.Scaling;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * {@code y_ij = m_ij / (b_j - a_i)}, or {@code m_ij / (b_j^2 - a_i^2)}: how a change {@code m_ij} that mixes two
 * eigenvectors, or singular vectors, turns them. a, b and m have shapes (..., p), (..., q) and (..., p, q).
 *
 * <p>Where a_i and b_j are equal to working precision and {@code m_ij} is exactly 0, y is 0: nobody asks about these
 * two vectors. Where it is not 0, any answer would be arbitrary.
 *
 * @param operation for messages
 * @param squares whether the gap is that of the squares
 * @param among whether a and b are the same values; then y_ii = 0
 * @param strict what to do where the answer is arbitrary: throw, or say NaN (in forward mode nobody knows yet whether
 *     the result will be used)
 */
@Formula(
        value = "m_ij / g_ij, g_ij = g(b_j) - g(a_i), g(t) = t or t^2",
        derivative = {"sum_j y_ij u_ij g'(a_i) / g_ij", "-sum_i y_ij u_ij g'(b_j) / g_ij", "u_ij / g_ij"})
public record DivideByGaps(String operation, boolean squares, boolean among, boolean strict) implements OfMatrices {
    @Override
    public Shape[] shapes(Shape... inputs) {
        Shape m = Matrices.require(name(), inputs[2]);
        if (!inputs[0].equals(m.dropLast(1)) || !inputs[1].equals(m.dropLast(2).concat(Shape.of(m.dim(-1))))) {
            throw new IllegalArgumentException(name() + ": shapes " + inputs[0] + ", " + inputs[1] + " and " + m
                    + ": must be (..., p), (..., q) and (..., p, q)");
        }
        return new Shape[] {m};
    }

    @Override
    public Object compute(NdArray[] inputs, NdArray[] outputs) {
        Shape shape = inputs[2].shape();
        int p = shape.dim(-2);
        int q = shape.dim(-1);
        double[] a = ArrayAccess.data(inputs[0]);
        double[] b = ArrayAccess.data(inputs[1]);
        double[] m = ArrayAccess.data(inputs[2]);
        double[] y = ArrayAccess.data(outputs[0]);
        for (int k = 0; k < Matrices.count(shape); k++) {
            double largest = Math.max(Scaling.largest(a, k * p, p), Scaling.largest(b, k * q, q));
            double least = 4 * Math.sqrt(Math.max(p, q)) * Math.ulp(1.0) * largest;
            for (int i = 0; i < p; i++) {
                for (int j = 0; j < q; j++) {
                    int at = (k * p + i) * q + j;
                    y[at] = among && i == j ? 0 : quotient(m[at], a[k * p + i], b[k * q + j], least, shape, k, i, j);
                }
            }
        }
        return null;
    }

    private double quotient(double m, double a, double b, double least, Shape shape, int k, int i, int j) {
        if (m == 0) {
            return 0;
        }
        if (Math.abs(b - a) > least) {
            return squares ? m / (b - a) / (b + a) : m / (b - a);
        }
        if (!strict) {
            return Double.NaN;
        }
        throw new IllegalArgumentException(operation + ": the vectors " + i + " and " + j + " of "
                + Matrices.which(shape, k) + " belong to equal values (" + a + " and " + b
                + "), so they have no derivative; a function of the values alone has one");
    }

    @Override
    public Tensor[] backward(Saved saved, Tensor[] upstream, Needs needs) {
        Tensor a = saved.input(0);
        Tensor b = saved.input(1);
        Tensor z = needs.input(0) || needs.input(1)
                ? Tensor.apply(this, a, b, saved.output(0).mul(upstream[0]))
                : null;
        return new Tensor[] {
            needs.input(0) ? slope(a, z.sum(-1)) : null,
            needs.input(1) ? slope(b, z.sum(-2).neg()) : null,
            needs.input(2) ? Tensor.apply(this, a, b, upstream[0]) : null
        };
    }

    /** {@code dy = (dm + y (da_i g'(a_i) - db_j g'(b_j))) / g}. */
    @Override
    public Tensor[] jvp(Saved saved, Tensor[] tangents) {
        Tensor a = saved.input(0);
        Tensor b = saved.input(1);
        Tensor y = saved.output(0);
        Tensor sum = tangents[2] == null ? Tensor.zeros(y.shape()) : tangents[2];
        if (tangents[0] != null) {
            sum = sum.add(y.mul(slope(a, tangents[0]).unsqueeze(-1)));
        }
        if (tangents[1] != null) {
            sum = sum.sub(y.mul(slope(b, tangents[1]).unsqueeze(-2)));
        }
        return new Tensor[] {Tensor.apply(this, a, b, sum)};
    }

    private Tensor slope(Tensor values, Tensor sum) {
        return squares ? sum.mul(values).mul(2) : sum;
    }

    @Override
    public Reads reads(Needs needs) {
        Reads reads = Reads.INPUTS;
        return needs.input(0) || needs.input(1) ? reads.and(Reads.OUTPUT) : reads;
    }
}
