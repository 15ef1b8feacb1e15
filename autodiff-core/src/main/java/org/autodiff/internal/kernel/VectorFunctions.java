package org.autodiff.internal.kernel;

import static org.autodiff.internal.kernel.VectorKernels.LANES;
import static org.autodiff.internal.kernel.VectorKernels.SPECIES;
import static org.autodiff.internal.kernel.VectorKernels.broadcast;
import static org.autodiff.internal.kernel.VectorKernels.load;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/** The elementwise half of the vector kernels: short functions here, the others in {@link VectorMath} and its neighbours. */
abstract class VectorFunctions implements Kernels {

    @Override
    public void neg(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            load(x, i).neg().intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = -x[i];
        }
    }

    @Override
    public void abs(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            load(x, i).abs().intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = Math.abs(x[i]);
        }
    }

    @Override
    public void sign(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            v.blend(0.0, v.compare(VectorOperators.EQ, 0.0))
                    .blend(1.0, v.compare(VectorOperators.GT, 0.0))
                    .blend(-1.0, v.compare(VectorOperators.LT, 0.0))
                    .intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = ScalarMath.sign(x[i]);
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
            load(x, i).sqrt().intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = Math.sqrt(x[i]);
        }
    }

    @Override
    public void reciprocal(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            broadcast(1.0).div(load(x, i)).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = 1.0 / x[i];
        }
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
    public void gaussian(double factor, double scale, double[] x, double[] y, int n) {
        VectorErf.gaussian(factor, scale, x, y, n);
    }

    @Override
    public void relu(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            DoubleVector v = load(x, i);
            v.blend(0.0, v.compare(VectorOperators.LE, 0.0)).intoArray(y, i);
        }
        for (; i < n; i++) {
            y[i] = x[i] <= 0 ? 0.0 : x[i];
        }
    }

    @Override
    public void heaviside(double[] x, double[] y, int n) {
        int i = 0;
        for (; i < SPECIES.loopBound(n); i += LANES) {
            broadcast(0.0)
                    .blend(1.0, load(x, i).compare(VectorOperators.GT, 0.0))
                    .intoArray(y, i);
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
    public void pow(double[] x, double exponent, double[] y, int n) {
        if (exponent == 2.0) {
            square(x, y, n);
        } else if (exponent == -1.0) {
            reciprocal(x, y, n);
        } else if (exponent == 0.5) {
            VectorMath.powHalf(x, y, n);
        } else if (exponent == 3.0) {
            VectorMath.cube(x, y, n);
        } else if (exponent == 0.0 || exponent == 1.0) {
            Kernels.scalar().pow(x, exponent, y, n);
        } else {
            powers(x, 0, 1, new double[] {exponent}, 0, 0, y, 0, n);
        }
    }
}
