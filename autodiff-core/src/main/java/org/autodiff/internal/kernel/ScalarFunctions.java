package org.autodiff.internal.kernel;

import java.util.Arrays;

/** The elementwise half of the reference: plain loops over {@link ScalarMath} and its neighbours. */
abstract class ScalarFunctions implements Kernels {

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
    public void sign(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = ScalarMath.sign(x[i]);
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
    public void gaussian(double factor, double scale, double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = SpecialMath.gaussian(factor, scale, x[i]);
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
    public void pow(double[] x, double exponent, double[] y, int n) {
        // A switch on doubles: each shorter way is correctly rounded, or (3) within a hair of it.
        if (exponent == 2.0) {
            square(x, y, n);
        } else if (exponent == 1.0) {
            System.arraycopy(x, 0, y, 0, n);
        } else if (exponent == 0.0) {
            Arrays.fill(y, 0, n, 1.0);
        } else if (exponent == -1.0) {
            reciprocal(x, y, n);
        } else if (exponent == 0.5) {
            for (int i = 0; i < n; i++) {
                y[i] = ScalarMath.powHalf(x[i]);
            }
        } else if (exponent == 3.0) {
            for (int i = 0; i < n; i++) {
                y[i] = ScalarMath.cube(x[i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[i] = ElementaryMath.pow(x[i], exponent);
            }
        }
    }
}
