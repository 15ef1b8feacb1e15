package org.autodiff.internal.gates.linalg;

import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.Needs;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Values;
import org.autodiff.internal.Raw;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * {@code y_ij = m_ij / (b_j - a_i)}, or {@code m_ij / (b_j^2 - a_i^2)}: how a change {@code m_ij} that mixes two eigenvectors, or
 * singular vectors, turns them. a, b and m have shapes (..., p), (..., q) and (..., p, q).
 *
 * <p>Where a_i and b_j are equal to working precision and {@code m_ij} is exactly 0, y is 0: nobody asks about these two
 * vectors. Where it is not 0, any answer would be arbitrary.
 *
 * <p>With upstream u and g the gap: {@code dm = u / g}; with {@code z = y u / g}: {@code da_i = sum_j z_ij g'(a_i)} and {@code db_j
 * = -sum_i z_ij g'(b_j)}, where g' = 1, or twice the value for squares.
 *
 * @param operation for messages
 * @param squares whether the gap is that of the squares
 * @param among whether a and b are the same values; then y_ii = 0
 * @param strict what to do where the answer is arbitrary: throw, or say NaN (in forward mode nobody knows yet whether the
 *     result will be used)
 */
public record Gaps(String operation, boolean squares, boolean among, boolean strict) implements Gate {

    @Override
    public Values forward(NdArray... inputs) {
        Shape shape = inputs[2].shape();
        Matrices.require(name(), shape);
        if (!inputs[0].shape().equals(shape.dropLast(1))
                || !inputs[1].shape().equals(shape.dropLast(2).concat(Shape.of(shape.dim(-1))))) {
            throw new IllegalArgumentException(name() + ": shapes " + inputs[0].shape() + ", " + inputs[1].shape()
                    + " and " + shape + ": must be (..., p), (..., q) and (..., p, q)");
        }
        int p = shape.dim(-2);
        int q = shape.dim(-1);
        double[] a = Raw.data(inputs[0]);
        double[] b = Raw.data(inputs[1]);
        double[] m = Raw.data(inputs[2]);
        NdArray y = Raw.allocate(shape);
        for (int k = 0; k < Matrices.count(shape); k++) {
            double least = 4 * Math.sqrt(Math.max(p, q)) * Math.ulp(1.0) * largest(a, k * p, p, b, k * q, q);
            for (int i = 0; i < p; i++) {
                for (int j = 0; j < q; j++) {
                    int at = (k * p + i) * q + j;
                    Raw.data(y)[at] =
                            among && i == j ? 0 : quotient(m[at], a[k * p + i], b[k * q + j], least, shape, k, i, j);
                }
            }
        }
        return Values.of(y);
    }

    private static double largest(double[] a, int ao, int p, double[] b, int bo, int q) {
        double largest = 0;
        for (int i = ao; i < ao + p; i++) {
            largest = Math.max(largest, Math.abs(a[i]));
        }
        for (int j = bo; j < bo + q; j++) {
            largest = Math.max(largest, Math.abs(b[j]));
        }
        return largest;
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
