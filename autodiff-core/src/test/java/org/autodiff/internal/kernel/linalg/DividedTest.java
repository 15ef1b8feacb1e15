package org.autodiff.internal.kernel.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Divided differences against values of 120 digits (Hermite's table, in mpmath). */
class DividedTest {
    private static final double[][] POINTS = {
        {2, 2},
        {1, 3},
        {1, 1.0000000001},
        {1, 1, 1},
        {1, 1.0000001, 1.0000002},
        {1, 2, 3},
        {1e-6, 1, 1e6},
        {3, 3, 5, 5},
        {0.5, 0.7, 0.9, 0.95, 1.0},
        {1, 1, 1, 100, 100},
        {1e-3, 2e-3, 5, 5.000001, 700},
        {1e8, 1.5e8, 1.7e8},
    };

    /** Of the square root, and of the logarithm. */
    private static final double[][] EXPECTED = {
        {0.3535533905932737622, 0.5},
        {0.36602540378443864676, 0.5493061443340548457},
        {0.49999999998749999897, 0.99999999994999999587},
        {-0.125, -0.5},
        {-0.1249999812500027373, -0.49999990000001751563},
        {-0.048188158588656402038, -0.14384103622589046372},
        {-9.9800199800299600402e-7, -0.00001381551055797808966},
        {0.0020661906034698622534, 0.005626927391835662532},
        {-0.088265140119654741317, -0.64166004036113626061},
        {-0.000011952735468888737108, -0.000049087498401726281104},
        {-0.00071135581744679259059, -0.039456188987375993521},
        {-7.7159563626392327296e-14, -2.6444928778042670384e-17},
    };

    @Test
    void nearAndFar() {
        for (int i = 0; i < POINTS.length; i++) {
            check(EXPECTED[i][0], Divided.SQRT.at(POINTS[i]));
            check(EXPECTED[i][1], Divided.LOG.at(POINTS[i]));
        }
    }

    private static void check(double expected, double actual) {
        assertEquals(expected, actual, 2e-14 * Math.abs(expected));
    }
}
