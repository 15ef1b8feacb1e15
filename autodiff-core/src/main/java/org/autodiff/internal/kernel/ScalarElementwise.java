package org.autodiff.internal.kernel;

// Generated from ScalarElementwise.template, a resource of the tests, by GeneratedKernelsTest.

/** The elementwise half of the reference: plain loops over {@link ScalarMath} and its neighbours. */
abstract class ScalarElementwise implements Kernels {

    @Override
    public void neg(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = -x[i];
        }
    }

    @Override
    public void abs(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.abs(x[i]);
        }
    }

    @Override
    public void square(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] * x[i];
        }
    }

    @Override
    public void sqrt(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.sqrt(x[i]);
        }
    }

    @Override
    public void reciprocal(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = 1.0 / x[i];
        }
    }

    @Override
    public void relu(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] <= 0 ? 0.0 : x[i];
        }
    }

    @Override
    public void heaviside(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = x[i] > 0 ? 1.0 : 0.0;
        }
    }

    @Override
    public void exp(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ScalarMath.exp(x[i]);
        }
    }

    @Override
    public void expm1(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ScalarMath.expm1(x[i]);
        }
    }

    @Override
    public void log(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ScalarMath.log(x[i]);
        }
    }

    @Override
    public void log1p(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ScalarMath.log1p(x[i]);
        }
    }

    @Override
    public void sin(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = TrigMath.sin(x[i]);
        }
    }

    @Override
    public void cos(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = TrigMath.cos(x[i]);
        }
    }

    @Override
    public void tan(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = TrigMath.tan(x[i]);
        }
    }

    @Override
    public void tanh(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ScalarMath.tanh(x[i]);
        }
    }

    @Override
    public void sigmoid(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ScalarMath.sigmoid(x[i]);
        }
    }

    @Override
    public void tanhSlope(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ScalarMath.tanhSlope(x[i]);
        }
    }

    @Override
    public void sigmoidSlope(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ScalarMath.sigmoidSlope(x[i]);
        }
    }

    @Override
    public void erf(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = SpecialMath.erf(x[i]);
        }
    }

    @Override
    public void erfc(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = SpecialMath.erfc(x[i]);
        }
    }

    @Override
    public void normalCdf(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = SpecialMath.normalCdf(x[i]);
        }
    }

    @Override
    public void add(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + as * i] + b[bo + bs * i];
        }
    }

    @Override
    public void sub(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + as * i] - b[bo + bs * i];
        }
    }

    @Override
    public void mul(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + as * i] * b[bo + bs * i];
        }
    }

    @Override
    public void div(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + as * i] / b[bo + bs * i];
        }
    }

    @Override
    public void maximum(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.max(a[ao + as * i], b[bo + bs * i]);
        }
    }

    @Override
    public void minimum(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.min(a[ao + as * i], b[bo + bs * i]);
        }
    }

    @Override
    public void chain(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = ScalarMath.chain(a[ao + as * i], b[bo + bs * i]);
        }
    }

    @Override
    public void greater(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + as * i] > b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void greaterEqual(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + as * i] >= b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void less(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + as * i] < b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void lessEqual(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + as * i] <= b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void equal(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + as * i] == b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void notEqual(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = a[ao + as * i] != b[bo + bs * i] ? 1.0 : 0.0;
        }
    }
}
