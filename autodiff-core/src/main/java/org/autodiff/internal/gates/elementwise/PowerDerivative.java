package org.autodiff.internal.gates.elementwise;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.BinaryElementwise;
import org.autodiff.gate.Kink;
import org.autodiff.internal.kernel.Kernels;

/**
 * A derivative of {@code a^b}, of any order: n times by a and k times by b.  d/da and d/db are the next ones; so the
 * mixed derivatives are the same in whatever order, and in whatever mode, they are taken.
 *
 * <p>It is {@code a^(b-n) q(log a)}, with the polynomial {@code q(l) = l^k} for n = 0; a derivative by a makes {@code
 * (b - n) q + q'} of it. At a = 0 it is the limit where b is below n. Else the terms with a logarithm, 0 times a power
 * of infinity, are taken as 0: for b above n that is the limit too; at b = n it is a choice. NaN where {@code a^b} is,
 * and for negative a if k is not 0.
 */
public record PowerDerivative(int n, int k) implements BinaryElementwise {
    private static final Kernels K = Kernels.active();

    @Override
    public void forward(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int count) {
        double[] power = new double[count];
        double[] polynomial = new double[count];
        for (int i = 0; i < count; i++) {
            double base = a[ao + as * i];
            double exponent = b[bo + bs * i];
            // Not by b - n: near 0, an exponent that is not whole may be rounded to a whole one.
            boolean outside = base < 0 && (k > 0 || exponent != Math.rint(exponent));
            power[i] = outside ? Double.NaN : exponent - n;
            polynomial[i] = base == 0 && power[i] >= 0 ? 1 : base;
        }
        if (k > 0) {
            K.log(polynomial, polynomial, count);
        }
        double[] q = new double[k + 1];
        for (int i = 0; i < count; i++) {
            polynomial[i] = polynomial(q, b[bo + bs * i], polynomial[i]);
        }
        K.powers(a, ao, as, power, 0, 1, power, 0, count);
        K.chain(power, 0, 1, polynomial, 0, 1, y, yo, count);
    }

    /** {@code q(log)}: the coefficients, and then Horner's rule from the highest that is not 0. */
    private double polynomial(double[] q, double b, double log) {
        for (int j = 0; j < k; j++) {
            q[j] = 0;
        }
        q[k] = 1;
        for (int m = 0; m < n; m++) {
            for (int j = 0; j <= k; j++) {
                double own = q[j] == 0 ? 0 : (b - m) * q[j]; // not NaN for an infinite b
                q[j] = j < k ? own + (j + 1) * q[j + 1] : own;
            }
        }
        int degree = k;
        while (degree > 0 && q[degree] == 0) {
            degree--;
        }
        double y = q[degree];
        for (int j = degree - 1; j >= 0; j--) {
            y = y * log + q[j];
        }
        return y;
    }

    @Override
    public Tensor derivativeA(Tensor a, Tensor b, Tensor y) {
        return new PowerDerivative(n + 1, k).on(a, b);
    }

    @Override
    public Tensor derivativeB(Tensor a, Tensor b, Tensor y) {
        return new PowerDerivative(n, k + 1).on(a, b);
    }

    @Override
    public List<Kink> kinks() {
        return List.of(Kink.at("a = 0, b above n + 2", 0, n + 3).gradient(0, 0));
    }
}
