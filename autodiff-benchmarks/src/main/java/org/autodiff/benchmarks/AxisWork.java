package org.autodiff.benchmarks;

import static org.autodiff.benchmarks.AxisWork.Operand.EACH;
import static org.autodiff.benchmarks.AxisWork.Operand.MASK;
import static org.autodiff.benchmarks.AxisWork.Operand.ONE;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.autodiff.Tensor;

/** Operations on short vectors, of each of which a plain Java loop says what comes out. */
public enum AxisWork {
    MUL(3, (in, layout) -> in[0].mul(in[1]), v -> both(v, (a, b) -> a * b), EACH, ONE),
    MAXIMUM(3, (in, layout) -> in[0].maximum(in[1]), v -> both(v, Math::max), EACH, ONE),
    MINIMUM(3, (in, layout) -> in[0].minimum(in[1]), v -> both(v, Math::min), EACH, ONE),
    WHERE(3, (in, layout) -> Tensor.where(in[0], in[1], in[2]), v -> v[0][0] != 0 ? v[1] : v[2], MASK, EACH, EACH),
    CROSS(3, (in, layout) -> layout.cross(in[0], in[1]), v -> cross(v[0], v[1]), EACH, EACH),

    SUM_2(2, AxisWork::sum, v -> last(v, Double::sum), EACH),
    SUM_3(3, AxisWork::sum, v -> last(v, Double::sum), EACH),
    SUM_5(5, AxisWork::sum, v -> last(v, Double::sum), EACH),
    SUM_8(8, AxisWork::sum, v -> last(v, Double::sum), EACH),
    MAX_2(2, AxisWork::max, v -> last(v, Math::max), EACH),
    MAX_3(3, AxisWork::max, v -> last(v, Math::max), EACH),
    MAX_8(8, AxisWork::max, v -> last(v, Math::max), EACH),
    MIN_3(3, AxisWork::min, v -> last(v, Math::min), EACH),
    MIN_16(16, AxisWork::min, v -> last(v, Math::min), EACH),
    MEDIAN_5(5, (in, layout) -> in[0].median(true, layout.axis), AxisWork::median, EACH),

    CUMSUM_16(16, (in, layout) -> in[0].cumsum(layout.axis), v -> scan(v, Double::sum), EACH),
    CUMPROD_16(16, (in, layout) -> in[0].cumprod(layout.axis), v -> scan(v, (a, b) -> a * b), EACH),
    CUMMAX_16(16, (in, layout) -> in[0].cummax(layout.axis).values(), v -> scan(v, Math::max), EACH),
    LOGCUMSUMEXP_16(16, (in, layout) -> in[0].logcumsumexp(layout.axis), v -> scan(v, AxisWork::logaddexp), EACH);

    /** What an operand has for each vector. */
    enum Operand {
        /** A number for each element. */
        EACH,
        /** One number. */
        ONE,
        /** One number, 0 or 1, that gets no gradient. */
        MASK
    }

    private interface Operation {
        Tensor of(Tensor[] in, Layout layout);
    }

    private interface Plain {
        double[] of(double[][] vectors);
    }

    final int k;
    final List<Operand> operands;
    private final Operation operation;
    private final Plain plain;

    AxisWork(int k, Operation operation, Plain plain, Operand... operands) {
        this.k = k;
        this.operation = operation;
        this.plain = plain;
        this.operands = List.of(operands);
    }

    /** The operation on all vectors at once; a reduced axis stays, with size 1. */
    Tensor of(Tensor[] in, Layout layout) {
        return operation.of(in, layout);
    }

    /** What comes out for one vector of each operand. */
    double[] plain(double[][] vectors) {
        return plain.of(vectors);
    }

    private static Tensor sum(Tensor[] in, Layout layout) {
        return in[0].sum(true, layout.axis);
    }

    private static Tensor max(Tensor[] in, Layout layout) {
        return in[0].max(true, layout.axis);
    }

    private static Tensor min(Tensor[] in, Layout layout) {
        return in[0].min(true, layout.axis);
    }

    private static double[] both(double[][] v, DoubleBinaryOperator f) {
        return Arrays.stream(v[0]).map(a -> f.applyAsDouble(a, v[1][0])).toArray();
    }

    private static double[] scan(double[][] v, DoubleBinaryOperator f) {
        double[] y = v[0].clone();
        for (int i = 1; i < y.length; i++) {
            y[i] = f.applyAsDouble(y[i - 1], y[i]);
        }
        return y;
    }

    private static double[] last(double[][] v, DoubleBinaryOperator f) {
        return new double[] {scan(v, f)[v[0].length - 1]};
    }

    private static double[] median(double[][] v) {
        double[] sorted = v[0].clone();
        Arrays.sort(sorted);
        return new double[] {sorted[sorted.length / 2]};
    }

    private static double logaddexp(double a, double b) {
        return Math.log(Math.exp(a) + Math.exp(b));
    }

    private static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }
}
