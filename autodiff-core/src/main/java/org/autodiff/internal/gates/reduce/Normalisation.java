package org.autodiff.internal.gates.reduce;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.AlongAxes;
import org.autodiff.gate.BinaryGate;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.LinearGate;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.gate.Structure;
import org.autodiff.internal.kernel.Normalising;
import org.autodiff.internal.loops.AxisRows;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Softmax and its logarithm, whose plain formulas overflow; and centring, whose plain formula loses digits. */
public final class Normalisation {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    private Normalisation() {}

    /** A map of rows whose backward rule and forward mode read only its output. */
    private interface OfOutput extends KeepsShape, AlongAxes {
        @Override
        default Reads reads() {
            return Reads.OUTPUT;
        }
    }

    /**
     * The Jacobian of one row is diag(y) - y y', symmetric; so backward and forward mode are the same map. Infinities
     * share the whole alike, as in the limit along ties; of nothing but -infinity it is 0/0, NaN.
     */
    @Formula(value = "exp(x) / sum exp(x) along {axes}", derivative = "y (u - sum u y)")
    public record Softmax(Axes axes) implements OfOutput {
        @Override
        public Softmax along(Axes others) {
            return new Softmax(others);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            AxisRows.map(x, axes, y, Normalising::softmax);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return new SoftmaxProduct(axes).on(y, upstream);
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            return new Tensor[] {backward(saved.input(0), saved.output(0), tangents[0])};
        }

        @Override
        public List<Kink> kinks() {
            return KinksAlongAxes.of(
                    axes,
                    Kink.atVector("an infinity", INF, 0).gradient(0, 0),
                    Kink.atVector("infinity twice", INF, 1, INF).gradient(0, 0, 0),
                    Kink.atVector("nothing but -infinity", -INF, -INF)
                            .gradient(NAN, NAN)
                            .second(NAN, NAN));
        }
    }

    /**
     * The Jacobian of {@link Softmax}, from its output a, times a vector b, row by row: as a composition it would write
     * three arrays on the way. It is linear in b with a symmetric matrix.
     */
    @Formula(
            value = "a (b - sum a b) along {axes}",
            derivative = {"u (b - sum a b) - b sum u a", "a (u - sum a u)"})
    public record SoftmaxProduct(Axes axes) implements BinaryGate, AlongAxes {
        @Override
        public Shape shape(Shape a, Shape b) {
            return SameShape.of(name(), a, b);
        }

        @Override
        public SoftmaxProduct along(Axes others) {
            return new SoftmaxProduct(others);
        }

        @Override
        public void compute(NdArray a, NdArray b, NdArray y) {
            double[] weights = AxisRows.of(a, axes);
            AxisRows.map(
                    b,
                    axes,
                    y,
                    (x, out, first, end, length) -> Normalising.jacobianProduct(weights, x, out, first, end, length));
        }

        private Tensor sum(Tensor products) {
            return new Reduction.Sum(axes).on(products);
        }

        @Override
        public Tensor backwardA(Tensor a, Tensor b, Tensor product, Tensor upstream) {
            Tensor centred = b.sub(sum(b.chain(a)));
            return upstream.chain(centred).sub(b.chain(sum(upstream.chain(a))));
        }

        @Override
        public Tensor backwardB(Tensor a, Tensor b, Tensor product, Tensor upstream) {
            return on(a, upstream);
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            Tensor a = saved.input(0);
            Tensor b = saved.input(1);
            Tensor moved = tangents[1] == null ? null : on(a, tangents[1]);
            if (tangents[0] != null) {
                Tensor da = tangents[0];
                Tensor change = da.chain(b.sub(sum(b.chain(a)))).sub(a.chain(sum(b.chain(da))));
                moved = moved == null ? change : moved.add(change);
            }
            return new Tensor[] {moved};
        }

        @Override
        public Reads readsForB() {
            return Reads.INPUT;
        }
    }

    /** At infinities the logarithm of {@link Softmax}. */
    @Formula(value = "x - log sum exp(x) along {axes}", derivative = "u - exp(y) sum u")
    public record LogSoftmax(Axes axes) implements OfOutput {
        @Override
        public LogSoftmax along(Axes others) {
            return new LogSoftmax(others);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            AxisRows.map(x, axes, y, Normalising::logSoftmax);
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            return upstream.sub(y.exp().chain(new Reduction.Sum(axes).on(upstream)));
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            Tensor t = tangents[0];
            return new Tensor[] {
                t.sub(new Reduction.Sum(axes).on(saved.output(0).exp().chain(t)))
            };
        }

        @Override
        public List<Kink> kinks() {
            return KinksAlongAxes.of(
                    axes,
                    Kink.atVector("an infinity", INF, 0).gradient(-1, 1),
                    Kink.atVector("infinity twice", INF, 1, INF).gradient(-0.5, 1, -0.5),
                    Kink.atVector("nothing but -infinity", -INF, -INF)
                            .gradient(NAN, NAN)
                            .second(NAN, NAN));
        }
    }

    /**
     * Linear, symmetric and its own square. What is left of the mean after one pass - its rounding, large beside the
     * result where data lie far from 0 - is removed by a second; so equal numbers give exact zeros.
     */
    @Formula(value = "x - mean of x along {axes}", derivative = "u - mean of u along {axes}")
    public record Centre(Axes axes) implements LinearGate, KeepsShape, AlongAxes {
        @Override
        public Centre along(Axes others) {
            return new Centre(others);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            AxisRows.map(x, axes, y, Normalising::centre);
        }

        @Override
        public Tensor transpose(Tensor upstream, Shape x) {
            return on(upstream);
        }

        @Override
        public Structure structure() {
            return Structure.REDUCE;
        }
    }
}
