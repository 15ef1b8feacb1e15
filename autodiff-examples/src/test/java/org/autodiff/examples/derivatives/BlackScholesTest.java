package org.autodiff.examples.derivatives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;

/** Price and Greeks against the closed forms of the textbooks. */
class BlackScholesTest {
    private static final double S = 100;
    private static final double K = 95;
    private static final double R = 0.03;
    private static final double V = 0.2;
    private static final double T = 0.5;

    private static final double ROOT = Math.sqrt(T);
    private static final double D1 = (Math.log(S / K) + (R + V * V / 2) * T) / (V * ROOT);
    private static final double D2 = D1 - V * ROOT;
    private static final double DISCOUNT = Math.exp(-R * T);

    private static double cdf(double x) {
        return Erf.erfc(-x / Math.sqrt(2)) / 2;
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private static final Tensor AT = Tensor.of(S, K, R, V, T);

    @Test
    void priceAndGreeks() {
        Autodiff.ValueAndGrad at = Autodiff.valueAndGrad(BlackScholes::call, AT);
        assertEquals(S * cdf(D1) - K * DISCOUNT * cdf(D2), at.value().item(), 1e-12);
        double[] g = at.gradient().toArray();
        assertEquals(cdf(D1), g[0], 1e-13, "delta");
        assertEquals(-DISCOUNT * cdf(D2), g[1], 1e-13, "by strike");
        assertEquals(K * T * DISCOUNT * cdf(D2), g[2], 1e-12, "rho");
        assertEquals(S * density(D1) * ROOT, g[3], 1e-12, "vega");
        assertEquals(S * density(D1) * V / (2 * ROOT) + R * K * DISCOUNT * cdf(D2), g[4], 1e-12, "theta, by time left");
    }

    @Test
    void allOfSecondOrder() {
        Tensor h = Autodiff.hessian(BlackScholes::call, AT);
        double vega = S * density(D1) * ROOT;
        double discounted = K * DISCOUNT;
        double q = density(D2);
        double[][] expected = new double[5][5];
        expected[0][0] = density(D1) / (S * V * ROOT); // gamma
        expected[0][1] = -density(D1) / (K * V * ROOT);
        expected[0][2] = density(D1) * ROOT / V;
        expected[0][3] = -density(D1) * D2 / V; // vanna
        expected[0][4] = density(D1) * (R / (V * ROOT) - D2 / (2 * T)); // charm, by time left
        expected[1][1] = DISCOUNT * q / (K * V * ROOT);
        expected[1][2] = T * DISCOUNT * cdf(D2) - DISCOUNT * q * ROOT / V;
        expected[1][3] = DISCOUNT * q * D1 / V;
        // d d2 / dT = (R - V^2 / 2) / (2 V root T) - ln(S / K) / (2 V T root T)
        double d2ByTime = (R - V * V / 2) / (2 * V * ROOT) - Math.log(S / K) / (2 * V * T * ROOT);
        expected[1][4] = R * DISCOUNT * cdf(D2) - DISCOUNT * q * d2ByTime;
        expected[2][2] = -T * T * discounted * cdf(D2) + T * discounted * q * ROOT / V;
        expected[2][3] = -T * discounted * q * D1 / V;
        expected[2][4] = discounted * ((1 - R * T) * cdf(D2) + T * q * d2ByTime);
        expected[3][3] = vega * D1 * D2 / V; // volga
        double d1ByTime = d2ByTime + V / (2 * ROOT);
        expected[3][4] = S * density(D1) * (1 / (2 * ROOT) - D1 * d1ByTime * ROOT); // veta, by time left
        expected[4][4] = S * density(D1) * V / (2 * ROOT) * (-D1 * d1ByTime - 1 / (2 * T))
                - R * R * discounted * cdf(D2)
                + R * discounted * q * d2ByTime;
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                double closedForm = i <= j ? expected[i][j] : expected[j][i];
                double actual = h.select(0, i).select(0, j).item();
                assertEquals(closedForm, actual, 1e-11 * (1 + Math.abs(closedForm)), "d2/d" + i + "d" + j);
            }
        }
    }

    /** What a user has to write. */
    @Test
    void theProgramsAreAsShortAsPromised() throws IOException {
        for (String name : new String[] {"BlackScholes", "OscillationFit"}) {
            List<String> lines =
                    Files.readAllLines(Path.of("src/main/java/org/autodiff/examples/derivatives", name + ".java"));
            int from = lines.indexOf("public class " + name + " {");
            long code = lines.subList(from + 1, lines.size() - 1).stream()
                    .filter(line -> !line.isBlank() && !line.strip().startsWith("/*"))
                    .count();
            assertTrue(code <= 15, name + " has " + code + " lines");
        }
    }
}
