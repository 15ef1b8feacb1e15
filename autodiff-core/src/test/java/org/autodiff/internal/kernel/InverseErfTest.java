package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The inverse of the error function against values of 40 digits (mpmath), and by putting it into erf. */
class InverseErfTest {
    private static final double ULPS = 2;

    private static final double[][] VALUES = {
        {1e-300, 8.8622692545275803586e-301},
        {1e-20, 8.8622692545275796504e-21},
        {1e-08, 8.8622692545275805539e-9},
        {0.001, 0.00088622715746655212301},
        {0.1, 0.088855990494257691974},
        {0.25, 0.22531205501217810473},
        {0.4, 0.37080715859355795164},
        {0.5, 0.47693627620446987338},
        {0.75, 0.81341984759761854169},
        {0.84999, 1.0178774891443060984},
        {0.85, 1.0179024648320275882},
        {0.85001, 1.0179274417897184598},
        {0.9, 1.1630871536766741628},
        {0.99, 1.8213863677184494559},
        {0.999, 2.3267537655135244939},
        {0.999999, 3.4589107372754987775},
        {0.9999999999, 4.5728249585449249378},
        {0.99999999999999, 5.4725525174145354146},
        {0.9999999999999999, 5.8635847487551679272},
        {0.9999999999999998, 5.8050186831934533002},
    };

    @Test
    void values() {
        for (double[] v : VALUES) {
            assertEquals(v[1], InverseErf.erfinv(v[0]), ULPS * Math.ulp(v[1]), () -> "at " + v[0]);
            assertEquals(-InverseErf.erfinv(v[0]), InverseErf.erfinv(-v[0]));
        }
    }

    /** With d = erf y - x the right value is y - d / erf' y, to first order. */
    @Test
    void everywhereWithinTwoUlp() {
        SplittableRandom random = new SplittableRandom(7);
        double worst = 0;
        for (int i = 0; i < 600; i++) {
            double x = i % 3 == 0
                    ? random.nextDouble()
                    : i % 3 == 1 ? 1 - Math.pow(2, -50 * random.nextDouble()) : Math.pow(2, -40 * random.nextDouble());
            double y = InverseErf.erfinv(x);
            BigDecimal difference = PreciseSpecial.erf(y).subtract(new BigDecimal(x), MathContext.DECIMAL128);
            double slope = 2 / Math.sqrt(Math.PI) * Math.exp(-y * y);
            worst = Math.max(worst, Math.abs(difference.doubleValue()) / slope / Math.ulp(y));
        }
        assertTrue(worst <= ULPS, "off by " + worst + " ulp");
    }

    @Test
    void atTheEnds() {
        assertEquals(Double.POSITIVE_INFINITY, InverseErf.erfinv(1));
        assertEquals(Double.NEGATIVE_INFINITY, InverseErf.erfinv(-1));
        assertEquals(Double.NaN, InverseErf.erfinv(Math.nextUp(1.0)));
        assertEquals(Double.NaN, InverseErf.erfinv(Double.NaN));
        assertEquals(Double.NaN, InverseErf.erfinv(Double.NEGATIVE_INFINITY));
        assertEquals(-0.0, InverseErf.erfinv(-0.0));
        assertEquals(0.0, InverseErf.erfinv(0.0));
    }
}
