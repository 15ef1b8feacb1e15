package org.autodiff.internal.gates;

import java.util.List;
import java.util.stream.DoubleStream;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Kink;
import org.autodiff.gate.UnaryElementwise;

/** The larger and the smaller of two numbers, and numbers kept within bounds. */
public final class Extremes {
    private Extremes() {}

    /** The larger of two numbers; NaN if one is.  The gradient goes to the larger; where they are equal, half to each. */
    public record Maximum() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = Math.max(a[ao + as * i], b[bo + bs * i]);
            }
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return precedence(a, b);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return precedence(b, a);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("a = b", 1, 1).gradient(0.5, 0.5));
        }
    }

    /** The smaller of two numbers; NaN if one is.  The gradient goes to the smaller; where they are equal, half to each. */
    public record Minimum() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = Math.min(a[ao + as * i], b[bo + bs * i]);
            }
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return precedence(b, a);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return precedence(a, b);
        }

        @Override
        public List<Kink> kinks() {
            return List.of(Kink.at("a = b", 1, 1).gradient(0.5, 0.5));
        }
    }

    /** 1 where p is above q, 1/2 where they are equal, else 0. */
    private static Tensor precedence(Tensor p, Tensor q) {
        return p.greater(q).add(p.greaterEqual(q)).mul(0.5);
    }

    /** x kept within [min, max]; NaN stays NaN.  d/dx = 1 from bound to bound, both included, and 0 beyond. */
    public record Clamp(double min, double max) implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            clamp(x, min, max, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.greaterEqual(Tensor.of(min)).mul(x.lessEqual(Tensor.of(max)));
        }

        @Override
        public List<Kink> kinks() {
            return atBounds(min, max, 1);
        }
    }

    /** x kept within [min, max], as an activation.  d/dx = 1 between the bounds, and 0 at and beyond them. */
    public record HardTanh(double min, double max) implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            clamp(x, min, max, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return x.greater(Tensor.of(min)).mul(x.less(Tensor.of(max)));
        }

        @Override
        public List<Kink> kinks() {
            return atBounds(min, max, 0);
        }
    }

    private static void clamp(double[] x, double min, double max, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            double v = x[i];
            y[i] = v < min ? min : v > max ? max : v;
        }
    }

    private static List<Kink> atBounds(double min, double max, double gradient) {
        return DoubleStream.of(min, max)
                .filter(Double::isFinite)
                .distinct()
                .mapToObj(bound -> Kink.at("x = " + bound, bound).gradient(gradient))
                .toList();
    }
}
