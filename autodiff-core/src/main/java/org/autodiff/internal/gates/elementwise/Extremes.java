package org.autodiff.internal.gates.elementwise;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Kink;
import org.autodiff.gate.UnaryElementwise;

/** The larger and the smaller of two numbers, and numbers kept within bounds. */
public final class Extremes {
    private static final Slopes.Precedence PRECEDENCE = new Slopes.Precedence();

    private Extremes() {}

    /**
     * The larger of two numbers; NaN if one is.  The gradient goes to the larger; where they are equal, half to each;
     * NaN to both where the value is.
     */
    public record Maximum() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = Math.max(a[ao + as * i], b[bo + bs * i]);
            }
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return PRECEDENCE.on(a, b);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return PRECEDENCE.on(b, a);
        }

        @Override
        public List<Kink> kinks() {
            return ofTwo();
        }
    }

    /**
     * The smaller of two numbers; NaN if one is.  The gradient goes to the smaller; where they are equal, half to each;
     * NaN to both where the value is.
     */
    public record Minimum() implements BinaryElementwise {
        @Override
        public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = Math.min(a[ao + as * i], b[bo + bs * i]);
            }
        }

        @Override
        public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
            return PRECEDENCE.on(b, a);
        }

        @Override
        public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
            return PRECEDENCE.on(a, b);
        }

        @Override
        public List<Kink> kinks() {
            return ofTwo();
        }
    }

    private static List<Kink> ofTwo() {
        return List.of(
                Kink.at("a = b", 1, 1).gradient(0.5, 0.5),
                Kink.at("a is NaN", Double.NaN, 1).gradient(Double.NaN, Double.NaN),
                Kink.at("b is NaN", 1, Double.NaN).gradient(Double.NaN, Double.NaN));
    }

    /**
     * x kept within [min, max]; NaN stays NaN. d/dx = 1 from bound to bound, both included, and 0 beyond; NaN for NaN.
     */
    public record Clamp(double min, double max) implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            clamp(x, min, max, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return new Slopes.Between(min, max, true).on(x);
        }

        @Override
        public List<Kink> kinks() {
            return atBounds(min, max, 1);
        }
    }

    /**
     * x kept within [min, max], as an activation. d/dx = 1 between the bounds, and 0 at and beyond them; NaN for NaN.
     */
    public record HardTanh(double min, double max) implements UnaryElementwise {
        @Override
        public void forward(double[] x, double[] y, int n) {
            clamp(x, min, max, y, n);
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            return new Slopes.Between(min, max, false).on(x);
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
        Stream<Kink> bounds = DoubleStream.of(min, max)
                .filter(Double::isFinite)
                .distinct()
                .mapToObj(bound -> Kink.at("x = " + bound, bound).gradient(gradient));
        Stream<Kink> nan = Stream.of(Kink.at("NaN", Double.NaN).gradient(Double.NaN));
        return Stream.concat(bounds, nan).toList();
    }
}
