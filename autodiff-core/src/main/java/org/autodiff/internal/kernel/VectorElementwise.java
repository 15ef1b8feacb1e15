package org.autodiff.internal.kernel;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.SPECIES;
import static org.autodiff.internal.kernel.VectorKernels.broadcast;
import static org.autodiff.internal.kernel.VectorKernels.load;
import static org.autodiff.internal.kernel.VectorKernels.run;

import jdk.incubator.vector.DoubleVector;

// Generated from VectorElementwise.template, a resource of the tests, by GeneratedKernelsTest.

/** The elementwise half of the vector kernels, a loop each; what takes longer is where it is called. */
abstract class VectorElementwise implements Kernels {

    @Override
    public void neg(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            v.neg().intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = -x[i];
        }
    }

    @Override
    public void abs(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            v.abs().intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = Math.abs(x[i]);
        }
    }

    @Override
    public void square(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            v.mul(v).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = x[i] * x[i];
        }
    }

    @Override
    public void sqrt(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            v.sqrt().intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = Math.sqrt(x[i]);
        }
    }

    @Override
    public void reciprocal(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            broadcast(1.0).div(v).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = 1.0 / x[i];
        }
    }

    @Override
    public void relu(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            v.blend(0.0, v.compare(LE, 0.0)).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = x[i] <= 0 ? 0.0 : x[i];
        }
    }

    @Override
    public void heaviside(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            broadcast(0.0).blend(1.0, v.compare(GT, 0.0)).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = x[i] > 0 ? 1.0 : 0.0;
        }
    }

    @Override
    public void exp(double[] x, double[] y, int n) {
        VectorMath.exp(x, y, n);
    }

    @Override
    public void expm1(double[] x, double[] y, int n) {
        VectorMath.expm1(x, y, n);
    }

    @Override
    public void log(double[] x, double[] y, int n) {
        VectorLog.log(x, y, n);
    }

    @Override
    public void log1p(double[] x, double[] y, int n) {
        VectorLog.log1p(x, y, n);
    }

    @Override
    public void sin(double[] x, double[] y, int n) {
        VectorTrig.sin(x, y, n);
    }

    @Override
    public void cos(double[] x, double[] y, int n) {
        VectorTrig.cos(x, y, n);
    }

    @Override
    public void tan(double[] x, double[] y, int n) {
        VectorTrig.tan(x, y, n);
    }

    @Override
    public void tanh(double[] x, double[] y, int n) {
        VectorMath.tanh(x, y, n);
    }

    @Override
    public void sigmoid(double[] x, double[] y, int n) {
        VectorMath.sigmoid(x, y, n);
    }

    @Override
    public void tanhSlope(double[] x, double[] y, int n) {
        VectorMath.tanhSlope(x, y, n);
    }

    @Override
    public void sigmoidSlope(double[] x, double[] y, int n) {
        VectorMath.sigmoidSlope(x, y, n);
    }

    @Override
    public void erf(double[] x, double[] y, int n) {
        VectorErf.erf(x, y, n);
    }

    @Override
    public void erfc(double[] x, double[] y, int n) {
        VectorErf.erfc(x, y, n);
    }

    @Override
    public void normalCdf(double[] x, double[] y, int n) {
        VectorErf.normalCdf(x, y, n);
    }

    @Override
    public void add(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            u.add(v).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] + b[bo + bs * i];
        }
    }

    @Override
    public void sub(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            u.sub(v).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] - b[bo + bs * i];
        }
    }

    @Override
    public void mul(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            u.mul(v).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] * b[bo + bs * i];
        }
    }

    @Override
    public void div(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            u.div(v).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] / b[bo + bs * i];
        }
    }

    @Override
    public void maximum(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            u.max(v).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = Math.max(a[ao + as * i], b[bo + bs * i]);
        }
    }

    @Override
    public void minimum(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            u.min(v).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = Math.min(a[ao + as * i], b[bo + bs * i]);
        }
    }

    @Override
    public void chain(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            u.mul(v).blend(0.0, u.compare(EQ, 0.0).or(v.compare(EQ, 0.0))).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = ScalarMath.chain(a[ao + as * i], b[bo + bs * i]);
        }
    }

    @Override
    public void greater(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            broadcast(0.0).blend(1.0, u.compare(GT, v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] > b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void greaterEqual(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            broadcast(0.0).blend(1.0, u.compare(GE, v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] >= b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void less(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            broadcast(0.0).blend(1.0, u.compare(LT, v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] < b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void lessEqual(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            broadcast(0.0).blend(1.0, u.compare(LE, v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] <= b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void equal(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            broadcast(0.0).blend(1.0, u.compare(EQ, v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] == b[bo + bs * i] ? 1.0 : 0.0;
        }
    }

    @Override
    public void notEqual(double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        double[] left = run(a, ao, as, n);
        double[] right = run(b, bo, bs, n);
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector u = load(left, as * (ao + i));
            DoubleVector v = load(right, bs * (bo + i));
            broadcast(0.0).blend(1.0, u.compare(NE, v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = a[ao + as * i] != b[bo + bs * i] ? 1.0 : 0.0;
        }
    }
}
