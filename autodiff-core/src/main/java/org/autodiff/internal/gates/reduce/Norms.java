package org.autodiff.internal.gates.reduce;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.AlongAxes;
import org.autodiff.gate.Formula;
import org.autodiff.gate.Kink;
import org.autodiff.gate.Reads;
import org.autodiff.gate.Saved;
import org.autodiff.internal.kernel.ElementaryMath;
import org.autodiff.internal.kernel.PowerNorm;
import org.autodiff.internal.loops.AxisRows;
import org.autodiff.ndarray.Axes;
import org.autodiff.ndarray.NdArray;

/** The p-norm for finite p other than 0, and its gradient. */
public final class Norms {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    private Norms() {}

    /**
     * The p-norm. 0 where all are 0; for negative p also where any is. Of no elements 0, and infinity for negative p:
     * the extreme of nothing.
     */
    @Formula(value = "(sum |x|^{p} along {axes})^(1/{p})", derivative = "u sign(x) (|x| / y)^({p} - 1)")
    public record Norm(double p, Axes axes) implements Weighted {
        @Override
        public Norm along(Axes others) {
            return new Norm(p, others);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            AxisRows.reduce(
                    x, axes, y, (in, out, first, end, length) -> PowerNorm.norms(p, in, out, first, end, length));
        }

        @Override
        public Tensor weight(Tensor x, Tensor y) {
            return new NormSlope(p, axes).on(x);
        }

        @Override
        public List<Kink> kinks() {
            List<Kink> kinks = new ArrayList<>();
            kinks.add(Kink.atVector("all 0", 0, -0.0).gradient(0, 0));
            kinks.add(Kink.atVector("a NaN", NAN, 1).gradient(NAN, NAN).second(NAN, NAN));
            if (p > 1) {
                double share = ElementaryMath.pow(0.5, 1 - 1 / p);
                kinks.add(Kink.atVector("an infinity", INF, 1).gradient(1, 0));
                kinks.add(Kink.atVector("infinity twice", INF, 1, -INF).gradient(share, 0, -share));
            }
            if (p > 1 && p < 2) {
                kinks.add(Kink.atVector("a 0 among others (p < 2)", 3, 0).gradient(1, 0));
            } else if (p < 1) {
                kinks.add(Kink.atVector("a 0 among others (p < 1)", 3, 0).gradient(p > 0 ? 1 : 0, 0));
            }
            return KinksAlongAxes.of(axes, kinks.toArray(Kink[]::new));
        }
    }

    /**
     * The gradient of the p-norm; 0 at x = 0, also where the formula gives infinity (p below 1). Infinite elements
     * share it alike, as in the limit along ties.
     *
     * <p>Its Jacobian is symmetric: backward and forward mode are the same map. At x = 0 its power p - 2 is 0 too for p
     * below 2, where it is infinite; and at the zero vector the Jacobian is 0.
     */
    @Formula(
            value = "sign(x) (|x| / norm)^({p} - 1), with the {p}-norm of x along {axes}",
            derivative = "({p} - 1) (u (|x| / norm)^({p} - 2) - y sum u y) / norm")
    public record NormSlope(double p, Axes axes) implements KeepsShape, AlongAxes {
        @Override
        public NormSlope along(Axes others) {
            return new NormSlope(p, others);
        }

        @Override
        public void compute(NdArray x, NdArray y) {
            AxisRows.map(x, axes, y, (in, out, first, end, length) -> PowerNorm.slopes(p, in, out, first, end, length));
        }

        @Override
        public Tensor backward(Tensor x, Tensor y, Tensor upstream) {
            Tensor zero = Tensor.of(0);
            Tensor norm = new Norm(p, axes).on(x);
            Tensor curvature =
                    Tensor.where(norm.equalTo(zero), zero, Tensor.of(p - 1).div(norm));
            Tensor own = upstream;
            if (p != 2) {
                Tensor powers = x.abs().div(norm).pow(p - 2);
                own = upstream.chain(Tensor.where(x.notEqualTo(zero), powers, zero));
            }
            Tensor along = new Reduction.Sum(axes).on(upstream.chain(y));
            return curvature.chain(own.sub(y.chain(along)));
        }

        @Override
        public Tensor[] jvp(Saved saved, Tensor[] tangents) {
            return new Tensor[] {backward(saved.input(0), saved.output(0), tangents[0])};
        }

        @Override
        public Reads reads() {
            return Reads.INPUT.and(Reads.OUTPUT);
        }

        @Override
        public List<Kink> kinks() {
            return KinksAlongAxes.of(
                    axes,
                    Kink.atVector("all 0", 0, -0.0).gradient(0, 0),
                    Kink.atVector("a NaN", NAN, 1).gradient(NAN, NAN).second(NAN, NAN));
        }
    }
}
